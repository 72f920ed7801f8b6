"""Asking, changing and no longer asking a conference's own questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import Conference, Question, QuestionKind
from regapp.conferences.queries import list_questions
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_token

# More than anybody answers.
MOST_QUESTIONS = 40


@dataclass(frozen=True)
class QuestionText:
    """A question as the organizer writes it. `choices`: (Swedish, English or empty) in order."""

    kind: QuestionKind
    label: str
    label_en: str = ""
    hint: str = ""
    hint_en: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False


def add_question(
    session: Session, conference: Conference, text: QuestionText, *, version: int, by: By, now: datetime
) -> Question:
    """Ask it last. Refuses edited_meanwhile, too_many_questions."""
    claim_version(session, conference, version)
    asked = list_questions(session, [conference.id])
    if len(asked) >= MOST_QUESTIONS:
        raise Refusal("too_many_questions", most=MOST_QUESTIONS)
    position = max((question.position for question in asked), default=0) + 1
    question = _insert(session, conference, text, key=new_token()[:16], position=position, now=now)
    _note(session, conference, "question_added", by=by, now=now)
    return question


def change_question(
    session: Session,
    conference: Conference,
    question: Question,
    text: QuestionText,
    *,
    version: int,
    by: By,
    now: datetime,
) -> Question:
    """Ask it in other words from now on: a new row; the old one keeps its answers.

    Refuses edited_meanwhile, question_retired.
    """
    claim_version(session, conference, version)
    if question.retired_at is not None:
        raise Refusal("question_retired")
    question.retired_at = now
    changed = _insert(session, conference, text, key=question.key, position=question.position, now=now)
    _note(session, conference, "question_changed", by=by, now=now)
    return changed


def retire_question(
    session: Session, conference: Conference, question: Question, *, version: int, by: By, now: datetime
) -> None:
    """Ask it no longer. What was answered stays to be read."""
    if question.retired_at is not None:
        return
    claim_version(session, conference, version)
    question.retired_at = now
    _note(session, conference, "question_retired", by=by, now=now)


def move_question(
    session: Session,
    conference: Conference,
    question: Question,
    *,
    up: bool,
    version: int,
    by: By,
    now: datetime,
) -> None:
    """Swap places with the question before or after it."""
    asked = list(list_questions(session, [conference.id]))
    here = next((index for index, one in enumerate(asked) if one.id == question.id), None)
    there = -1 if here is None else here + (-1 if up else 1)
    if here is None or not 0 <= there < len(asked):
        return
    claim_version(session, conference, version)
    asked[here], asked[there] = asked[there], asked[here]
    for number, one in enumerate(asked, 1):
        one.position = number
    _note(session, conference, "question_moved", by=by, now=now)


def copy_questions(
    session: Session, origin: Conference, target: Conference, *, version: int, by: By, now: datetime
) -> int:
    """Ask at `target` what is asked at `origin`, but for what it asks already; how many came."""
    there = select(Question.label).where(Question.conference_id == target.id, Question.retired_at.is_(None))
    known: Sequence[Any] = session.scalars(there).all()
    position = len(known)
    wanted = [one for one in list_questions(session, [origin.id]) if one.label not in known]
    if position + len(wanted) > MOST_QUESTIONS:
        raise Refusal("too_many_questions", most=MOST_QUESTIONS)
    if not wanted:
        return 0
    claim_version(session, target, version)
    for number, one in enumerate(wanted, position + 1):
        choices = tuple((choice["sv"], choice["en"]) for choice in one.choices)
        text = QuestionText(one.kind, one.label, one.label_en, one.hint, one.hint_en, choices, one.required)
        _insert(session, target, text, key=new_token()[:16], position=number, now=now)
    _note(session, target, "question_added", by=by, now=now)
    return len(wanted)


def _insert(
    session: Session, conference: Conference, text: QuestionText, *, key: str, position: int, now: datetime
) -> Question:
    choices = [
        {"value": str(number), "sv": swedish, "en": english}
        for number, (swedish, english) in enumerate(text.choices, 1)
    ]
    question = Question(
        conference_id=conference.id,
        key=key,
        position=position,
        kind=text.kind,
        label=text.label,
        label_en=text.label_en,
        hint=text.hint,
        hint_en=text.hint_en,
        choices=choices,
        required=text.required,
        created_at=now,
    )
    session.add(question)
    session.flush()
    return question


def _note(session: Session, conference: Conference, action: str, *, by: By, now: datetime) -> None:
    session.flush()
    record(
        session, action, by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id,
    )  # fmt: skip
