"""Changes of a published programme: counted, told to those they touch, in words, once."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.mailing.letters import Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.programme.models import ProgrammeItem
from regapp.registrations.models import BookerRole
from tests.choosing import add_round, choose
from tests.people import CARIN, make_person, sign_in
from tests.sending import NOW, Send
from tests.support.forms import submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer

KIND = "registrations.programme_changed"
Written = Callable[[], list[tuple[str, Letter]]]


@pytest.fixture
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    make_person(session, CARIN, organizer=halland)
    return make_conference(session, halland, path="varberg")


@pytest.fixture
def at(varberg: Conference) -> str:
    return f"/arrangor/konferens/{varberg.id}/program"


@pytest.fixture
def carin(client: FlaskClient, at: str) -> FlaskClient:
    assert sign_in(client, CARIN).status_code == 303
    return client


@pytest.fixture
def written(app: Flask, session: Session) -> Written:
    """Whom the letters about changes went to, and what they say."""

    def written() -> list[tuple[str, Letter]]:
        config = app.extensions["regapp"].config
        context = LetterContext(config, Addresses(config.base_url), NOW)
        session.rollback()
        session.expire_all()
        found = []
        kinds = select(OutboxMessage).where(OutboxMessage.kind.startswith(KIND)).order_by(OutboxMessage.id)
        for row in session.scalars(kinds).all():
            made = renderers()[row.kind](session, row, context)
            assert made is not None
            found.append((made[0].to_email, made[1]))
        return found

    return written


def items(session: Session) -> list[ProgrammeItem]:
    session.rollback()
    found = select(ProgrammeItem).order_by(ProgrammeItem.id).execution_options(populate_existing=True)
    return list(session.scalars(found))


def publish(client: FlaskClient, at: str) -> None:
    assert submit(client, at, action=f"{at}/publicera").status_code == 303


def test_what_touches_everybody_is_told_to_everybody_once(
    carin: FlaskClient, session: Session, at: str, varberg: Conference, send: Send, written: Written
) -> None:
    submit(carin, f"{at}/ny", {"title": "Ekar", "starts": "13.00", "ends": "14.00", "kind": "talk"})
    send(varberg, a_sign_up(2))
    publish(carin, at)
    assert "är inte meddelad" not in carin.get(at).text
    (item,) = items(session)
    submit(carin, f"{at}/{item.id}", {"starts": "12.00", "ends": "13.00", "room": "Teatern"})
    page = carin.get(at).text
    assert "1 ändring är inte meddelad." in page and "Meddela de 2 anmälda?" in page
    assert (
        "1 ändring i programmet för Varberg är inte meddelad."
        in carin.get(f"/arrangor/konferens/{varberg.id}").text
    )
    asked = carin.get(f"{at}/meddela").text
    assert "kl.\N{NO-BREAK SPACE}13–14" in asked and "kl.\N{NO-BREAK SPACE}12–13, Teatern" in asked
    assert submit(carin, f"{at}/meddela", {"message": "Lunchen blir senare."}, action="").status_code == 303
    letters = written()
    assert len(letters) == 2
    letter = letters[0][1]
    ((title, old, new),) = letter.changes
    assert (title, old.endswith("13–14"), new.endswith("12–13, Teatern")) == ("Ekar", True, True)
    assert "Lunchen blir senare." in letter.paragraphs
    assert any(link.endswith("/varberg/program") for _words, link in letter.actions)
    assert "är inte meddelad" not in carin.get(at).text
    assert "Det finns inga ändringar att meddela." in carin.get(f"{at}/meddela").text


def test_a_seminar_is_told_to_those_who_chose_it_or_to_all(
    carin: FlaskClient, session: Session, at: str, varberg: Conference, send: Send, written: Written
) -> None:
    first, second, *_others = add_round(session, varberg)
    chose = [a_person(0, choices=(choose(session, first),)), a_person(1, choices=(choose(session, second),))]
    for person in chose:
        send(varberg, a_sign_up([person]))
    publish(carin, at)
    submit(carin, f"{at}/{first.id}", {"room": "Rådhuset"})
    asked = carin.get(f"{at}/meddela").text
    assert "1 deltagare" in asked and "2 deltagare" in asked
    submit(carin, f"{at}/meddela", {"audience": "touched"}, action="")
    assert [address for address, _letter in written()] == [chose[0].email]
    submit(carin, f"{at}/{first.id}", {"room": "Teatern"})
    submit(carin, f"{at}/meddela", {"audience": "all"}, action="")
    assert [address for address, _letter in written()][1:] == [chose[0].email, chose[1].email]


def test_small_things_need_not_be_told(
    carin: FlaskClient, session: Session, at: str, varberg: Conference, send: Send, written: Written
) -> None:
    submit(carin, f"{at}/ny", {"title": "Ekar", "kind": "talk"})
    send(varberg, a_sign_up())
    publish(carin, at)
    (item,) = items(session)
    submit(carin, f"{at}/{item.id}", {"title": "Ekarna"})
    assert submit(carin, at, action=f"{at}/meddela-inte").status_code == 303
    assert "är inte meddelad" not in carin.get(at).text
    assert written() == []
    answer: Any = carin.post(f"{at}/meddela", data={})
    assert answer.status_code == 400


def test_whoever_signed_others_up_hears_for_those_without_an_address(
    carin: FlaskClient, session: Session, at: str, varberg: Conference, send: Send, written: Written
) -> None:
    submit(carin, f"{at}/ny", {"title": "Ekar", "kind": "talk"})
    publish(carin, at)
    (item,) = items(session)
    send(
        varberg,
        a_sign_up([a_person(0, email="")], booker_role=BookerRole.OTHERS, booker_email="bo@exempel.se"),
    )
    submit(carin, f"{at}/{item.id}", {"title": "Ekarna"})
    submit(carin, f"{at}/meddela", {}, action="")
    ((address, letter),) = written()
    assert (address, letter.changes[0][0]) == ("bo@exempel.se", "Ekar")
