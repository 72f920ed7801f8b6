"""Own words are kept, never over a newer save, and told in the history."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.audit.models import Event
from regapp.conferences.models import Conference
from regapp.database.session import transaction
from regapp.kernel.refusal import Refusal
from regapp.wording.commands import restore_text, save_text, switch_letter
from regapp.wording.queries import list_texts, own_words
from regapp.wording.rules import Words
from tests.sending import NOW
from tests.world import make_conference, make_organizer

TEXTS = {"subject": "Hej {namn}", "body": "Parkera bakom teatern.", "subject_en": "", "body_en": ""}


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session))


def save(app: Flask, conference: Conference, version: int, **changes: str) -> None:
    with app.app_context(), transaction() as rows:
        save_text(rows, conference.id, "confirmation", TEXTS | changes, version=version, by=SYSTEM, now=NOW)


def history(session: Session) -> list[tuple[str, Any]]:
    session.rollback()
    return [(event.action, event.fields) for event in session.scalars(select(Event).order_by(Event.id))]


@pytest.mark.both_databases
def test_words_are_kept_by_language_and_told_without_what_they_say(
    app: Flask, session: Session, varberg: Conference
) -> None:
    save(app, varberg, 0)
    session.rollback()
    assert own_words(session, varberg.id, "sv") == {
        "confirmation": Words("Hej {namn}", "Parkera bakom teatern.")
    }
    assert own_words(session, varberg.id, "en") == {"confirmation": Words()}
    assert history(session) == [("letter_saved", ["confirmation"])]


@pytest.mark.both_databases
@pytest.mark.parametrize("version", [0, 1, 7])
def test_a_save_over_a_newer_one_is_refused(
    app: Flask, session: Session, varberg: Conference, version: int
) -> None:
    save(app, varberg, 0)
    save(app, varberg, 1, subject="Nyare")
    with pytest.raises(Refusal) as caught:
        save(app, varberg, version, subject="Äldre")
    assert caught.value.code == "letter_edited_meanwhile"
    session.rollback()
    assert list_texts(session, varberg.id)["confirmation"].subject == "Nyare"


@pytest.mark.both_databases
def test_of_two_first_saves_at_once_one_is_refused(app: Flask, session: Session, varberg: Conference) -> None:
    def attempt(subject: str) -> str:
        try:
            save(app, varberg, 0, subject=subject)
        except Refusal as refusal:
            return refusal.code
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(attempt, ["Ett", "Två"]))
    assert answers == ["letter_edited_meanwhile", "saved"]
    assert len(history(session)) == 1


@pytest.mark.both_databases
def test_going_back_to_the_standard_is_a_newer_save_too(
    app: Flask, session: Session, varberg: Conference
) -> None:
    save(app, varberg, 0)
    for _ in range(2):
        with app.app_context(), transaction() as rows:
            restore_text(rows, varberg.id, "confirmation", by=SYSTEM, now=NOW)
    with pytest.raises(Refusal):
        save(app, varberg, 1)
    assert [action for action, _fields in history(session)] == ["letter_saved", "letter_restored"]


@pytest.mark.both_databases
def test_a_letter_is_turned_off_and_on_and_keeps_its_words(
    app: Flask, session: Session, varberg: Conference
) -> None:
    for on in (True, False, False, True):
        with app.app_context(), transaction() as rows:
            switch_letter(rows, varberg.id, "confirmation", on=on, by=SYSTEM, now=NOW)
    assert [action for action, _fields in history(session)] == ["letter_turned_off", "letter_turned_on"]
    save(app, varberg, 2)
    with app.app_context(), transaction() as rows:
        switch_letter(rows, varberg.id, "confirmation", on=False, by=SYSTEM, now=NOW)
    session.rollback()
    text = list_texts(session, varberg.id)["confirmation"]
    assert (text.off, text.subject) == (True, "Hej {namn}")
