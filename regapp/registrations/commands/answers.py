"""Keeping what participants answered to the organizer's own questions."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.registrations.commands.values import NewParticipant
from regapp.registrations.models import Answer, Participant

_insert = insert(Answer.__table__)  # type: ignore[arg-type]  # declared as FromClause


def insert_answers(session: Session, people: Mapping[int, NewParticipant]) -> None:
    """All answers of new participants, by id, in one statement; none where nothing was answered."""
    rows = [
        {"participant_id": participant_id, "question_id": question_id, "values": list(values)}
        for participant_id, person in people.items()
        for question_id, values in person.answers
    ]
    if rows:
        session.execute(_insert, rows)


def change_answers(
    session: Session,
    participant: Participant,
    answers: Mapping[int, tuple[str, ...]],
    *,
    by: By,
    now: datetime,
) -> bool:
    """Make the answers to these questions what they are given as, empty for none; whether any changed.

    Answers to questions that are not named, such as those asked no longer, stay.
    """
    kept = read_answers(session, participant.id, list(answers)) if answers else {}
    if not write_answers(session, participant.id, kept, answers):
        return False
    record(
        session, "edited", by=by, subject_type="participant", subject_ids=[participant.id], now=now,
        conference_id=participant.conference_id, fields=["answers"],
    )  # fmt: skip
    return True


def read_answers(
    session: Session, participant_id: int, question_ids: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """What is kept, by question; those without an answer are left out."""
    mine = select(Answer).where(Answer.participant_id == participant_id, Answer.question_id.in_(question_ids))
    return {answer.question_id: tuple(answer.values) for answer in session.scalars(mine)}


def write_answers(
    session: Session,
    participant_id: int,
    kept: Mapping[int, tuple[str, ...]],
    answers: Mapping[int, tuple[str, ...]],
) -> bool:
    """Change what differs from `kept`; whether anything did."""
    changed = [number for number, values in answers.items() if kept.get(number, ()) != values]
    gone = [number for number in changed if number in kept]
    if gone:
        mine = Answer.participant_id == participant_id
        session.execute(delete(Answer).where(mine, Answer.question_id.in_(gone)))
    rows = [
        {"participant_id": participant_id, "question_id": number, "values": list(answers[number])}
        for number in changed
        if answers[number]
    ]
    if rows:
        session.execute(_insert, rows)
    return bool(changed)
