"""What the letters say, and how one gets out of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.interest.models import Wish
from regapp.mailing.letters import Letter
from regapp.mailing.render import render
from regapp.registrations.commands.turns import cancel_conference
from tests.interest.wishes import ANNA, BEFORE, BO, OPENED, tell_all, wish, written
from tests.world import make_conference, make_organizer, make_series

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    return make_conference(session, halland, path="smartare/varberg", series=make_series(session, halland))


def call_off(app: Flask, conference: Conference, reason: str = "") -> None:
    with app.app_context(), transaction() as one:
        cancel_conference(one, get_conference(one, conference.id), reason, by=SYSTEM, now=BEFORE)


def text_of(letter: Letter) -> str:
    return " ".join((*letter.paragraphs, *letter.footer))


def test_the_opening_says_where_to_sign_up_and_that_it_is_the_only_letter(
    app: Flask, session: Session, varberg: Conference
) -> None:
    token = wish(session, conference_id=varberg.id).token
    tell_all(app, OPENED)
    ((envelope, letter),) = written(app, session, OPENED)
    assert (envelope.to_email, envelope.reply_to_email) == (ANNA, "konferens@exempel.se")
    assert letter.subject == "Nu kan du anmäla dig till Smartare, grönare Sverige – Varberg"
    assert letter.paragraphs == (
        f"Anmälan är öppen till och med 20{NBSP}mars.",
        "Det här är det enda mejlet vi skickar till dig om detta. Din adress raderas nu.",
    )
    assert letter.actions == (("Anmäl dig", "http://localhost/smartare/anmalan?ort=varberg"),)
    assert letter.unsubscribe == f"http://localhost/pamin/{token}"
    assert letter.unsubscribe in text_of(letter)
    assert dict(letter.facts)["När"].startswith("fredag 27")


def test_the_letter_of_a_series_has_every_place_and_one_form(
    app: Flask, session: Session, varberg: Conference
) -> None:
    series = varberg.series
    assert series is not None
    later = OPENED + timedelta(days=7)
    make_conference(session, varberg.owner, path="smartare/kalmar", series=series, opens_at=later)
    wish(session, series_id=series.id, language="en")
    tell_all(app, OPENED)
    ((_envelope, letter),) = written(app, session, OPENED)
    assert letter.language == "en"
    assert letter.subject == "You can now sign up for Smartare, grönare Sverige"
    facts = dict(letter.facts)
    assert "Sign-up is open" in facts["Varberg"]
    assert "22 January" in facts["Kalmar"].replace(NBSP, " ")
    assert letter.actions == (("Sign up", "http://localhost/smartare/anmalan"),)


def test_the_next_edition_is_told_by_its_own_name(app: Flask, session: Session, varberg: Conference) -> None:
    wish(session, conference_id=varberg.id, kind=Wish.NEXT)
    call_off(app, varberg)
    make_conference(session, varberg.owner, path="varberg-2021", title="Varberg 2021", previous_id=varberg.id)
    tell_all(app, OPENED)
    ((_envelope, letter),) = written(app, session, OPENED)
    assert letter.subject == "Nu kan du anmäla dig till Varberg 2021"
    assert letter.paragraphs[0] == "Du bad om ett mejl när nästa konferens öppnar för anmälan."
    assert letter.actions[0][1] == "http://localhost/varberg-2021/anmalan"


def test_a_date_is_told_with_what_comes_after_it(app: Flask, session: Session, varberg: Conference) -> None:
    wish(session, conference_id=varberg.id, awaits_date=True)
    tell_all(app, BEFORE)
    ((_envelope, letter),) = written(app, session, BEFORE)
    assert letter.subject == "Nu finns ett datum: Smartare, grönare Sverige – Varberg"
    assert letter.paragraphs[1] == f"Anmälan öppnar onsdag 15{NBSP}januari."
    assert letter.actions == (("Läs mer", "http://localhost/smartare/varberg"),)
    tell_all(app, OPENED)
    assert "det sista mejlet" in text_of(written(app, session, OPENED)[-1][1])


def test_a_cancellation_asks_whether_to_stay(app: Flask, session: Session, varberg: Conference) -> None:
    token = wish(session, conference_id=varberg.id).token
    call_off(app, varberg, "Smittläget i landet.")
    tell_all(app, BEFORE)
    ((_envelope, letter),) = written(app, session, BEFORE)
    assert letter.subject == "Inställt: Smartare, grönare Sverige – Varberg"
    assert letter.paragraphs[0] == "Smittläget i landet."
    assert letter.actions == (("Stå kvar eller ta bort adressen", f"http://localhost/pamin/{token}"),)
    assert "inom 30 dagar" in text_of(letter)
    # Where nothing is deleted by time, nothing is promised.
    ((_envelope, shown),) = written(app, session, BEFORE, demo=True)
    assert "30 dagar" not in text_of(shown)


def test_what_is_not_true_any_more_is_not_written(app: Flask, session: Session, varberg: Conference) -> None:
    wish(session, conference_id=varberg.id)
    wish(session, BO, conference_id=varberg.id)
    tell_all(app, OPENED)
    assert written(app, session, datetime(2020, 3, 24, tzinfo=UTC)) == []
    call_off(app, varberg)
    subjects = [letter.subject for _envelope, letter in written(app, session, OPENED)]
    assert subjects == ["Inställt: Smartare, grönare Sverige – Varberg"] * 2


def test_news_can_be_ended_by_one_click_and_the_link_stays_whole(
    app: Flask, session: Session, varberg: Conference
) -> None:
    wish(session, conference_id=varberg.id)
    tell_all(app, OPENED)
    ((envelope, letter),) = written(
        app, session, OPENED, base_url="https://anmalan.ett-langt-namn.lansstyrelsen.exempel.se/konferenser"
    )

    def headers(letters: Sequence[Letter]) -> tuple[str | None, str | None]:
        config = app.extensions["regapp"].config
        outgoing = render(envelope, letters, config=config, message_id="x", sent_at=OPENED)
        message = message_from_bytes(outgoing.as_bytes(), policy=policy.SMTP)
        return message["List-Unsubscribe"], message["List-Unsubscribe-Post"]

    assert headers([letter]) == (f"<{letter.unsubscribe}>", "List-Unsubscribe=One-Click")
    assert f"<{letter.unsubscribe}>".isascii()
    raw = render(
        envelope, [letter], config=app.extensions["regapp"].config, message_id="x", sent_at=OPENED
    ).as_bytes()
    assert f"List-Unsubscribe: <{letter.unsubscribe}>\r\n".encode() in raw
    assert headers([letter, letter]) == (None, None)


def test_a_conference_without_a_date_says_so(app: Flask, session: Session) -> None:
    owner = make_organizer(session)
    course = make_conference(session, owner, path="kurs", days=(), expected_month=date(2020, 9, 1))
    wish(session, conference_id=course.id)
    tell_all(app, OPENED)
    ((_envelope, letter),) = written(app, session, OPENED)
    assert dict(letter.facts)["När"] == "september 2020"
