"""What of a change is news: how a conference stood to the public, and how it stands. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from regapp.conferences.models import Conference, ConferenceDay, ConferenceStatus, NewsKind


@dataclass(frozen=True)
class NewsDay:
    """A settled day; without hours while they are unknown."""

    on: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def stored(self) -> list[str | None]:
        hours = (self.starts_at, self.ends_at)
        return [self.on.isoformat(), *(at.isoformat() if at else None for at in hours)]

    @classmethod
    def of(cls, stored: Sequence[str | None]) -> "NewsDay":
        on, starts, ends = stored
        hours = (datetime.fromisoformat(at) if at else None for at in (starts, ends))
        return cls(date.fromisoformat(on or ""), *hours)


@dataclass(frozen=True)
class PublicState:
    """What subscribers to news know of a conference.

    programme  it has been there; once told it stays so
    digital    it is held from a distance, having been meant for a place
    """

    cancelled: bool
    days: tuple[NewsDay, ...]
    programme: bool
    digital: bool = False

    def stored(self) -> dict[str, Any]:
        days = [day.stored() for day in self.days]
        return {"cancelled": self.cancelled, "days": days, "programme": self.programme} | (
            {"digital": True} if self.digital else {}
        )

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "PublicState":
        days = tuple(NewsDay.of(day) for day in stored["days"])
        return cls(stored["cancelled"], days, stored["programme"], stored.get("digital", False))


def public_state(
    conference: Conference, held: Sequence[ConferenceDay], before: PublicState | None, *, programme: bool
) -> PublicState:
    """How it stands now. A preliminary day is none; a called-off conference keeps the days it had."""
    cancelled = conference.status is ConferenceStatus.CANCELLED
    days = tuple(NewsDay(day.on, day.starts_at, day.ends_at) for day in held)
    if conference.preliminary:
        days = ()
    if cancelled and before is not None:
        days = before.days
    digital = conference.turned_digital_at is not None
    known = before is not None and before.programme
    return PublicState(cancelled, days, known or programme or bool(conference.programme.strip()), digital)


def news_of(before: PublicState | None, after: PublicState) -> list[NewsKind]:
    """What to tell, in order; nothing where nothing of it changed."""
    if before is None:
        return [NewsKind.CANCELLED if after.cancelled else NewsKind.PUBLISHED]
    if after.cancelled:
        return [] if before.cancelled else [NewsKind.CANCELLED]
    found = _news_of_days(before.days, after.days)
    if after.digital and not before.digital:
        found.append(NewsKind.DIGITAL)
    if after.programme and not before.programme:
        found.append(NewsKind.PROGRAMME)
    return found


def _news_of_days(before: Sequence[NewsDay], after: Sequence[NewsDay]) -> list[NewsKind]:
    if before == after:
        return []
    if not before:
        return [NewsKind.DATED]
    if not after:
        return [NewsKind.POSTPONED]
    same_days = [day.on for day in before] == [day.on for day in after]
    return [NewsKind.RETIMED if same_days else NewsKind.MOVED]
