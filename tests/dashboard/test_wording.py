"""Letters in a conference's own words: the pages, and what then leaves."""

from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.dashboard.wording.words import PLACEHOLDERS
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.render import render, text_and_html
from regapp.mailing.renderers import LetterContext
from regapp.organizers.models import Role
from regapp.registrations.preview import preview
from regapp.registrations.standard import LETTERS
from regapp.registrations.writers import writers
from regapp.wording.queries import list_texts
from regapp.wording.rules import Words
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.sending import NOW, Send
from tests.support.forms import error_links, resubmit, submit
from tests.world import KALMAR, a_person, a_sign_up, make_conference, make_organizer

LastLetter = Callable[[], Letter]


@pytest.fixture
def varberg(session: Session, client: FlaskClient) -> Conference:
    """Carin, signed in, may edit it."""
    halland = make_organizer(session)
    make_person(session, CARIN, organizer=halland)
    assert sign_in(client, CARIN).status_code == 303
    return make_conference(session, halland)


@pytest.fixture
def last_letter(app: Flask, session: Session) -> LastLetter:
    """The last promised letter, written as the worker would."""

    def write() -> Letter:
        config = app.extensions["regapp"].config
        session.rollback()
        row = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()[-1]
        written = renderers()[row.kind](session, row, LetterContext(config, Addresses(config.base_url), NOW))
        assert written is not None
        return written[1]

    return write


def at(conference: Conference, slug: str = "") -> str:
    return f"/arrangor/konferens/{conference.id}/brev" + (f"/{slug}" if slug else "")


def test_every_letter_has_a_line_and_a_page_with_a_look_at_it_in_both_languages(
    client: FlaskClient, varberg: Conference
) -> None:
    listed = client.get(at(varberg)).text
    for letter in LETTERS:
        assert f'href="{at(varberg, letter.slug)}"' in listed
        page = unescape(client.get(at(varberg, letter.slug)).text)
        assert "Hej Anna!" in page or "Hej Bo Ek!" in page, letter.kind
        assert "Hello" in page
        shown = page.partition("Så ser det ut")[2]
        assert "{" not in shown, f"{letter.kind}: a placeholder without a value"
        assert "/a/" not in page


def test_every_placeholder_has_its_words_and_every_letter_its_writer() -> None:
    assert {name for letter in LETTERS for name in letter.placeholders} == set(PLACEHOLDERS)
    kinds = {letter.kind.removesuffix("_to_booker").removesuffix("_remote") for letter in LETTERS}
    assert kinds <= set(writers())
    assert len({letter.slug for letter in LETTERS}) == len(LETTERS)


def test_own_words_are_what_leaves_and_the_facts_stay(
    client: FlaskClient, varberg: Conference, send: Send, last_letter: LastLetter
) -> None:
    words = {
        "subject": "Välkommen {namn} till {ort}",
        "body": "Parkera bakom teatern.\r\n\r\nFråga {kontakt}.",
    }
    answer = submit(client, at(varberg, "bekraftelse"), words)
    assert answer.status_code == 303
    assert "Brevet är sparat." in client.get(answer.location).text
    assert "Egen text" in client.get(at(varberg)).text
    send(varberg, a_sign_up())
    letter = last_letter()
    assert letter.subject == "Välkommen Åsa till Varberg"
    assert letter.paragraphs == (
        "Parkera bakom teatern.",
        "Fråga Konferensgruppen, konferens@exempel.se, 010-000 00 00.",
    )
    assert {"När", "Var", "Avgift", "Anmälans nummer"} <= set(dict(letter.facts))
    assert letter.actions[0][0] == "Se, ändra eller avanmäl"


def test_who_signed_up_in_english_gets_english_words_own_or_standard(
    client: FlaskClient, varberg: Conference, send: Send, last_letter: LastLetter
) -> None:
    submit(client, at(varberg, "bekraftelse"), {"body": "Parkera bakom teatern."})
    send(varberg, a_sign_up(language="en"))
    assert last_letter().paragraphs == ("You are signed up for Smartare, grönare Sverige.",)
    submit(client, at(varberg, "bekraftelse"), {"body_en": "Park behind the theatre, {namn}."})
    assert last_letter().paragraphs == ("Park behind the theatre, Åsa.",)
    send(varberg, a_sign_up([a_person(3, is_booker=True)]))
    assert last_letter().paragraphs == ("Parkera bakom teatern.",)


@pytest.mark.parametrize(
    "name", ["{lank}", "{{7*7}}", "{konferens}", "<b>x</b>", "%(title)s", "{{ config }}"]
)
def test_a_name_that_looks_like_a_placeholder_comes_out_literally(
    client: FlaskClient, varberg: Conference, send: Send, last_letter: LastLetter, name: str
) -> None:
    submit(client, at(varberg, "bekraftelse"), {"subject": "{namn}: {ort}", "body": "Hej {namn}, {ort}."})
    send(varberg, a_sign_up([a_person(0, given_name=name)]))
    letter = last_letter()
    assert letter.subject == f"{name}: Varberg"
    text, html = text_and_html([letter])
    assert f"Hej {name}, Varberg." in text
    assert f"Hej {name}, Varberg." in unescape(html)
    assert "<b>x</b>" not in html


