"""Saving and publishing a conference's own rows; seats and letters come above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.commands.feeds import touch_feeds, touch_sign_up
from regapp.conferences.commands.news import tell_news
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import Conference, ConferenceDay, ConferenceStatus
from regapp.conferences.readiness import hindrances
from regapp.conferences.rules import held_days, in_feed, is_off
from regapp.conferences.texts import when, where
from regapp.kernel.i18n import LANGUAGES, translator
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_uid

SAVED = "conference_saved"
# A change of these moves the entry in calendars (SEQUENCE); of the others it only rereads.
_PLACE_FIELDS = frozenset({"place", "venue", "street"})
_NAME_FIELDS = frozenset({"title", "title_en", "place"})
_ENTRY_FIELDS = _PLACE_FIELDS | {
    "title", "title_en", "arrival", "arrival_en", "theme", "county", "contact_name",
    "contact_email", "contact_phone", "zone", "mode", "preliminary", "owner_id",
    "coordinates",
}  # fmt: skip
# The sign-up's own days stand in feeds that ask for them.
_SIGN_UP_FIELDS = frozenset({"opens_at", "closes_at"})


@dataclass(frozen=True)
class DayPlan:
    """A day as it shall be; without hours it is an all-day entry."""

    on: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class ConferenceEdit:
    """What an organizer saved. `values` by column name, `days` in order.

    version  the one the form was drawn from
    """

    version: int
    values: Mapping[str, Any]
    days: Sequence[DayPlan]


@dataclass(frozen=True)
class Saved:
    """What a save changed.

    fields  names of changed columns, and "days"
    told    per language (what, old, new) of time and place: what participants must hear
    letters how many letters tell it
    """

    fields: tuple[str, ...]
    told: tuple[dict[str, tuple[str, str, str]], ...]
    letters: int = 0


def save_conference(
    session: Session,
    conference: Conference,
    edit: ConferenceEdit,
    *,
    by: By,
    now: datetime,
    more: Sequence[str] = (),
) -> Saved:
    """Save, unless somebody saved meanwhile (Refusal edited_meanwhile). `more`: what is changed with
    it in other tables, for the history.

    What is cancelled or put off gets no days here: refuses days_while_off.

    Loaded: days, series. Entries of changed days get a new LAST-MODIFIED, and a higher
    SEQUENCE where time or place changed.
    """
    _check_days(conference, edit)
    claim_version(session, conference, edit.version)
    before = time_and_place(conference)
    first_before = _first_day(conference)
    changed = [name for name, value in edit.values.items() if getattr(conference, name) != value]
    for name in changed:
        setattr(conference, name, edit.values[name])
    moved = _plan_days(session, conference, edit.days, now)
    if changed or moved:
        _touch_days(conference, changed, now)
    if moved:
        changed.append("days")
        _note_moved(conference, first_before)
    conference.changed_at, conference.changed_by_id = now, by.person_id
    record(
        session, SAVED, by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id, fields=[*changed, *more],
    )  # fmt: skip
    if conference.status is not ConferenceStatus.DRAFT:
        if moved or _ENTRY_FIELDS.intersection(changed):
            touch_feeds(session, conference, now, renamed=bool(_NAME_FIELDS.intersection(changed)))
        elif _SIGN_UP_FIELDS.intersection(changed):
            touch_sign_up(session, conference, now)
        if "programme" in changed:
            tell_news(session, conference, now)
    session.flush()
    return Saved(tuple(changed), told_since(conference, before))


def _check_days(conference: Conference, edit: ConferenceEdit) -> None:
    if edit.days and is_off(conference):
        raise Refusal("days_while_off", field="days-0-on")


def publish_conference(session: Session, conference: Conference, *, by: By, now: datetime) -> None:
    """Show it to everybody, and its series with it.

    Refuses already_published, and whatever `regapp.conferences.readiness` finds in its way.
    Loaded: days, prices, pools, series, owner with its host.
    """
    if conference.status is not ConferenceStatus.DRAFT:
        raise Refusal("already_published")
    for refusal in hindrances(conference):
        raise refusal
    claim_version(session, conference, conference.version)
    conference.status, conference.published_at = ConferenceStatus.PUBLISHED, now
    # Who has the link to the draft finds the page at its own address now.
    conference.preview_token = None
    if conference.series is not None and not conference.series.published:
        conference.series.published, conference.series.changed_at = True, now
    conference.changed_at, conference.changed_by_id = now, by.person_id
    record(
        session, "conference_published", by=by, subject_type="conference", subject_ids=[conference.id],
        now=now, conference_id=conference.id,
    )  # fmt: skip
    touch_feeds(session, conference, now)


def _plan_days(session: Session, conference: Conference, plans: Sequence[DayPlan], now: datetime) -> bool:
    """Make the days follow the plan, first to first: a moved day keeps its UID."""
    held = list(held_days(conference))
    moved = False
    for day, plan in zip(held, plans, strict=False):
        if (day.on, day.starts_at, day.ends_at) != (plan.on, plan.starts_at, plan.ends_at):
            day.on, day.starts_at, day.ends_at = plan.on, plan.starts_at, plan.ends_at
            day.sequence, day.changed_at, moved = day.sequence + 1, now, True
    for day in held[len(plans) :]:
        remove_day(day, now)
        moved = True
    for plan in plans[len(held) :]:
        conference.days.append(
            ConferenceDay(
                conference_id=conference.id,
                on=plan.on,
                starts_at=plan.starts_at,
                ends_at=plan.ends_at,
                uid=new_uid(),
                sequence=0,
                created_at=now,
                changed_at=now,
            )
        )
        moved = True
    session.flush()
    return moved


def remove_day(day: ConferenceDay, now: datetime) -> None:
    """Its entry is CANCELLED from now on."""
    day.removed_at, day.changed_at, day.sequence = now, now, day.sequence + 1


def _touch_days(conference: Conference, changed: Sequence[str], now: datetime) -> None:
    """Entries that were called off say the new words too, for as long as they are shown."""
    names = set(changed)
    if not _ENTRY_FIELDS.intersection(names):
        return
    for day in conference.days:
        if not in_feed(day, now):
            continue
        if _PLACE_FIELDS.intersection(names) and day.removed_at is None and day.changed_at != now:
            day.sequence += 1
        day.changed_at = now


def _first_day(conference: Conference) -> date | None:
    held = held_days(conference)
    return held[0].on if held else None


def _note_moved(conference: Conference, before: date | None) -> None:
    """ "Nytt datum" is said of a published conference whose first day is another one now."""
    after = _first_day(conference)
    if conference.status is ConferenceStatus.PUBLISHED and before and after and before != after:
        conference.moved_from = None if conference.moved_from == after else conference.moved_from or before


def time_and_place(conference: Conference) -> dict[str, tuple[str, str]]:
    """What participants must hear of when it changes, by language."""
    return {name: (when(conference, name), where(conference, name)) for name in LANGUAGES}


def told_since(
    conference: Conference, before: Mapping[str, tuple[str, str]]
) -> tuple[dict[str, tuple[str, str, str]], ...]:
    """What, old and new, of time and place that is not as it was."""
    after = time_and_place(conference)
    labels = {name: translator(name) for name in LANGUAGES}
    found = []
    for index, label in enumerate(("När", "Var")):
        if before["sv"][index] != after["sv"][index]:
            found.append(
                {
                    name: (labels[name].gettext(label), before[name][index], after[name][index])
                    for name in LANGUAGES
                }
            )
    return tuple(found)
