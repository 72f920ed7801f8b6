"""What those who were at the Nobel meeting thought, and some suggestions to the series."""

import secrets
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.models import Conference
from regapp.conferences.queries import find_address, get_conference
from regapp.conferences.rules import held_days, local_instant
from regapp.surveys.commands import answer, close_survey, make_survey, open_survey, remind_all
from regapp.surveys.keys import key_hash
from regapp.surveys.models import QuestionKind, Suggestion, SuggestionState
from regapp.surveys.queries import find_survey

SERIES = "smartare-gronare-sverige"
_ANSWERS = 31
_BEST = (
    "Samtalen i pauserna.", "Att se hur andra län arbetar med vatten.", "Föreläsningen om skog och klimat.",
    "Att det var kort och gick framåt.", "Lokalen låg nära tåget.", "Exemplen från kommunerna.",
)  # fmt: skip
_BETTER = (
    "Längre pauser.", "Mer tid för frågor.", "Bättre ljud för oss som var med på länk.",
    "Skicka programmet tidigare.", "Fler exempel från norr.",
)  # fmt: skip
_SUGGESTIONS = (
    ("Ta upp hur små kommuner hinner med miljömålen.", SuggestionState.TAKEN_UP),
    ("Ett seminarium om cirkulär upphandling, gärna med någon som har gjort det.", SuggestionState.NEW),
    ("Mer vegetarisk mat som standard.", SuggestionState.READ),
    ("Spela in förmiddagen för oss som inte kan resa.", SuggestionState.NEW),
)


def add_survey(session: Session, path: str) -> None:
    """An evaluation with answers of the conference at this address, unless there is one."""
    address = find_address(session, path)
    if address is None or address.conference_id is None:
        return
    conference = get_conference(session, address.conference_id)
    days = held_days(conference)
    if not days or find_survey(session, conference.id) is not None:
        return
    opened = local_instant(days[-1].on + timedelta(days=1), 9, 0, conference.zone)
    make_survey(session, conference, standard=True, by=SYSTEM, now=opened - timedelta(days=10))
    open_survey(session, conference, by=SYSTEM, now=opened)
    _answer(session, conference)
    remind_all(session, conference, by=SYSTEM, now=opened + timedelta(days=7))
    close_survey(session, conference, by=SYSTEM, now=opened + timedelta(days=14))


def _answer(session: Session, conference: Conference) -> None:
    dice = Random(1927)  # noqa: S311 - invented people, nothing secret
    survey = find_survey(session, conference.id)
    if survey is None:
        return
    questions = [(one.id, one.kind, one.position) for one in survey.questions]
    for _number in range(_ANSWERS):
        answers: dict[int, tuple[str, ...]] = {}
        for number, kind, position in questions:
            if kind is QuestionKind.SCALE:
                answers[number] = (dice.choice("2334444555"),)
            elif kind is QuestionKind.ONE:
                answers[number] = (dice.choice("000111112"),)
            elif dice.random() < 0.3:
                answers[number] = (dice.choice(_BEST if position % 2 else _BETTER),)
        answer(session, survey.id, key_hash(secrets.token_hex()), answers)


def add_suggestions(session: Session, path: str, now: datetime) -> None:
    """Some in the box of the series at this address, unless it has any."""
    address = find_address(session, path)
    series_id = address.series_id if address is not None else None
    there = select(Suggestion.id).where(Suggestion.series_id == series_id).limit(1)
    if series_id is None or session.scalar(there) is not None:
        return
    for number, (text, state) in enumerate(_SUGGESTIONS):
        on: date = now.date() - timedelta(days=9 * (len(_SUGGESTIONS) - number))
        email = "kajsa@exempel.se" if number == 1 else ""
        session.add(Suggestion(series_id=series_id, text=text, email=email, state=state, written_on=on))
    session.flush()
