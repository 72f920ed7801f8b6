"""What happens by itself from now on, in order of time. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.rules import held_days, last_sign_up_day, local_date, local_instant
from regapp.registrations.freezing import last_change_day
from regapp.registrations.models import Frozen
from regapp.registrations.rules import Reminder, needs_deleted_on, reminder_at

_SHOWN = 5


@dataclass(frozen=True)
class Coming:
    """One thing that will happen; its words stand in `dashboard/_coming.html`.

    at     when; `hour` says whether by the clock or some time that day
    about  the place it happens to, or the subject of a mailing
    """

    code: str
    at: datetime
    about: str
    zone: str
    hour: bool = True


def coming(
    conferences: Iterable[Conference],
    planned: Sequence[tuple[datetime, str]],
    *,
    silent: Mapping[int, Collection[str]],
    now: datetime,
    deletes: bool,
) -> list[Coming]:
    """The next of it, and the first deletion however far away. Loaded: days.

    planned  when mailings go, and their subjects
    silent   letters that a conference has turned off, by its number
    deletes  whether what is to be deleted is
    """
    found = [Coming("mailing", at, subject, "Europe/Stockholm") for at, subject in planned]
    for one in conferences:
        found += _signing_up(one, now)
        found += _reminding(one, silent.get(one.id, ()))
        if deletes:
            found += _deleting(one)
    ordered = sorted((one for one in found if _is_ahead(one, now)), key=lambda one: one.at)
    later = (one for one in ordered[_SHOWN:] if one.code == "deletes")
    told = any(one.code == "deletes" for one in ordered[:_SHOWN])
    return ordered[:_SHOWN] if told else [*ordered[:_SHOWN], *islice(later, 1)]


def _signing_up(conference: Conference, now: datetime) -> Iterator[Coming]:
    if conference.status is not ConferenceStatus.PUBLISHED:
        return
    about = conference.place or conference.title
    if conference.opens_at is not None:
        yield Coming("opens", conference.opens_at, about, conference.zone)
    for code, day in (
        ("closes", last_sign_up_day(conference) if conference.closes_at else None),
        ("freezes", last_change_day(conference, Frozen.KITCHEN)),
    ):
        if day is not None:
            yield _on(code, day, conference)


def _reminding(conference: Conference, silent: Collection[str]) -> Iterator[Coming]:
    """The letters before the first day, unless it may still change."""
    days = held_days(conference)
    if conference.status is not ConferenceStatus.PUBLISHED or conference.preliminary or not days:
        return
    about = conference.place or conference.title
    for reminder in Reminder:
        if reminder.value not in silent:
            at = reminder_at(reminder, days[0].on, conference.zone)
            yield Coming(reminder.value, at, about, conference.zone)


def _deleting(conference: Conference) -> Iterator[Coming]:
    day = needs_deleted_on(conference)
    if conference.status is not ConferenceStatus.DRAFT and day is not None:
        yield _on("deletes", day, conference)


def _on(code: str, day: date, conference: Conference) -> Coming:
    at = local_instant(day, 0, 0, conference.zone)
    return Coming(code, at, conference.place or conference.title, conference.zone, hour=False)


def _is_ahead(one: Coming, now: datetime) -> bool:
    return one.at > now if one.hour else local_date(one.at, one.zone) >= local_date(now, one.zone)
