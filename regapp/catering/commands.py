"""What organizers do for the kitchen, and what the worker keeps at the freeze."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM, By, record
from regapp.catering.models import ExtraKind, KitchenExtra, KitchenLink, KitchenReport, ReportKind
from regapp.catering.queries import list_kitchens
from regapp.catering.rules import Counts, note_digest
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import local_date
from regapp.database.upsert import insert_for
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_token
from regapp.mailing.commands import enqueue
from regapp.registrations.freezing import is_frozen, last_change_day
from regapp.registrations.models import Frozen, NeedsAnswer
from regapp.registrations.rules import needs_deleted_on

KITCHEN_NUMBERS = "catering.numbers"


def give_report(session: Session, conference: Conference, *, by: By, now: datetime) -> None:
    """Keep the numbers as those that the kitchen has, and write to it if it has an address."""
    _keep(session, conference, ReportKind.GIVEN, None, by=by, now=now)
    link = session.get(KitchenLink, conference.id)
    if link is not None and link.email:
        enqueue(session, KITCHEN_NUMBERS, subject_id=conference.id, now=now)
    _record(session, "kitchen_told", conference, by=by, now=now)


def make_link(session: Session, conference: Conference, email: str, *, by: By, now: datetime) -> None:
    """A link for the kitchen; one that there was opens nothing any more."""
    session.execute(delete(KitchenLink).where(KitchenLink.conference_id == conference.id))
    session.add(KitchenLink(conference_id=conference.id, token=new_token(), email=email, created_at=now))
    session.flush()
    _record(session, "kitchen_link_made", conference, by=by, now=now)


def drop_link(session: Session, conference: Conference, *, by: By, now: datetime) -> None:
    gone = delete(KitchenLink).where(KitchenLink.conference_id == conference.id)
    if session.execute(gone.returning(KitchenLink.conference_id)).all():
        _record(session, "kitchen_link_dropped", conference, by=by, now=now)


def set_extra(
    session: Session,
    conference: Conference,
    *,
    meal: str,
    kind: ExtraKind,
    plate: str,
    count: int,
    by: By,
    now: datetime,
) -> None:
    """So many of these eat this; 0 takes them away. The same once more changes nothing."""
    key = {"conference_id": conference.id, "meal": meal, "kind": kind, "plate": plate}
    if count:
        insert = insert_for(session)(KitchenExtra).values(**key, count=count)
        session.execute(insert.on_conflict_do_update(index_elements=list(key), set_={"count": count}))
    else:
        session.execute(
            delete(KitchenExtra).where(*(getattr(KitchenExtra, name) == key[name] for name in key))
        )
    _record(session, "kitchen_extras_saved", conference, by=by, now=now)


def write_words(
    session: Session,
    conference: Conference,
    participant_id: int,
    words: str,
    *,
    seen: str,
    by: By,
    now: datetime,
) -> bool:
    """What the kitchen reads instead of somebody's note; "" for nothing. False: there is no such note.

    Refuses note_changed when it says something else by now than what was `seen`, as `note_digest`.
    """
    found = select(NeedsAnswer).where(
        NeedsAnswer.participant_id == participant_id, NeedsAnswer.conference_id == conference.id
    )
    needs = session.scalars(found.with_for_update()).one_or_none()
    if needs is None:
        return False
    if note_digest(needs.food_note) != seen:
        raise Refusal("note_changed")
    needs.kitchen_words = words
    session.flush()
    record(
        session, "kitchen_words_written", by=by, subject_type="participant", subject_ids=[participant_id],
        now=now, conference_id=conference.id,
    )  # fmt: skip
    return True


def note_seen(
    session: Session, conference: Conference, participant_ids: Sequence[int], *, by: By, now: datetime
) -> None:
    """That somebody looked at the names of those who ticked that they may."""
    record(
        session, "allergy_seen", by=by, subject_type="participant", subject_ids=participant_ids, now=now,
        conference_id=conference.id,
    )  # fmt: skip


def keep_frozen(session: Session, *, now: datetime) -> int:
    """Keep the numbers of every kitchen that froze and has none of that day; how many."""
    kept = 0
    for conference_id in list_to_freeze(session, now):
        conference = get_conference(session, conference_id)
        day = last_change_day(conference, Frozen.KITCHEN)
        gone = needs_deleted_on(conference)
        over = gone is not None and local_date(now, conference.zone) >= gone
        if day is None or over or not is_frozen(conference, Frozen.KITCHEN, now):
            continue
        _keep(session, conference, ReportKind.FROZEN, day, by=SYSTEM, now=now)
        kept += 1
    return kept


def list_to_freeze(session: Session, now: datetime) -> Sequence[int]:
    """Conferences whose last day of changes has been and whose numbers of then nobody kept."""
    day = func.coalesce(Conference.kitchen_freezes_on, Conference.changes_until)
    kept = exists().where(KitchenReport.conference_id == Conference.id, KitchenReport.frozen_on == day)
    found = select(Conference.id).where(
        Conference.status == ConferenceStatus.PUBLISHED,
        day < local_date(now, "Europe/Stockholm"),
        ~kept,
    )
    return session.scalars(found).all()


def forget_kitchen(session: Session, conference_id: int) -> None:
    """Everything that was kept for it."""
    for table in (KitchenReport, KitchenExtra, KitchenLink):
        session.execute(delete(table).where(table.conference_id == conference_id))


def _keep(
    session: Session,
    conference: Conference,
    kind: ReportKind,
    frozen_on: date | None,
    *,
    by: By,
    now: datetime,
) -> None:
    (kitchen,) = list_kitchens(session, [conference])
    session.add(
        KitchenReport(
            conference_id=conference.id, kind=kind, frozen_on=frozen_on, counts=_plain(kitchen.counts),
            made_at=now, made_by_id=by.person_id,
        )
    )  # fmt: skip
    session.flush()


def _plain(counts: Counts) -> dict[str, dict[str, int]]:
    return {meal: {key: count for key, count in plates.items() if count} for meal, plates in counts.items()}


def _record(session: Session, action: str, conference: Conference, *, by: By, now: datetime) -> None:
    record(
        session, action, by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id,
    )  # fmt: skip
