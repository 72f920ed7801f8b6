"""The figures of the overview: the same people are the same number wherever they are counted."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.organizers.models import Organizer
from tests.people import CARIN, make_person, sign_in
from tests.sending import Send
from tests.support.forms import submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer, make_series


@pytest.fixture
def halland(session: Session, client: FlaskClient) -> Organizer:
    """Where Carin works, who is signed in."""
    found = make_organizer(session)
    make_person(session, CARIN, organizer=found)
    session.commit()
    assert sign_in(client, CARIN).status_code == 303
    return found


@pytest.fixture
def places(session: Session, halland: Organizer, send: Send) -> tuple[Conference, Conference]:
    """Varberg with two seats, one of them offered to somebody; Laholm where nobody has signed up."""
    series = make_series(session, halland)
    varberg = make_conference(session, halland, path="smartare/varberg", series=series, capacity=2)
    laholm = make_conference(
        session, halland, path="smartare/laholm", series=series, place="Laholm", days=(date(2020, 3, 31),)
    )
    for number in range(3):
        send(varberg, a_sign_up([a_person(number, is_booker=True)]))
    session.commit()
    return varberg, laholm


def cells(page: str, name: str) -> list[list[str]]:
    """The rows of the table whose first column has this heading."""
    tree: Any = html.fromstring(page)
    for table in tree.iter("table"):
        rows = [[cell.text_content().strip() for cell in row] for row in table.iter("tr")]
        if rows[0][0] == name:
            return rows[1:]
    return []


def test_a_seat_that_is_offered_is_taken_but_nobody_comes_on_it_yet(
    client: FlaskClient, places: tuple[Conference, Conference]
) -> None:
    varberg, _laholm = places
    people = f"/arrangor/konferens/{varberg.id}/deltagare"
    tree: Any = html.fromstring(client.get(people).text)
    link = tree.xpath("//tbody//th/a/@href")[0]
    assert submit(client, link, action=f"{link}/avanmal").status_code == 303
    page = client.get(f"/arrangor/serie/{varberg.series_id}").text
    row = next(row for row in cells(page, "Ort") if row[0] == "Varberg")
    assert row[3] == "1 av 21 erbjuden plats"
    assert "Nu: Varberg 1, Laholm 0." in page
    assert "33,3\xa0% av alla som anmält sig" in page
    assert "33.3% of all who signed up" in client.get(f"/arrangor/serie/{varberg.series_id}?lang=en").text
    client.get("/?lang=sv")
    rows = cells(client.get("/arrangor/").text, "Konferens")
    assert [row[2] for row in rows if "Varberg" in row[0]] == ["1 av 2"]


def test_one_goes_from_place_to_place(client: FlaskClient, places: tuple[Conference, Conference]) -> None:
    varberg, laholm = places
    tree: Any = html.fromstring(client.get(f"/arrangor/konferens/{laholm.id}").text)
    tabs = tree.xpath("//nav[@aria-label='Ort']/a")
    assert [tab.text_content() for tab in tabs] == ["Alla orter", "Varberg", "Laholm"]
    assert [tab.get("href") for tab in tabs][1] == f"/arrangor/konferens/{varberg.id}"
    assert [tab.text_content() for tab in tabs if tab.get("aria-current")] == ["Laholm"]


def test_what_costs_nothing_says_nothing_of_money(
    client: FlaskClient, session: Session, halland: Organizer, send: Send
) -> None:
    free = make_conference(session, halland, path="gratis", price=0)
    send(free, a_sign_up([a_person(0, is_booker=True)], buyer=None))
    session.commit()
    page = client.get(f"/arrangor/konferens/{free.id}").text
    assert "Anmälda" in page
    assert "Debiterat" not in page


def test_the_curve_of_what_is_over_ends_with_it(
    client: FlaskClient, session: Session, halland: Organizer, send: Send
) -> None:
    over = make_conference(session, halland, path="i-fjol", days=(date(2020, 2, 10),))
    send(over, a_sign_up([a_person(0, is_booker=True)]), now=datetime(2020, 2, 5, 9, 0, tzinfo=UTC))
    session.commit()
    rows = cells(client.get(f"/arrangor/konferens/{over.id}").text, "Datum")
    assert (rows[0], rows[-1]) == (["5\xa0februari", "1", "1"], ["10\xa0februari", "1", "0"])
