"""The conference's own page tells every fee with its day, and what one may add."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import update
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, LateFee, Option, PoolKind, SeatPool
from regapp.conferences.rules import local_instant
from tests.offers import add_price, make_category, make_option
from tests.support.statements import statements
from tests.world import ZONE, make_conference, make_organizer

CLOSES = local_instant(date(2020, 3, 2), 0, 0, ZONE)


@pytest.fixture
def varberg(session: Session) -> Conference:
    late = local_instant(date(2020, 2, 28), 0, 0, ZONE)
    return make_conference(session, make_organizer(session), late_fee=LateFee.FULL, late_from_at=late)


def table(page: str) -> list[tuple[str, str]]:
    (found,) = (one for one in html.fromstring(page).iter("section") if one.get("id") == "avgifter")
    labels, told = ([words(one) for one in found.iter(tag)] for tag in ("dt", "dd"))
    return list(zip(labels, told, strict=True))


def words(cell: Any) -> str:
    return " ".join(map(str, cell.itertext())).replace("\N{NO-BREAK SPACE}", " ")


def test_the_ordinary_fee_alone_needs_no_table(app: Flask, client: FlaskClient, varberg: Conference) -> None:
    with statements(app) as seen:
        page = client.get("/varberg").text
    assert "avgifter" not in page
    assert len(seen) <= 4


def test_every_category_with_its_early_price_and_every_option_with_seats_and_last_day(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    add_price(session, varberg, 60_000, label="Tidigt pris", valid_until=CLOSES)
    student = make_category(session, varberg, "Student", 30_000, needs_code=True)
    add_price(session, varberg, 20_000, label="Student", category_id=student.id, valid_until=CLOSES)
    make_option(session, varberg, seats=12, closes_at=CLOSES)
    page = client.get("/varberg").text
    ordinary, students, dinner = table(page)
    assert ordinary == ("Ordinarie avgift", "Till och med 1 mars 600 kr, därefter 700 kr")
    assert students == ("Student", "Till och med 1 mars 200 kr, därefter 300 kr Kräver kod")
    facts = "461 kr torsdag 26 mars 12 platser kvar Sista dag att välja: 1 mars."
    assert dinner == ("Middag", facts)
    assert "därefter faktureras hela avgiften" in page
    assert 'href="#avgifter"' in page
    english = client.get("/varberg?lang=en").text
    assert "All fees and options" in english


def test_what_is_full_or_closed_says_so(client: FlaskClient, session: Session, varberg: Conference) -> None:
    make_option(session, varberg, seats=1)
    session.execute(update(SeatPool).where(SeatPool.kind == PoolKind.OPTION).values(taken=1))
    session.commit()
    assert "Fullbokat." in table(client.get("/varberg").text)[0][1]
    session.execute(update(Option).values(closes_at=datetime(2020, 1, 20, tzinfo=UTC)))
    session.commit()
    assert "Går inte längre att välja." in table(client.get("/varberg").text)[0][1]
