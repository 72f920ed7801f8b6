"""A3, A4, A13, A14, P3: what reading does, what it tells, and what is written down about it."""

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Table, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from bench.client import Visit, request, run
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.database.base import Base
from regapp.registrations.models import Participant, Registration
from tests.abuse.season import FORM, OPEN, forms_for, send_all
from tests.conftest import StartServer
from tests.people import CARIN, make_person, sign_in
from tests.sending import Send
from tests.support.ports import free_port
from tests.world import a_person, a_sign_up, make_conference, make_organizer, make_series

# Being seen is noted with the session, and who took a file out in the history. Calendar bytes that
# were made for the first reader are kept for the next; they say nothing new.
_NOTED = {"login_sessions", "history", "kept_entries"}
# Every page once for each of what it can be asked; a filter of a list is one page.
_MOST_PAGES = 300


@pytest.fixture
def varberg(session: Session, send: Send) -> Conference:
    halland = make_organizer(session)
    make_person(session, CARIN, organizer=halland)
    series = make_series(session, halland)
    make_conference(session, halland, path="smartare/kalmar", series=series)
    make_conference(session, halland, path="hemlig", title="Hemliga dagen", status=ConferenceStatus.DRAFT)
    varberg = make_conference(session, halland, path="smartare/varberg", series=series, capacity=3)
    send(varberg, a_sign_up([a_person(0, diet=("vegan",)), a_person(1)]))
    send(varberg, a_sign_up([a_person(2, is_booker=True), a_person(3)]))
    return varberg


def links(page: str, base: str) -> set[str]:
    """Where a page's links lead on this site, without fragments."""
    found = {urljoin(base, str(link.get("href", ""))) for link in html.fromstring(page).iter("a", "link")}
    own = (urlsplit(address) for address in found)
    return {
        part.path + (f"?{part.query}" if part.query else "")
        for part in own
        if part.scheme in {"", "http"} and part.netloc in {"", "localhost"}
    }


def crawl(client: FlaskClient, starts: Iterable[str]) -> dict[str, TestResponse]:
    """Everything that can be reached by following links, read and asked for by HEAD."""
    answers: dict[str, TestResponse] = {}
    waiting = list(starts)
    while waiting and len(answers) < _MOST_PAGES:
        address = waiting.pop(0)
        if address in answers or address.startswith("/static/"):
            continue
        answer = answers[address] = client.get(address, buffered=True)
        assert answer.status_code in {200, 302, 303, 308, 404}, address
        assert client.head(address, buffered=True).status_code == answer.status_code, address
        if answer.mimetype == "text/html" and answer.status_code == 200:
            waiting += sorted(links(answer.text, address) - set(answers))
    return answers


def kept(session: Session) -> dict[str, list[tuple[object, ...]]]:
    session.rollback()
    tables: list[Table] = [table for table in Base.metadata.sorted_tables if table.name not in _NOTED]
    return {table.name: [tuple(row) for row in session.execute(select(table))] for table in tables}


def test_a4_following_every_link_changes_nothing(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    session.commit()
    tokens = [*session.scalars(select(Registration.token))]
    tokens = [*tokens, *session.scalars(select(Participant.token))]
    sign_in(client)
    before = kept(session)
    answers = crawl(client, ["/", "/smartare", *(f"/a/{token}" for token in tokens), "/arrangor/"])
    assert len(answers) > 40
    assert any(address.endswith("avanmal") for address in answers)
    assert any(".xlsx" in address for address in answers)
    assert kept(session) == before


def test_a13_no_page_about_persons_is_kept_or_found(client: FlaskClient, varberg: Conference) -> None:
    sign_in(client)
    answers = crawl(client, ["/arrangor/"])
    doors = ("/arrangor/logga-in", "/arrangor/glomt-losenord")
    personal = [
        one for path, one in answers.items() if path.startswith("/arrangor/") and not path.startswith(doors)
    ]
    assert len(personal) > 15
    for answer in personal:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}


def test_a14_a_stranger_finds_nobody_and_nothing_unpublished(app: Flask, varberg: Conference) -> None:
    client = app.test_client()
    answers = crawl(client, ["/", "/kalender.ics", "/robots.txt", "/personuppgifter"])
    everything = " ".join(answer.text for answer in answers.values())
    for secret in ("Öberg", "asa.oberg", "person1@", "Hemliga dagen", CARIN):
        assert secret not in everything, secret
    for path in ("/hemlig", "/hemlig.ics", "/hemlig/anmalan"):
        assert client.get(path).status_code == 404


@pytest.mark.usefixtures("varberg")
def test_a3_every_wrong_link_is_the_same_page(client: FlaskClient, session: Session) -> None:
    session.commit()
    token = session.scalars(select(Registration.token)).first() or ""
    assert len(token) == 43
    swapped = ("A" if token[0] != "A" else "B") + token[1:]
    wrong = (swapped, token[:-1], f"{token}x", token.swapcase(), "1", "x" * 500, "%00", "%C3%B6")
    answers = [client.get(f"/a/{one}") for one in wrong]
    assert {answer.status_code for answer in answers} == {404}
    # The language's link leads to the same address.
    pages = {re.sub(r'"/a/[^"]*\?lang=en"', "", answer.text) for answer in answers}
    assert len(pages) == 1
    assert "länk" in pages.pop()


@pytest.mark.slow
def test_p3_no_log_line_names_anybody(start_server: StartServer) -> None:
    mail = {"REGAPP_SMTP_HOST": "127.0.0.1", "REGAPP_SMTP_PORT": free_port()}
    server = start_server(mail_worker=True, REGAPP_CLOCK=OPEN, **mail)
    server.flask("season", "load", "seasons/2020.toml")
    forms = forms_for(server, 4, "varberg")
    receipts = [address for _status, address in send_all(server, forms, 2)]
    token = receipts[0].split("?")[0].rpartition("/")[2]

    def visiting() -> Visit:
        for method, path, body in (
            ("GET", f"/a/{token}", ""), ("GET", f"/a/{token}x", ""), ("GET", f"/a/{token}/avanmal", ""),
            ("POST", f"/a/{token}/avanmal", "csrf_token=x"), ("POST", "/a/ny-lank", "email=kalle@exempel.se"),
            ("POST", "/arrangor/logga-in", "email=kalle@exempel.se&password=hemligt"),
            ("GET", f"/?q=kalle@exempel.se&t={token}", ""), ("POST", FORM, "participants-0-given_name=Kalle"),
        ):  # fmt: skip
            yield request(method, path, port=server.port, body=body)
        return True

    run(server.port, 1, iter([visiting()]))
    server.stop()
    log = server.log
    for secret in (token, "kalle", "exempel.se", "Öberg", "Åsa", "hemligt", "Varbergs kommun", "ZZABC123"):
        assert secret.lower() not in log.lower(), secret
    assert not re.search(r"[A-Za-z0-9_-]{43}", log)
