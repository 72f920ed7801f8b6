"""What is kept of those who take part: asked for by a letter, forgotten in time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.kernel.addresses import Addresses
from regapp.kernel.refusal import Refusal
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.programme.commands.speakers import (
    SpeakerPlan,
    answer_consent,
    ask_consent,
    forget_addresses,
    save_speaker,
)
from regapp.programme.letters import renderers
from regapp.programme.models import Speaker
from regapp.programme.queries import find_speaker
from tests.world import make_conference, make_organizer

NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)
Act = Callable[[Callable[..., Any]], Any]


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session), path="varberg")


@pytest.fixture
def act(app: Flask, varberg: Conference) -> Act:
    """Runs a command on conference and speaker, in a transaction of its own."""

    def act(command: Callable[..., Any]) -> Any:
        with app.app_context(), transaction() as rows:
            conference = get_conference(rows, varberg.id)
            (number,) = rows.scalars(select(Speaker.id))
            speaker = find_speaker(rows, conference.id, number)
            return command(rows, conference, speaker)

    with app.app_context(), transaction() as rows:
        plan = SpeakerPlan(name="Åsa Öberg", email="asa@exempel.se")
        fresh = get_conference(rows, varberg.id)
        save_speaker(rows, fresh, None, plan, version=fresh.version, by=SYSTEM, now=NOW)
    return act


def written(app: Flask, session: Session) -> list[Any]:
    config = app.extensions["regapp"].config
    context = LetterContext(config, Addresses(config.base_url), NOW)
    session.rollback()
    rows = session.scalars(select(OutboxMessage)).all()
    return [renderers()[row.kind](session, row, context) for row in rows]


def asked(rows: Session, _conference: Conference, speaker: Speaker) -> None:
    ask_consent(rows, speaker, by=SYSTEM, now=NOW)


def test_the_letter_leads_to_their_own_page(act: Act, app: Flask, session: Session) -> None:
    act(asked)
    ((envelope, letter),) = written(app, session)
    (token,) = session.scalars(select(Speaker.token))
    assert (envelope.to_name, envelope.to_email) == ("Åsa Öberg", "asa@exempel.se")
    assert letter.actions == (("Svara på frågan", f"http://localhost/medverkande/{token}"),)
    assert letter.subject.startswith("Får vi visa namn och bild?")


def test_the_letter_and_the_page_it_leads_to_are_in_the_speakers_language(
    act: Act, app: Flask, session: Session, client: FlaskClient
) -> None:
    def in_english(rows: Session, conference: Conference, speaker: Speaker) -> None:
        speaker.language = "en"
        asked(rows, conference, speaker)

    act(in_english)
    ((_envelope, letter),) = written(app, session)
    ((_words, link),) = letter.actions
    assert letter.subject.startswith("May we show")
    assert link.endswith("?lang=en")
    assert "What may be shown?" in client.get(link.removeprefix("http://localhost")).text


def test_nobody_is_asked_who_has_answered_or_has_no_address(act: Act, app: Flask, session: Session) -> None:
    act(asked)
    later = NOW + timedelta(minutes=1)
    act(lambda rows, conference, one: answer_consent(rows, conference, one, name=True, more=True, now=later))
    assert written(app, session) == [None]
    act(lambda rows, _conference, _one: forget_addresses(rows, now=NOW + timedelta(days=400)))
    with pytest.raises(Refusal) as caught:
        act(asked)
    assert caught.value.code == "no_speaker_address"


@pytest.mark.both_databases
def test_addresses_go_two_months_after_the_conference_and_consents_stay(act: Act, session: Session) -> None:
    act(lambda rows, conference, one: answer_consent(rows, conference, one, name=True, more=True, now=NOW))
    last_day = datetime(2020, 3, 27, 12, tzinfo=UTC)
    for days, forgotten in ((59, 0), (60, 1), (61, 0)):
        at = last_day + timedelta(days=days)
        assert act(lambda rows, _conference, _one, at=at: forget_addresses(rows, now=at)) == forgotten
    session.rollback()
    (asa,) = session.scalars(select(Speaker))
    assert (asa.email, asa.shows_more, bool(asa.token)) == ("", True, True)
