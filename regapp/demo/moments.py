"""The moments that the demonstration's clock can be sent to."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from regapp.conferences.rules import local_instant
from regapp.web.i18n import lazy

ZONE = "Europe/Stockholm"


@dataclass(frozen=True)
class Moment:
    """`value` stands in the form; `label` is what people read."""

    value: str
    at: datetime
    label: Any


def instant(on: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """The instant of a Swedish wall-clock time, in UTC."""
    return local_instant(on, hour, minute, ZONE).replace(second=second).astimezone(UTC)


START = instant(date(2020, 2, 14), 10)
# When the newsletter had been sent: the season is as old as that.
ANNOUNCED = instant(date(2019, 12, 2), 9)
MARCH = "mars-2020"
MOMENTS = (
    Moment("annonserad", instant(date(2019, 12, 20), 10), lazy("20 december: annonserad")),
    Moment("fore", instant(date(2020, 1, 14), 23, 59, 50), lazy("14 januari 23.59.50: öppnar snart")),
    Moment("oppen", instant(date(2020, 1, 15), 10), lazy("15 januari: nyss öppnad")),
    Moment("mitt-i", START, lazy("14 februari: mitt i anmälan")),
    # The turns of March are played on the way there.
    Moment(MARCH, instant(date(2020, 3, 20), 10), lazy("Mars 2020: allt ställs om")),
    Moment("kvallen-fore", instant(date(2020, 3, 26), 19), lazy("26 mars: kvällen före Varberg")),
    # Those who have come by then are checked in on the way there.
    Moment("varberg", instant(date(2020, 3, 27), 9, 30), lazy("27 mars: dagen i Varberg")),
    Moment("efterat", instant(date(2020, 6, 1), 10), lazy("1 juni: allt är över")),
)
# Back to where the demonstration began; nothing is deleted.
BEGIN_AGAIN = "borja-om"


def moment_at(value: str, *, first: str | None) -> datetime | None:
    """When the choice `value` is; None for one that does not exist.

    first  REGAPP_CLOCK, where that set the clock at the very first start
    """
    if value == BEGIN_AGAIN:
        return _local(first) if first else START
    return next((moment.at for moment in MOMENTS if moment.value == value), None)


def _local(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(ZONE))).astimezone(UTC)
