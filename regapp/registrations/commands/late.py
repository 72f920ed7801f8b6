"""Marking what was changed after it was frozen, and letting one person change it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.models import Conference
from regapp.database.upsert import insert_for
from regapp.kernel.refusal import Refusal
from regapp.registrations.freezing import is_frozen, parts_of
from regapp.registrations.models import LateChange, Participant
from regapp.registrations.rules import ACTIVE, check_may_cancel


def mark_late(
    session: Session, conference: Conference, participant_id: int, fields: Iterable[str], *, now: datetime
) -> None:
    """Note which frozen parts these fields belong to, whoever changed them: one statement, or none."""
    late = [part for part in parts_of(fields) if is_frozen(conference, part, now)]
    if not late:
        return
    rows = [{"participant_id": participant_id, "part": part, "changed_at": now} for part in late]
    insert = insert_for(session)(LateChange).values(rows)
    key = [LateChange.participant_id, LateChange.part]
    session.execute(insert.on_conflict_do_update(index_elements=key, set_={"changed_at": now}))


def unlock(
    session: Session, participant: Participant, conference: Conference, *, open_: bool, by: By, now: datetime
) -> None:
    """Let one participant change what is frozen, or not any longer. Refuses what cancelling refuses."""
    check_may_cancel(conference, now)
    if participant.status not in ACTIVE:
        raise Refusal("already_cancelled")
    if open_ == (participant.unlocked_at is not None):
        return
    participant.unlocked_at = now if open_ else None
    session.flush()
    record(
        session, "unlocked" if open_ else "locked", by=by, subject_type="participant",
        subject_ids=[participant.id], now=now, conference_id=conference.id,
    )  # fmt: skip
