"""A day of another year than the reader's has its year with it: on pages, on the form, in letters."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceStatus, Series
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.kernel.clock import FixedClock
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from tests.offers import make_option
from tests.sending import Send
from tests.world import a_sign_up, make_conference, make_organizer, make_series

PAGE = "/smartare/varberg"
DECEMBER, FEBRUARY = datetime(2019, 12, 20, 9, tzinfo=UTC), datetime(2020, 2, 14, 9, tzinfo=UTC)
# The last second of 2019 and the first of 2020, by the clock on the wall.
OLD_YEAR, NEW_YEAR = datetime(2019, 12, 31, 22, 59, 59, tzinfo=UTC), datetime(2019, 12, 31, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    """Takes sign-ups since November 2019."""
    halland = make_organizer(session)
    opens = datetime(2019, 11, 1, tzinfo=UTC)
    return make_conference(
        session, halland, path="smartare/varberg", series=make_series(session, halland), opens_at=opens
    )


def test_the_series_says_the_year_of_days_that_are_not_of_this_one(
    client: FlaskClient, clock: FixedClock
) -> None:
    for at, day in ((DECEMBER, "27\xa0mars 2020"), (FEBRUARY, "27\xa0mars")):
        clock.set(at)
        page = client.get("/smartare")
        assert f"<dd>Varberg {day}</dd>" in page.text
    clock.set(DECEMBER)
    assert "<dd>Varberg 27\xa0March 2020</dd>" in client.get("/smartare?lang=en").text


def test_what_was_held_in_another_year_says_which(client: FlaskClient, clock: FixedClock) -> None:
    clock.set(datetime(2020, 12, 31, 22, 59, tzinfo=UTC))
    assert "Genomförd 27\xa0mars</p>" in client.get(PAGE).text
    clock.set(datetime(2020, 12, 31, 23, 0, tzinfo=UTC))
    assert "Genomförd 27\xa0mars 2020</p>" in client.get(PAGE).text


def test_a_move_from_one_year_to_the_next_names_the_old_one(
    client: FlaskClient, session: Session, clock: FixedClock, varberg: Conference
) -> None:
    clock.set(FEBRUARY)
    varberg.moved_from = date(2019, 12, 4)
    session.commit()
    assert "flyttad från 4\xa0december 2019 till 27\xa0mars." in client.get(PAGE).text
    varberg.status = ConferenceStatus.POSTPONED
    varberg.days[0].on = date(2019, 12, 4)
    session.commit()
    assert "Den skulle ha hållits 4\xa0december 2019." in client.get(PAGE).text


def test_the_form_says_it_for_as_long_as_it_is_another_year(
    client: FlaskClient, session: Session, clock: FixedClock, varberg: Conference
) -> None:
    """Also the empty form, which is drawn once for many: the year turns, and it is drawn anew."""
    series = session.get_one(Series, varberg.series_id)
    there, on, opens = make_organizer(session, "d"), date(2020, 4, 22), varberg.opens_at
    make_conference(session, there, path="smartare/lulea", series=series, days=(on,), opens_at=opens)
    make_option(session, varberg).on = date(2020, 3, 26)
    session.commit()
    # Twice: the second time as it was kept.
    for at, year in ((OLD_YEAR, " 2020"), (OLD_YEAR, " 2020"), (NEW_YEAR, ""), (NEW_YEAR, "")):
        clock.set(at)
        form = client.get("/smartare/anmalan?ort=varberg").text
        assert f"fredag 27\xa0mars{year} kl.\xa010–16" in form
        assert f"onsdag 22\xa0april{year} kl.\xa010–16" in form
        assert f"torsdag 26\xa0mars{year}" in form
        assert ("torsdag 26\xa0mars 2020" in form) is bool(year)


@pytest.mark.parametrize(("at", "day"), [(DECEMBER, "27\xa0mars 2020"), (FEBRUARY, "27\xa0mars")])
def test_a_letter_says_the_year_of_a_day_that_is_not_of_the_year_it_is_written_in(
    app: Flask, session: Session, send: Send, varberg: Conference, at: datetime, day: str
) -> None:
    send(varberg, a_sign_up(), at)
    session.rollback()
    row = session.scalars(select(OutboxMessage)).one()
    config = app.extensions["regapp"].config
    written = renderers()[row.kind](session, row, LetterContext(config, Addresses(config.base_url), at))
    assert written is not None
    assert written[1].subject.endswith(f"Varberg {day}")
