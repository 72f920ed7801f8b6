"""What may befall a conference: cancelled, put off, moved, held from a distance. Its own rows only.

Seats, charges and letters are the business of `regapp.registrations.commands.turns`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.commands.edit import (
    ConferenceEdit,
    Saved,
    remove_day,
    save_conference,
    time_and_place,
    told_since,
)
from regapp.conferences.commands.feeds import touch_feeds
from regapp.conferences.commands.following import follow_first_day, own_days_after
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import Conference, ConferenceDay, ConferenceMode, ConferenceStatus
from regapp.conferences.rules import held_days
from regapp.conferences.texts import where
from regapp.kernel.refusal import Refusal


@dataclass(frozen=True)
class Reason:
    """An organizer's own words. Without English ones the Swedish stand for both."""

    sv: str = ""
    en: str = ""

    def stored(self) -> dict[str, str]:
        return {"sv": self.sv, "en": self.en or self.sv}


def call_off(
    session: Session,
    conference: Conference,
    reason: Reason,
    *,
    by: By,
    now: datetime,
    version: int | None = None,
) -> None:
    """Cancel it: page and calendars say so. Refuses already_called_off, edited_meanwhile.

    version  the one that the organizer looked at
    """
    if conference.status not in {ConferenceStatus.PUBLISHED, ConferenceStatus.POSTPONED}:
        raise Refusal("already_called_off")
    claim_version(session, conference, conference.version if version is None else version)
    for day in _put_off_days(conference):
        remove_day(day, now)
    conference.status, conference.cancelled_at = ConferenceStatus.CANCELLED, now
    _take_off(session, conference, reason, "conference_cancelled", by=by, now=now)


def put_off(
    session: Session,
    conference: Conference,
    reason: Reason,
    *,
    by: By,
    now: datetime,
    version: int,
    expected: Mapping[str, str],
) -> None:
    """Take its days away until there are others. Refuses not_published, edited_meanwhile.

    expected  "hösten 2020" as `expected_text` and `expected_text_en`, as far as it is known
    """
    if conference.status is not ConferenceStatus.PUBLISHED:
        raise Refusal("not_published")
    claim_version(session, conference, version)
    conference.status, conference.postponed_at = ConferenceStatus.POSTPONED, now
    conference.expected_month, conference.free_until_at = None, None
    for name, words in expected.items():
        setattr(conference, name, words)
    _take_off(session, conference, reason, "conference_postponed", by=by, now=now)


def move_to(
    session: Session,
    conference: Conference,
    edit: ConferenceEdit,
    reason: Reason,
    *,
    free_until_at: datetime,
    by: By,
    now: datetime,
) -> Saved:
    """Give it other days or another place; one that was put off is on again, its days by the same
    UIDs. Last days, early prices and options keep their distance to the first day.

    Refuses not_published, edited_meanwhile, nothing_moved.
    """
    if conference.status not in {ConferenceStatus.PUBLISHED, ConferenceStatus.POSTPONED}:
        raise Refusal("not_published")
    was_put_off = conference.status is ConferenceStatus.POSTPONED
    if was_put_off:
        _bring_back(conference, now)
    place, held = where(conference), held_days(conference)
    first_day = held[0].on if held else None
    days = (edit.days[0].on - first_day).days if first_day and edit.days else 0
    if days:
        edit = replace(edit, values={**own_days_after(conference, days), **edit.values})
    _speak(conference, reason)
    conference.free_until_at = free_until_at
    saved = save_conference(session, conference, edit, by=by, now=now)
    if not saved.told and not was_put_off:
        raise Refusal("nothing_moved", field="days-0-on")
    if days:
        follow_first_day(session, conference, days, now)
    moved_from = conference.moved_from_place or place
    conference.moved_from_place = moved_from if moved_from != where(conference) else ""
    if was_put_off:
        # Also where it is the very day it was before.
        touch_feeds(session, conference, now)
    session.flush()
    return saved


def go_remote(
    session: Session,
    conference: Conference,
    reason: Reason,
    *,
    free_until_at: datetime,
    remote_url: str,
    practical: Reason,
    by: By,
    now: datetime,
    version: int,
) -> tuple[dict[str, tuple[str, str, str]], ...]:
    """Hold it from a distance only; what of its place is to be told.

    practical  what its page says under "Praktiskt" from now on

    Refuses not_published, already_remote, edited_meanwhile. The hours of coffee go with the house.
    """
    if conference.status is not ConferenceStatus.PUBLISHED:
        raise Refusal("not_published")
    if conference.mode is ConferenceMode.REMOTE:
        raise Refusal("already_remote")
    claim_version(session, conference, version)
    before = time_and_place(conference)
    conference.mode, conference.turned_digital_at = ConferenceMode.REMOTE, now
    conference.arrival = conference.arrival_en = ""
    conference.practical, conference.practical_en = practical.sv, practical.en
    conference.free_until_at, conference.remote_url = free_until_at, remote_url
    _speak(conference, reason)
    for day in held_days(conference):
        day.sequence, day.changed_at = day.sequence + 1, now
    _note(session, conference, "conference_digital", by=by, now=now)
    touch_feeds(session, conference, now)
    return told_since(conference, before)


def _take_off(
    session: Session, conference: Conference, reason: Reason, action: str, *, by: By, now: datetime
) -> None:
    _speak(conference, reason)
    for day in held_days(conference):
        remove_day(day, now)
    _note(session, conference, action, by=by, now=now)
    touch_feeds(session, conference, now)


def _bring_back(conference: Conference, now: datetime) -> None:
    """The days that were taken away then, by their UIDs and with a higher SEQUENCE."""
    for day in _put_off_days(conference):
        day.removed_at, day.changed_at, day.sequence = None, now, day.sequence + 1
    conference.status, conference.postponed_at = ConferenceStatus.PUBLISHED, None


def _put_off_days(conference: Conference) -> list[ConferenceDay]:
    """The days that were to be held when it was put off."""
    if conference.status is not ConferenceStatus.POSTPONED:
        return []
    return [day for day in conference.days if day.removed_at == conference.postponed_at]


def _speak(conference: Conference, reason: Reason) -> None:
    conference.turn_reason, conference.turn_reason_en = reason.sv, reason.en


def _note(session: Session, conference: Conference, action: str, *, by: By, now: datetime) -> None:
    conference.changed_at, conference.changed_by_id = now, by.person_id
    record(
        session, action, by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id,
    )  # fmt: skip
