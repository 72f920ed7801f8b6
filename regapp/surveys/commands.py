"""What happens to a survey. An answer changes counts and texts; nothing says whose it was, or when."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from regapp.audit.commands import By, record
from regapp.conferences.models import Conference
from regapp.database.upsert import insert_for
from regapp.kernel.refusal import Refusal
from regapp.mailing.commands import enqueue_many
from regapp.mailing.models import Priority
from regapp.registrations.models import Participant, Status
from regapp.surveys.models import QuestionKind, SpentKey, Survey, SurveyQuestion
from regapp.surveys.rules import is_open, is_shown_now, may_open, opens_at, values_of
from regapp.surveys.template import INTRO, INTRO_EN, standard_questions

ASKED, REMINDER = "surveys.asked", "surveys.reminder"


@dataclass(frozen=True)
class QuestionPlan:
    kind: QuestionKind
    label: str
    label_en: str
    choices: tuple[str, ...] = ()
    choices_en: tuple[str, ...] = ()


@dataclass(frozen=True)
class SurveyPlan:
    """What an organizer wrote, of the survey as it was at `version`."""

    version: int
    intro: str
    intro_en: str
    opens_by_itself: bool
    reminds: bool
    open_days: int
    questions: Sequence[QuestionPlan]


def make_survey(session: Session, conference: Conference, *, standard: bool, by: By, now: datetime) -> None:
    """One with the standard questions, or without any. Nothing if there is one. Loaded: days.

    Where its moment has passed it does not open by itself: nobody has read the questions yet.
    """
    at = opens_at(conference)
    by_itself = standard and (at is None or now < at)
    insert = insert_for(session)(Survey).values(
        conference_id=conference.id, intro=INTRO, intro_en=INTRO_EN, opens_by_itself=by_itself, reminds=True,
        open_days=14, asked=0, answered=0, shown=0, created_at=now, version=1,
    )  # fmt: skip
    made = session.scalars(insert.on_conflict_do_nothing().returning(Survey.id)).one_or_none()
    if made is None:
        return
    for question in standard_questions() if standard else ():
        question.survey_id = made
        session.add(question)
    session.flush()
    _record(session, "survey_made", conference.id, by=by, now=now)


def save_survey(session: Session, conference: Conference, plan: SurveyPlan, *, by: By, now: datetime) -> None:
    """Refuses survey_settled once it was opened, survey_edited over a newer save."""
    survey = _locked(session, conference.id)
    if survey.opened_at is not None:
        raise Refusal("survey_settled")
    if survey.version != plan.version:
        raise Refusal("survey_edited")
    survey.intro, survey.intro_en, survey.open_days = plan.intro, plan.intro_en, plan.open_days
    survey.opens_by_itself, survey.reminds = plan.opens_by_itself, plan.reminds
    survey.version += 1
    survey.questions = [
        SurveyQuestion(
            position=number, kind=one.kind, label=one.label, label_en=one.label_en,
            choices=list(one.choices), choices_en=list(one.choices_en), counts={}, shown_counts={}, texts=[],
        )
        for number, one in enumerate(plan.questions)
    ]  # fmt: skip
    session.flush()
    _record(session, "survey_saved", conference.id, by=by, now=now)


def open_survey(session: Session, conference: Conference, *, by: By, now: datetime) -> int:
    """Take answers, and ask everybody who had a place; how many letters.

    Refuses survey_empty, survey_too_early. Opened once only. Loaded: days.
    """
    survey = _locked(session, conference.id)
    if survey.opened_at is not None:
        return 0
    if not survey.questions:
        raise Refusal("survey_empty")
    if not may_open(conference, now):
        raise Refusal("survey_too_early")
    survey.opened_at = now
    survey.asked = _write_to_all(session, conference.id, ASKED, now)
    session.flush()
    _record(session, "survey_opened", conference.id, by=by, now=now)
    return survey.asked


def remind_all(session: Session, conference: Conference, *, by: By, now: datetime) -> int:
    """One more letter to everybody, since nobody knows who has answered; once. Refuses survey_closed."""
    survey = _locked(session, conference.id)
    if not is_open(survey):
        raise Refusal("survey_closed")
    if survey.reminded_at is not None:
        return 0
    survey.reminded_at = now
    count = _write_to_all(session, conference.id, REMINDER, now)
    session.flush()
    _record(session, "survey_reminded", conference.id, by=by, now=now)
    return count


def close_survey(session: Session, conference: Conference, *, by: By, now: datetime) -> None:
    """Take no more answers and show all; which links were used is forgotten. Refuses survey_closed."""
    survey = _locked(session, conference.id)
    if not is_open(survey):
        raise Refusal("survey_closed")
    survey.closed_at = now
    _show(survey)
    session.execute(delete(SpentKey).where(SpentKey.survey_id == survey.id))
    session.flush()
    _record(session, "survey_closed", conference.id, by=by, now=now)


def answer(session: Session, survey_id: int, key_hash: str, answers: Mapping[int, tuple[str, ...]]) -> bool:
    """Add an answer to what was answered; False if this link was used before. Refuses survey_closed.

    Nothing is written to the history: that would tell the time.
    """
    found = select(Survey.conference_id).where(Survey.id == survey_id)
    survey = _locked(session, session.scalars(found).one())
    if not is_open(survey):
        raise Refusal("survey_closed")
    insert = insert_for(session)(SpentKey).values(key_hash=key_hash, survey_id=survey_id)
    if not session.scalars(insert.on_conflict_do_nothing().returning(SpentKey.key_hash)).all():
        return False
    for question in survey.questions:
        _add(question, answers.get(question.id, ()))
    survey.answered += 1
    _show(survey)
    session.flush()
    return True


def hide_text(
    session: Session, conference: Conference, text_id: str, *, hidden: bool, by: By, now: datetime
) -> bool:
    """Take what somebody wrote out of the results, or back in; whether there is such a text."""
    survey = _locked(session, conference.id)
    for question in survey.questions:
        if any(one["id"] == text_id for one in question.texts):
            question.texts = [
                {**one, "hidden": hidden} if one["id"] == text_id else one for one in question.texts
            ]
            session.flush()
            _record(session, "survey_text_hidden", conference.id, by=by, now=now)
            return True
    return False


def _show(survey: Survey) -> None:
    """Let the results tell of what was answered until now, where that is enough."""
    if not is_shown_now(survey):
        return
    survey.shown = survey.answered
    for question in survey.questions:
        question.shown_counts = {**question.counts}
        question.texts = [{**one, "fresh": False} for one in question.texts]


def _add(question: SurveyQuestion, values: Sequence[str]) -> None:
    if question.kind is QuestionKind.TEXT:
        texts = list(question.texts)
        for text in values:
            # Anywhere among the others: the last one is not the one at the end.
            entry = {"id": secrets.token_urlsafe(8), "text": text, "hidden": False, "fresh": True}
            texts.insert(secrets.randbelow(len(texts) + 1), entry)
        question.texts = texts
        return
    chosen = set(values).intersection(values_of(question))
    if chosen:
        # "": how many answered this question at all.
        found = {**question.counts}
        for value in ("", *chosen):
            found[value] = found.get(value, 0) + 1
        question.counts = found


def _write_to_all(session: Session, conference_id: int, kind: str, now: datetime) -> int:
    people = select(Participant.id).where(
        Participant.conference_id == conference_id,
        Participant.status == Status.CONFIRMED,
        Participant.email != "",
    )
    ids = session.scalars(people.order_by(Participant.id)).all()
    enqueue_many(session, kind, subject_ids=ids, now=now, priority=Priority.MASS)
    return len(ids)


def _locked(session: Session, conference_id: int) -> Survey:
    """As it stands now, and nobody else's until the end."""
    found = (
        select(Survey)
        .where(Survey.conference_id == conference_id)
        .options(selectinload(Survey.questions))
        .with_for_update(of=Survey)
        .execution_options(populate_existing=True)
    )
    return session.scalars(found).one()


def _record(session: Session, action: str, conference_id: int, *, by: By, now: datetime) -> None:
    record(
        session, action, by=by, subject_type="conference", subject_ids=[conference_id], now=now,
        conference_id=conference_id,
    )  # fmt: skip
