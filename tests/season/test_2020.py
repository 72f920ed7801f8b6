"""The season of 2020 says what the newsletter and the county boards' calendars said."""

from datetime import UTC, date, datetime, time
from functools import cache

import pytest

from regapp.conferences.models import ConferenceMode, VatMode
from regapp.season.parse import parse
from regapp.season.plan import ConferencePlan, HeldDay, Season
from tests.season.files import SEASON_2020

SERIES = "smartare-gronare-sverige"
PLACES = {
    "varberg": ("halland", date(2020, 3, 27), datetime(2020, 3, 20, 23, 0, tzinfo=UTC)),
    "kalmar": ("kalmar", date(2020, 3, 31), datetime(2020, 3, 24, 23, 0, tzinfo=UTC)),
    "lulea": ("norrbotten", date(2020, 4, 22), datetime(2020, 4, 15, 22, 0, tzinfo=UTC)),
}


@cache
def season() -> Season:
    return parse(SEASON_2020.read_text(encoding="utf-8"))


def conference(path: str) -> ConferencePlan:
    return next(plan for plan in season().conferences if plan.path == path)


@pytest.mark.parametrize("place", PLACES)
def test_each_place_has_its_day_seller_and_sign_up(place: str) -> None:
    plan = conference(f"{SERIES}/{place}")
    owner, on, closes_at = PLACES[place]
    assert plan.owner == owner
    assert plan.days == (HeldDay(on, time(10), time(16)),)
    assert plan.texts["arrival"] == "Fika från kl. 09.30"
    assert (plan.opens_at, plan.closes_at) == (datetime(2020, 1, 14, 23, 0, tzinfo=UTC), closes_at)
    assert plan.seats == 150
    assert set(plan.co_organizers) == {"rus", "naturvardsverket", "tillvaxtverket"}


@pytest.mark.parametrize("place", PLACES)
def test_everybody_pays_seven_hundred_with_coffee_and_lunch(place: str) -> None:
    price = conference(f"{SERIES}/{place}").price
    assert price is not None
    assert (price.amount, price.vat, price.vat_percent) == (700, VatMode.INCLUSIVE, 25)
    assert price.state_pays_net is False
    assert price.texts["included"] == "fika och lunch"


def test_the_series_names_six_in_their_order() -> None:
    named = ("kalmar", "halland", "norrbotten", "rus", "naturvardsverket", "tillvaxtverket")
    assert season().series[0].named == named
    assert len(season().series[0].texts["promises"].splitlines()) == 4


def test_what_is_not_known_is_not_said() -> None:
    days = conference("miljomalsdagarna-2020")
    assert days.days == (HeldDay(date(2020, 5, 6)), HeldDay(date(2020, 5, 7)))
    assert (days.texts["place"], days.texts["theme"], days.opens_at) == ("Nyköping", "Livsmedel", None)
    courses = conference("kurser-i-forandringsledning")
    assert (courses.days, courses.opens_at, courses.co_organizers) == ((), None, ("rus", "leks"))


def test_the_breakfast_is_free_and_belongs_to_varberg() -> None:
    breakfast = conference("frukostseminarium-varberg")
    assert breakfast.price is not None and breakfast.price.amount == 0
    assert (breakfast.owner, breakfast.related) == ("naturvardsverket", f"{SERIES}/varberg")
    assert conference(f"{SERIES}/varberg").related == "frukostseminarium-varberg"


def test_there_are_three_packages_with_their_authorities() -> None:
    owners = [plan.owner for plan in season().packages]
    assert owners == ["livsmedelsverket", "naturvardsverket", "konsumentverket"]


def test_every_text_is_there_in_english_too() -> None:
    plans = (*season().organizers, *season().addressed, *(c.price for c in season().conferences if c.price))
    missing = [
        (getattr(plan, "key", "price"), name)
        for plan in plans
        for name, text in plan.texts.items()
        if f"{name}_en" in plan.texts and bool(text) != bool(plan.texts[f"{name}_en"])
    ]
    assert not missing


def test_addresses_and_numbers_are_invented() -> None:
    texts = [
        text
        for plan in (*season().organizers, *season().addressed)
        for name, text in plan.texts.items()
        if "email" in name or "phone" in name
    ]
    real = [text for text in texts if text and not text.endswith("@exempel.se") and text[:10] != "010-000 00"]
    assert texts and not real


def test_the_nobel_meeting_was_held_on_site_and_over_a_link() -> None:
    assert conference("nobelmotet-2019").columns["mode"] is ConferenceMode.HYBRID
    assert conference(f"{SERIES}/varberg").columns["mode"] is ConferenceMode.ONSITE


def test_varberg_has_two_rounds_of_the_same_four_whose_hours_nobody_knew() -> None:
    items = conference(f"{SERIES}/varberg").items
    four = ["Hälsa och skog", "Skogen och samhället", "Innovation med skog", "Skog och utveckling"]
    for number in (1, 2):
        assert [one.columns["title"] for one in items if one.columns["round"] == number] == four
    assert {(one.start, one.end, one.columns["preliminary"]) for one in items} == {(None, None, True)}
