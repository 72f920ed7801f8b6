"""What a page looks at: one conference, or those of a series that the viewer may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from regapp.conferences.models import Conference, Series
from regapp.conferences.texts import localized, title_of
from regapp.organizers.rules import Capabilities
from regapp.web.i18n import language


@dataclass(frozen=True)
class Scope:
    """`granted` is what the viewer may do at every one of the conferences."""

    conferences: Sequence[Conference]
    granted: Capabilities
    series: Series | None = None

    @property
    def ids(self) -> list[int]:
        return [conference.id for conference in self.conferences]

    @property
    def single(self) -> Conference | None:
        return self.conferences[0] if self.series is None else None

    @property
    def title(self) -> str:
        if self.series:
            return localized(self.series, "title", language())
        return title_of(self.conferences[0], language())

    @property
    def kind(self) -> str:
        """First part of its addresses: "serie" or "konferens"."""
        return "serie" if self.series else "konferens"

    @property
    def number(self) -> int:
        return self.series.id if self.series else self.conferences[0].id