def test_unknown_placeholders_are_refused_at_the_field_and_what_was_typed_stays(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    typed = {"subject": "Hej {förnamn}", "body": "Allt { väl?", "body_en": "{{7*7}}"}
    answer = submit(client, at(varberg, "bekraftelse"), typed)
    assert answer.status_code == 422
    assert error_links(answer.text) == [
        "Platshållaren {förnamn} finns inte. Välj en ur listan.",
        "Det står en ensam { eller }. Klamrar får bara stå runt en platshållare.",
        "Platshållaren {7*7} finns inte. Välj en ur listan.",
    ]
    for text in typed.values():
        assert text in unescape(answer.text)
    assert list_texts(session, varberg.id) == {}


def test_a_placeholder_of_another_letter_is_unknown(client: FlaskClient, varberg: Conference) -> None:
    assert submit(client, at(varberg, "bekraftelse"), {"body": "{skal}"}).status_code == 422
    assert submit(client, at(varberg, "installd"), {"body": "{skal}"}).status_code == 303


def test_a_look_saves_nothing_and_shows_what_was_typed(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    answer = submit(client, at(varberg, "bekraftelse"), {"body": "<i>Hej</i> {namn}!", "look": "1"})
    assert answer.status_code == 200
    assert "&lt;i&gt;Hej&lt;/i&gt; Anna!" in answer.text
    session.rollback()
    assert list_texts(session, varberg.id) == {}
    assert resubmit(client, at(varberg, "bekraftelse"), answer).status_code == 303
    session.rollback()
    assert list_texts(session, varberg.id)["confirmation"].body == "<i>Hej</i> {namn}!"


def test_the_standard_words_sent_back_are_not_kept_as_own(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    for letter in LETTERS:
        assert submit(client, at(varberg, letter.slug)).status_code == 303
    session.rollback()
    assert not any(text.is_own for text in list_texts(session, varberg.id).values())


def test_back_to_the_standard(
    client: FlaskClient, varberg: Conference, send: Send, last_letter: LastLetter
) -> None:
    submit(client, at(varberg, "bekraftelse"), {"subject": "Eget"})
    page = client.get(at(varberg, "bekraftelse"))
    assert "Senast ändrat av Carin Holm" in page.text
    back = resubmit(
        client, at(varberg, "bekraftelse"), page, action=f"{at(varberg, 'bekraftelse')}/aterstall"
    )
    assert back.status_code == 303
    send(varberg, a_sign_up())
    assert last_letter().subject.startswith("Du är anmäld: ")
    assert "aterstall" not in client.get(at(varberg, "bekraftelse")).text


def test_a_save_over_a_newer_one_says_whose_and_keeps_what_was_typed(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    mine = client.get(at(varberg, "bekraftelse"))
    submit(client, at(varberg, "bekraftelse"), {"subject": "Kollegans"})
    answer = resubmit(client, at(varberg, "bekraftelse"), mine, {"subject": "Mitt"})
    assert answer.status_code == 409
    assert "Carin Holm sparade brevet" in answer.text
    assert 'value="Mitt"' in answer.text
    assert resubmit(client, at(varberg, "bekraftelse"), answer).status_code == 303
    session.rollback()
    assert list_texts(session, varberg.id)["confirmation"].subject == "Mitt"


def test_too_long_a_text_is_refused_with_the_limit(client: FlaskClient, varberg: Conference) -> None:
    answer = submit(client, at(varberg, "bekraftelse"), {"body": "x" * 5001, "subject": "y" * 161})
    assert answer.status_code == 422
    assert len(error_links(answer.text)) == 2


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.OWNER, Role.EDITOR}])
def test_only_editors_see_letters(
    client: FlaskClient, session: Session, varberg: Conference, role: Role
) -> None:
    make_person(session, "eva@halland.exempel.se", organizer=varberg.owner, role=role)
    other = client.application.test_client()
    sign_in(other, "eva@halland.exempel.se")
    assert other.get(at(varberg)).status_code == 404
    assert other.post(at(varberg, "bekraftelse")).status_code == 404


def test_a_stranger_and_a_wrong_address_find_nothing(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    make_person(session, DAVID, organizer=make_organizer(session, "kalmar", org_number=KALMAR))
    other = client.application.test_client()
    sign_in(other, DAVID)
    for path in (at(varberg), at(varberg, "bekraftelse")):
        assert other.get(path).status_code == 404
    assert client.get(at(varberg, "finns-inte")).status_code == 404
    assert client.post(at(varberg, "bekraftelse"), data={"body": "x"}).status_code == 400
    assert client.post(f"{at(varberg, 'bekraftelse')}/aterstall").status_code == 400


@pytest.mark.parametrize("kind", [letter.kind for letter in LETTERS])
def test_no_service_letter_offers_to_unsubscribe(app: Flask, varberg: Conference, kind: str) -> None:
    """List-Unsubscribe is for news: who unsubscribed from these would miss that it is called off."""
    config = app.extensions["regapp"].config
    written = preview(
        kind, varberg, Words(), language="sv", addresses=Addresses(config.base_url), needs_go_on=None
    )
    assert written is not None
    envelope = Envelope(to_name="", to_email="anna@exempel.se", sender_name="x")
    sent = render(envelope, [written], config=config, message_id="x", sent_at=NOW)
    assert not [name for name in sent.message if name.lower().startswith(("list-", "precedence"))]
    assert "unsubscribe" not in "".join(text_and_html([written])).lower()
