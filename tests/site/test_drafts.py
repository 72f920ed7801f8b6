"""A draft is nothing to the public: no page, no form, no feed, no list knows of it, in any format."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from regapp.conferences.models import Address, Conference, ConferenceStatus, County
from regapp.web.access import Access, access_of
from tests.choosing import add_item
from tests.people import DAVID, make_person, sign_in
from tests.world import KALMAR, MADE_AT, make_conference, make_organizer, make_series

SECRET = "Hemligt möte"


@pytest.fixture
def drafts(session: Session) -> list[Conference]:
    """By itself, in a series that is a draft too, and in one that is public."""
    halland = make_organizer(session)
    hidden, shown = make_series(session, halland, "dold-serie"), make_series(session, halland, "synlig-serie")
    hidden.published, hidden.title = False, SECRET
    values: dict[str, Any] = {
        "status": ConferenceStatus.DRAFT, "title": SECRET, "theme": "Hemligt", "county": County.N,
        "programme_published_at": MADE_AT, "preview_token": None,
    }  # fmt: skip
    make_conference(session, halland, path="synlig-serie/kalmar", series=shown, days=(date(2020, 4, 2),))
    made = [
        make_conference(session, halland, path="utkast", **values),
        make_conference(session, halland, path="dold-serie/varberg", series=hidden, **values),
        make_conference(session, halland, path="synlig-serie/varberg", series=shown, **values),
    ]
    for one in made:
        add_item(session, one, SECRET)
    return made


def public_rules(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if access_of(app, rule.endpoint) is Access.PUBLIC and rule.endpoint != "static":
            yield rule


def filled(app: Flask, path: str, item: int) -> Iterator[tuple[str, str]]:
    """Every public address that a conference at `path` would have, with its methods."""
    slug, _, place = path.partition("/")
    names = {"slug", "place"} if place else {"slug"}
    for rule in public_rules(app):
        if rule.arguments - {"item_id"} != names or rule.rule.startswith("/kalender"):
            continue
        given: dict[str, Any] = {"slug": slug, "place": place, "item_id": item}
        with app.test_request_context():
            url = url_for(rule.endpoint, **{name: given[name] for name in rule.arguments})
        for method in ("GET", "HEAD", "POST"):
            if method in (rule.methods or ()):
                yield method, url


def test_every_address_of_a_draft_is_404(app: Flask, client: FlaskClient, drafts: list[Conference]) -> None:
    tried = 0
    for draft in drafts:
        for method, url in filled(app, draft.address.path, 1):
            answer = client.open(url, method=method)
            if answer.status_code == 302:
                # The short way to a series' form asks nobody whether there is such a place.
                assert SECRET not in client.get(url, follow_redirects=True).text
            else:
                assert answer.status_code == 404, (method, url)
            tried += 1
    assert tried > 40


def test_a_series_that_is_a_draft_has_no_address_either(
    app: Flask, client: FlaskClient, drafts: list[Conference]
) -> None:
    for method, url in filled(app, "dold-serie", 1):
        assert client.open(url, method=method).status_code == 404, (method, url)


def test_no_list_page_or_feed_tells_of_a_draft(
    app: Flask, client: FlaskClient, drafts: list[Conference]
) -> None:
    paths = [rule.rule for rule in public_rules(app) if not rule.arguments and "GET" in (rule.methods or ())]
    paths += [
        "/synlig-serie", "/synlig-serie.ics", "/synlig-serie.atom", "/synlig-serie/anmalan",
        "/kalender/arrangor/halland.ics", "/kalender/lan/halland.ics", "/kalender/tema/hemligt.ics",
        "/kalender/pa-plats.ics", "/kalender.ics?visa=anmalan", "/?ort=Varberg", "/?visa=tidigare",
        "/kalender.html?lan=halland", "/kalender.html?serie=synlig-serie", "/personuppgifter/halland",
    ]  # fmt: skip
    assert len(paths) > 20
    for path in paths:
        told = client.get(path).text
        assert SECRET not in told, path
        assert "dold-serie" not in told, path
        assert "/utkast" not in told, path


def test_a_member_of_another_organizer_meets_the_same(
    client: FlaskClient, session: Session, drafts: list[Conference]
) -> None:
    make_person(session, DAVID, organizer=make_organizer(session, "kalmar", org_number=KALMAR))
    sign_in(client, DAVID)
    assert client.get("/utkast").status_code == 404
    assert SECRET not in client.get("/arrangor/").text


def test_an_unknown_or_spent_preview_link_is_404(client: FlaskClient, drafts: list[Conference]) -> None:
    for token in ("x", "None", "0" * 43):
        assert client.get(f"/forhandsvisning/{token}").status_code == 404


def test_a_published_conference_is_not_shown_by_its_old_preview(
    client: FlaskClient, session: Session, drafts: list[Conference]
) -> None:
    row = session.get_one(Conference, drafts[0].id)
    row.preview_token, row.status = "t" * 43, ConferenceStatus.PUBLISHED
    session.commit()
    assert client.get(f"/forhandsvisning/{'t' * 43}").status_code == 404
    assert session.get(Address, "utkast") is not None
