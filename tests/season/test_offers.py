"""Early price, categories, options and terms in a season file: added once, never changed behind a back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import (
    Conference,
    FeeCategory,
    LateFee,
    Option,
    PricePurpose,
    PriceRow,
    SeatPool,
)
from regapp.conferences.queries import get_conference
from regapp.conferences.terms import terms_text
from regapp.season.load import load_season
from regapp.season.plan import SeasonError
from tests.season.files import SEASON_2020, small, write

NOW = datetime(2020, 1, 10, tzinfo=UTC)
PRICE = 'price = { label = "Avgift", amount = 700, vat = "inclusive" }'
MORE = f"""{PRICE}
early_price = {{ label = "Avgift", amount = 600, vat = "inclusive", last_day = 2020-01-31 }}
categories = [{{ label = "Medverkande", needs_code = true, amount = 0, vat = "none" }}]
terms = {{ free_until = 2020-02-27, late_fee = "part", amount = 350, vat = "inclusive" }}

[[conferences.options]]
label = "Middag"
on = 2020-03-26
from = 18:00:00
to = 22:00:00
seats = 40
prices = [{{ label = "Mat", amount = 300, vat = "exclusive", vat_percent = 12 }}]
"""


def load(app: Flask, folder: Path, text: str) -> None:
    with app.app_context():
        load_season(write(folder, text), NOW)


def test_they_are_read_with_the_conference_and_added_once(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    for _twice in range(2):
        load(app, tmp_path, small((PRICE, MORE)))
    varberg = get_conference(
        session, session.scalars(select(Conference.id).where(Conference.place == "Varberg")).one()
    )
    assert [(row.purpose, row.amount_minor) for row in varberg.prices] == [
        (PricePurpose.SEAT, 70_000),
        (PricePurpose.SEAT, 0),
        (PricePurpose.OPTION, 30_000),
        (PricePurpose.SEAT, 60_000),
        (PricePurpose.LATE, 35_000),
    ]
    assert [category.needs_code for category in session.scalars(select(FeeCategory))] == [True]
    dinner = session.scalars(select(Option)).one()
    assert dinner.starts_at == datetime(2020, 3, 26, 17, 0, tzinfo=UTC)
    assert session.scalars(select(SeatPool.capacity).where(SeatPool.subject_id == dinner.id)).one() == 40
    assert varberg.late_fee is LateFee.PART
    assert "27\N{NO-BREAK SPACE}februari" in terms_text(varberg)


def test_what_is_new_in_the_file_is_added_to_a_conference_that_is_there(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    load(app, tmp_path, small())
    load(app, tmp_path, small((PRICE, MORE)))
    assert session.scalars(select(Option.label)).all() == ["Middag"]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("last_day = 2020-01-31", "", "conferences[1].early_price.last_day"),
        (
            'prices = [{ label = "Mat", amount = 300, vat = "exclusive", vat_percent = 12 }]',
            "",
            "conferences[1].options[1].prices",
        ),
        ("to = 22:00:00", "", "conferences[1].options[1].from"),
        ("to = 22:00:00", "to = 09:00:00", "conferences[1].options[1].to"),
        ('late_fee = "part"', ', late_fee = "half"', "conferences[1].terms.late_fee"),
    ],
)
def test_a_mistake_is_named_with_its_key(app: Flask, tmp_path: Path, old: str, new: str, key: str) -> None:
    assert old in MORE
    text = small((PRICE, MORE.replace(f", {old}", new) if f", {old}" in MORE else MORE.replace(old, new)))
    with pytest.raises(SeasonError) as caught:
        load(app, tmp_path, text)
    assert key in [problem.key for problem in caught.value.problems]


def test_miljomalsdagarna_have_a_dinner_and_a_study_visit_and_no_sign_up(
    app: Flask, session: Session
) -> None:
    with app.app_context():
        load_season(SEASON_2020, NOW)
    assert session.scalars(select(Option.label).order_by(Option.id)).all() == ["Middag", "Studiebesök"]
    held = session.scalars(select(Conference).where(Conference.title == "Miljömålsdagarna 2020")).one()
    assert held.opens_at is None
    rows = session.scalars(select(PriceRow).where(PriceRow.conference_id == held.id)).all()
    assert {row.purpose for row in rows} == {PricePurpose.OPTION}
