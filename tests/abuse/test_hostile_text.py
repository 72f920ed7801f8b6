"""I1, I3-I6, I8, I9, I11-I13: what people type to see what happens, in every field that takes text.

It is shown as it was typed, on every page, in every file and letter, or refused at its field.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from regapp.conferences.models import Conference
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.kernel.text import clean_line
from regapp.mailing.models import OutboxMessage
from regapp.mailing.render import render
from regapp.mailing.renderers import LetterContext
from regapp.registrations.models import Participant
from tests.abuse.harmless import faults, text_of
from tests.abuse.hostile import NOT_ADDRESSES, STRINGS
from tests.people import CARIN, make_person, sign_in
from tests.sending import NOW
from tests.support.forms import error_links, fields, read_form, resubmit, submit
from tests.turns import confirm
from tests.world import make_conference, make_organizer, make_series

pytestmark = pytest.mark.slow
FORM = "/smartare/anmalan"
# Free text: anything that has a letter or a sign left once it is clean may stand there.
FREE = (
    "booker_name", "participants-0-given_name", "participants-0-family_name",
    "participants-0-organization", "participants-0-title", "participants-0-food_note",
    "participants-0-access_needs", "buyer-name", "buyer-street", "buyer-town", "buyer-reference",
)  # fmt: skip
# Fields of a form of their own, which most of it does not fit.
STRICT = ("booker_email", "participants-0-email", "buyer-org_number", "buyer-endpoint", "buyer-postcode")
CHOICES = (
    "place", "booker_role", "buyer-kind", "participants-0-diet", "participants-0-allergies",
    "participants-0-listed", "buyer-reference_later", "do", "csrf_token", "submission_key",
    "opened_at", "once_more", "saw_free", "asked_for", "invitation", "step", "website",
)  # fmt: skip
RIGHT: dict[str, Any] = {
    "place": "varberg", "booker_role": "others", "booker_name": "Bo Ek",
    "booker_email": "bo.ek@exempel.se", "participants-0-given_name": "Åsa",
    "participants-0-family_name": "Öberg", "participants-0-email": "asa.oberg@exempel.se",
    "participants-0-organization": "Varbergs kommun", "participants-0-allergies": ["other"],
    "participants-0-food_note": "selleri", "buyer-kind": "company", "buyer-name": "Bolaget AB",
    "buyer-org_number": "556036-0793", "buyer-street": "Storgatan 1", "buyer-postcode": "432 41",
    "buyer-town": "Varberg", "buyer-reference": "ZZABC123",
}  # fmt: skip


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    series = make_series(session, halland)
    make_conference(session, halland, path="smartare/kalmar", series=series)
    make_person(session, CARIN, organizer=halland)
    return make_conference(session, halland, path="smartare/varberg", series=series, capacity=5000)


def shown(text: str) -> str:
    """As a reader sees it on a page."""
    return " ".join(clean_line(text).split())


def kept(session: Session) -> list[Participant]:
    session.commit()
    return list(session.scalars(select(Participant).order_by(Participant.id)))


@pytest.fixture
def signed_up(client: FlaskClient) -> list[tuple[str, str]]:
    """Text and receipt of everybody whose whole name it is; the longest ones are cut to fit."""
    return [(text, receipt) for number, text in enumerate(STRINGS) for receipt in _send(client, number, text)]


def _send(client: FlaskClient, number: int, text: str) -> Iterator[str]:
    address = {"participants-0-email": f"p{number}@exempel.se", "booker_email": f"b{number}@exempel.se"}
    page = client.get(FORM)
    answer = resubmit(client, FORM, page, RIGHT | address | dict.fromkeys(FREE, text))
    assert answer.status_code in {303, 422}, (text, answer.status_code)
    if answer.status_code == 422:
        wrong = {field_id for field_id in FREE if f'id="e-{field_id}"' in answer.text}
        assert error_links(answer.text), text
        rest = dict.fromkeys([name for name in FREE if name not in wrong], text)
        answer = resubmit(client, FORM, page, RIGHT | address | rest)
    assert answer.status_code == 303, (text, error_links(answer.text))
    yield answer.headers["Location"]


def test_i1_i3_i4_what_was_typed_is_kept_and_shown_as_it_was_typed(
    client: FlaskClient, session: Session, signed_up: list[tuple[str, str]]
) -> None:
    people = kept(session)
    assert len(people) == len(signed_up) == len(STRINGS)
    for (text, receipt), person in zip(signed_up, people, strict=True):
        page = client.get(receipt)
        assert page.status_code == 200
        assert not faults(page.text), text
        if person.given_name != "Åsa":
            assert person.given_name == clean_line(text)
            assert shown(text) in text_of(page.text), text
        question = client.get(f"{receipt.partition('?')[0]}/avanmal")
        assert question.status_code == 200
        assert not faults(question.text), text


def test_no_field_that_checks_its_form_or_offers_a_choice_falls_over(
    client: FlaskClient, session: Session
) -> None:
    page = client.get(FORM)
    for text in STRINGS:
        answer = resubmit(client, FORM, page, RIGHT | dict.fromkeys(STRICT, text))
        assert answer.status_code in {303, 422}, text
        if answer.status_code == 422:
            assert not faults(answer.text), text
            assert error_links(answer.text), text
    for text in STRINGS[::6]:
        for name in CHOICES:
            answer = resubmit(client, FORM, page, RIGHT | {name: text})
            assert answer.status_code in {200, 303, 400, 409, 422}, (name, text)


def test_a_name_that_nobody_can_see_is_no_name(client: FlaskClient) -> None:
    page = client.get(FORM)
    for text in ("\u200b\u200b", "\u3164", "\u2800 \u2800", "\ufeff", "\u202e\u200d"):
        answer = resubmit(client, FORM, page, RIGHT | {"participants-0-given_name": text})
        assert error_links(answer.text) == ["Skriv förnamnet"], ascii(text)


def test_i6_anything_but_one_plain_address_is_refused_at_its_field(client: FlaskClient) -> None:
    page = client.get(FORM)
    for text in NOT_ADDRESSES:
        answer = resubmit(client, FORM, page, RIGHT | {"participants-0-email": text})
        assert answer.status_code == 422, text
        form = dict(read_form(answer.text).form_values())
        assert form["participants-0-email"] == clean_line(text), text


def test_i11_i12_the_organizer_reads_it_as_it_was_typed(
    client: FlaskClient, session: Session, varberg: Conference, signed_up: list[tuple[str, str]]
) -> None:
    sign_in(client)
    base = f"/arrangor/konferens/{varberg.id}"
    pages = [client.get(f"{base}/deltagare?sida={number}") for number in range(1, 8)]
    for page in (*pages, client.get(base), client.get("/arrangor/")):
        assert not faults(page.text)
    listed = " ".join(text_of(page.text) for page in pages)
    for (text, _receipt), person in zip(signed_up, kept(session), strict=True):
        assert " ".join(person.given_name.split()) in listed
        for rest in ("", "/andra"):
            page = client.get(f"{base}/deltagare/{person.id}{rest}")
            assert page.status_code == 200
            assert not faults(page.text), text


def test_i13_a_search_for_it_finds_what_is_written_and_nothing_else(
    client: FlaskClient, varberg: Conference, signed_up: list[tuple[str, str]]
) -> None:
    sign_in(client)
    base = f"/arrangor/konferens/{varberg.id}/deltagare"
    for text, _receipt in signed_up:
        for asked in ({"q": text}, dict.fromkeys(("visa", "bara", "sida"), text)):
            answer = client.get(base, query_string=asked)
            assert answer.status_code == 200, asked
            assert not faults(answer.text), asked
    for text in ("' OR '1'='1", "%' ESCAPE '\\", "_%_%"):
        found = text_of(client.get(base, query_string={"q": text}).text)
        assert " 1 deltagare" in found, text
    assert "Ingen träff" in client.get(base, query_string={"q": "%%%"}).text


def test_i8_files_hold_it_as_text(
    client: FlaskClient, session: Session, varberg: Conference, signed_up: list[tuple[str, str]]
) -> None:
    sign_in(client)
    names = [person.given_name for person in kept(session)]
    base = f"/arrangor/konferens/{varberg.id}/deltagare"
    data = client.get(f"{base}.csv?visa=alla").data.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(data, newline=""), delimiter=";")
    column = head.index("Förnamn")
    assert {len(row) for row in rows} == {len(head)}
    # Digits in a formula that is nothing but them: see `regapp.web.sheets`.
    cells = [re.sub(r'^="([0-9eE]+)"$', r"\1", cell) for row in rows for cell in row]
    names_in_file = cells[column :: len(head)]
    assert sorted(cell.removeprefix("'") for cell in names_in_file) == sorted(
        name.removeprefix("'") for name in names
    )
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r", "＝"}]
    file = io.BytesIO(client.get(f"{base}.xlsx?visa=alla").data)
    sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert sorted(str(row[column]) for row in sheet[1:]) == sorted(names)


def test_i5_letters_have_one_recipient_and_show_it_as_text(
    app: Flask, session: Session, signed_up: list[tuple[str, str]]
) -> None:
    config = app.extensions["regapp"].config
    context = LetterContext(config, Addresses(config.base_url), NOW)
    session.commit()
    rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert len(rows) == 2 * len(signed_up)
    for row in rows:
        written = renderers()[row.kind](session, row, context)
        assert written is not None
        envelope, letter = written
        sent = render(envelope, [letter], config=config, message_id="one", sent_at=NOW)
        assert sent.recipient == envelope.to_email
        assert len(sent.message["To"].addresses) == 1
        assert not {"Cc", "Bcc", "X-Evil"} & set(sent.message.keys())
        assert sent.message.keys().count("Subject") == 1
        body = sent.message.get_body(("html",))
        assert body is not None
        assert not faults(body.get_content()), row.id
        sent.as_bytes()


def test_a12_i9_an_organizers_texts_are_literal_on_every_page_and_in_every_feed(
    client: FlaskClient, varberg: Conference
) -> None:
    sign_in(client)
    edit = f"/arrangor/konferens/{varberg.id}/redigera"
    single = ("title", "subtitle", "arrival", "place", "venue", "street", "theme", "contact_name")
    several = ("lead", "about", "programme", "practical")
    for text in STRINGS:
        if not clean_line(text):
            continue
        values = dict.fromkeys((*single, *several), text)
        values |= {f"{name}_en": text for name in ("title", "subtitle", "lead", "about", "arrival")}
        answer = submit(client, edit, values)
        if answer.status_code == 422:
            assert error_links(answer.text), text
            assert not faults(answer.text), text
            answer = submit(client, edit, values | {"place": "Varberg", "theme": "", "arrival": ""})
        if answer.status_code == 200:
            answer = _also_moved(client, varberg.id, answer, text)
        assert answer.status_code == 303, (text, error_links(answer.text))
        _looked_at(client, text)


def _also_moved(client: FlaskClient, number: int, led: TestResponse, text: str) -> TestResponse:
    """Another place is looked at before it is saved: what is previewed is confirmed."""
    assert not faults(led.text), text
    told = {"reason": text, "free_until": "2020-03-20", "do": "look"}
    seen = resubmit(client, f"/arrangor/konferens/{number}/lage/flytta", led, told)
    assert seen.status_code == 200, (text, error_links(seen.text))
    assert not faults(seen.text), text
    return confirm(client, number, "flytta", seen)


def _looked_at(client: FlaskClient, text: str) -> None:
    for path in ("/", "/smartare", "/smartare/varberg", "/smartare/varberg?lang=en", FORM):
        page = client.get(path)
        assert page.status_code == 200, (path, text)
        assert not faults(page.text), (path, text)
    client.get("/?lang=sv")
    read = text_of(client.get("/smartare/varberg").text)
    assert shown(text) in read, text
    for path in ("/kalender.ics", "/smartare/varberg.ics"):
        calendar = Calendar.from_ical(client.get(path).data)
        entries = calendar.walk("VEVENT")
        assert len(entries) == (2 if path == "/kalender.ics" else 1), text
        assert not [entry for entry in entries if "X-EVIL" in entry], text
        assert not calendar.errors
    (entry,) = entries
    assert shown(text) in " ".join(str(entry["SUMMARY"]).split()), text


def test_sign_in_and_lost_link_take_anything(app: Flask) -> None:
    for text in STRINGS:
        client = app.test_client()
        answer = submit(client, "/arrangor/logga-in", {"email": text, "password": text})
        assert answer.status_code in {401, 422, 429}, text
        assert not faults(answer.text), text
        asked = submit(client, "/a/ny-lank", {"email": text})
        assert asked.status_code in {200, 303, 422}, text
        forgotten = submit(client, "/arrangor/glomt-losenord", {"email": text})
        assert forgotten.status_code in {200, 303, 422}, text


def test_no_address_of_the_site_falls_over(client: FlaskClient) -> None:
    paths = ("/", "/smartare", FORM, "/arrangor/")
    for text in STRINGS:
        for path in paths:
            asked = client.get(path, query_string=dict.fromkeys(("ort", "lang", "ny", "next", "sida"), text))
            assert asked.status_code < 500, (path, text)
            assert not faults(asked.text or "<p>"), (path, text)
        for path in ("/a/", "/i/", "/personuppgifter/", "/smartare/", "/"):
            there = client.get(path + text.replace("?", "").replace("#", ""))
            assert there.status_code < 500, (path, text)


def test_a_form_of_a_browser_has_a_place_for_all_of_it(client: FlaskClient) -> None:
    """The lists above name every field that the form has."""
    sent = fields(read_form(client.get(FORM).text), {})
    missing = set(sent) - {*FREE, *STRICT, *CHOICES}
    assert missing == set()
