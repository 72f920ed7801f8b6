"""Asking participants for what is missing, and noting that they have answered."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.database.upsert import insert_for
from regapp.registrations.commands.letters import COMPLETION, promise_all
from regapp.registrations.commands.line import lock_groups
from regapp.registrations.commands.many import Selection
from regapp.registrations.models import CompletionRequest, Participant
from regapp.registrations.rules import ACTIVE

# What can be asked for, as the history names it.
ASKABLE = ("email", "organization", "title", "diet", "access_needs", "answers", "choices", "buyer_reference")


def ask_completion(
    session: Session, chosen: Selection, fields: Sequence[str], *, now: datetime, by: By
) -> int:
    """Write to those of the chosen who still come: which fields, and their own link; how many.

    Asked again, they have not answered.
    """
    asked = 0
    for conference_id in sorted(chosen):
        groups = [
            (registration, still)
            for registration, people in lock_groups(session, chosen[conference_id])
            if (
                still := [
                    one for one in people if one.status in ACTIVE and one.conference_id == conference_id
                ]
            )
        ]
        ids = [one.id for _registration, people in groups for one in people]
        if not ids:
            continue
        _note(session, ids, fields, now)
        record(
            session, "completion_asked", by=by, subject_type="participant", subject_ids=ids, now=now,
            conference_id=conference_id, fields=fields,
        )  # fmt: skip
        promise_all(session, COMPLETION, groups, now=now, details={"fields": list(fields)})
        asked += len(ids)
    return asked


def _comes(person: Participant, conference_id: int) -> bool:
    return person.status in ACTIVE and person.conference_id == conference_id


def note_answer(person: Participant, *, now: datetime) -> None:
    """They saved their form: whoever asked sees that. Loaded: completion."""
    if person.completion is not None and person.completion.answered_at is None:
        person.completion.answered_at = now


def find_request(session: Session, participant_id: int) -> CompletionRequest | None:
    found = select(CompletionRequest).where(CompletionRequest.participant_id == participant_id)
    return session.scalars(found).one_or_none()


def _note(session: Session, ids: Sequence[int], fields: Sequence[str], now: datetime) -> None:
    new = {"fields": list(fields), "asked_at": now, "answered_at": None}
    table = CompletionRequest.__table__
    insert = insert_for(session)(table)
    again = insert.on_conflict_do_update(index_elements=["participant_id"], set_=new)
    session.execute(again, [new | {"participant_id": number} for number in ids])
