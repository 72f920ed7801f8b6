"""Where the line stands, in words for those who wait and for those who run it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from regapp.conferences.models import Conference
from regapp.database.session import session
from regapp.registrations.queries import LineCount, count_line
from regapp.registrations.rules import Hold, why_held
from regapp.web.i18n import _, ngettext


@dataclass(frozen=True)
class Line:
    """Seats and line of a conference at this moment, and why nothing is offered."""

    count: LineCount
    hold: Hold | None

    @property
    def why(self) -> str:
        return hold_text(self.hold, free=self.count.free, needed=self.count.needed)


def line_at(conference: Conference, now: datetime) -> Line:
    """Loaded: days, prices."""
    count = count_line(session(), conference.id)
    hold = why_held(conference, capacity=count.capacity, free=count.free, needed=count.needed, now=now)
    return Line(count, hold)


def place_words(places: Sequence[int]) -> str:
    """Several places in line: "7–9" where nobody else stands between them, else "7, 9"."""
    found = sorted(places)
    if len(found) > 1 and found[-1] - found[0] == len(found) - 1:
        return f"{found[0]}\N{EN DASH}{found[-1]}"
    return ", ".join(str(place) for place in found)


def hold_text(hold: Hold | None, *, free: int, needed: int) -> str:
    """Why nobody in line is offered a seat; "" where nothing holds it up."""
    if hold is Hold.HEAD_NEEDS_MORE:
        return ngettext(
            "%(num)s plats är ledig, sällskapet först i kön behöver %(needed)s.",
            "%(num)s platser är lediga, sällskapet först i kön behöver %(needed)s.",
            free,
            needed=needed,
        )
    texts = {
        Hold.FULL: _("Alla platser är bokade eller erbjudna till andra."),
        Hold.HEAD_TOO_LARGE: _("Sällskapet först i kön är större än alla platser. Arrangören ser det."),
        Hold.BY_HAND: _("Arrangören erbjuder lediga platser för hand."),
        Hold.LAST_DAYS: _("Så nära konferensen erbjuder arrangören lediga platser för hand."),
    }
    return str(texts[hold]) if hold else ""
