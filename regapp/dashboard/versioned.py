"""The base of forms that save over what a page showed: they carry the version they were drawn from."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from wtforms import HiddenField

from regapp.web.forms import BaseForm, line_filter


class NewerSave(NamedTuple):
    """Somebody's save since a form was drawn: who, when, what.

    fields  what was changed, in words
    deed    what was done, as the log says it; "" where it is what the refused form does itself, and
            then no fields mean that the button was pressed without anything having been changed
    """

    who: str
    at: datetime
    fields: tuple[str, ...] = ()
    deed: str = ""


class VersionedForm(BaseForm):
    """`version` is the conference's, of when the page was drawn."""

    version = HiddenField(filters=[line_filter])
    # What was saved since, newest first, once a save was refused for it; see `dashboard.newer`.
    newer: Sequence[NewerSave] | None = None

    @property
    def seen_version(self) -> int:
        """The version the page was drawn from; 0, which is nobody's, for nonsense."""
        seen = self.version.data or ""
        return int(seen) if seen.isdecimal() and len(seen) < 10 else 0
