"""Keeping what was printed, and what participants want on their badge."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.database.upsert import insert_for
from regapp.printing.models import BadgePrint
from regapp.printing.rules import Badge
from regapp.registrations.models import BadgeText, Participant

_BATCH = 500


def mark_printed(
    session: Session, conference_id: int, badges: Sequence[Badge], *, by: By, now: datetime
) -> None:
    """These badges were printed as they are."""
    for start in range(0, len(badges), _BATCH):
        rows = [
            {"participant_id": one.participant_id, "conference_id": conference_id, "digest": one.digest,
             "printed_at": now}
            for one in badges[start : start + _BATCH]
        ]  # fmt: skip
        added = insert_for(session)(BadgePrint)
        new = {"digest": added.excluded.digest, "printed_at": added.excluded.printed_at,
               "conference_id": added.excluded.conference_id}  # fmt: skip
        session.execute(added.on_conflict_do_update(index_elements=["participant_id"], set_=new), rows)
    if badges:
        record(
            session, "badges_printed", by=by, subject_type="conference", subject_ids=[conference_id],
            now=now, conference_id=conference_id,
        )  # fmt: skip


def set_badge_text(
    session: Session, person: Participant, *, name: str, line: str, no_photo: bool, now: datetime
) -> bool:
    """What the participant wants; whether anything changed. What equals the registration is not kept."""
    name = "" if name == person.name else name
    line = "" if line == person.title else line
    session.execute(select(Participant.id).where(Participant.id == person.id).with_for_update()).one()
    kept = session.get(BadgeText, person.id, populate_existing=True)
    before = (kept.name, kept.line, kept.no_photo) if kept else ("", "", False)
    after = (name, line, no_photo)
    if before == after:
        return False
    if kept is None:
        session.add(BadgeText(participant_id=person.id, name=name, line=line, no_photo=no_photo))
    else:
        kept.name, kept.line, kept.no_photo = after
    changed = [
        field
        for field, old, new in zip(("badge_name", "badge_line", "no_photo"), before, after, strict=True)
        if old != new
    ]
    record(
        session, "badge_changed", by=PARTICIPANT, subject_type="participant", subject_ids=[person.id],
        now=now, conference_id=person.conference_id, fields=changed,
    )  # fmt: skip
    return True
