"""What a season file may say, and what is said of one that says something else."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import String, inspect

from regapp.conferences.models import Conference, PriceRow, SeminarPackage, Series, VatMode
from regapp.organizers.models import Organizer
from regapp.season import parse as season_parse
from regapp.season.parse import parse
from regapp.season.plan import HeldDay, Problem, SeasonError
from tests.season.files import small

DAYS = "days = [{ on = 2020-03-27, from = 10:00:00, to = 16:00:00 }]"


def problems(text: str) -> list[tuple[str, str]]:
    with pytest.raises(SeasonError) as caught:
        parse(text)
    return [(one.key, one.reason) for one in caught.value.problems]


def test_a_file_becomes_plans() -> None:
    season = parse(small())
    varberg, course = season.conferences
    assert varberg.path == "serie/varberg"
    assert varberg.days == (HeldDay(date(2020, 3, 27), time(10), time(16)),)
    assert varberg.price is not None
    assert (varberg.price.amount, varberg.price.vat, varberg.price.vat_percent) == (
        700,
        VatMode.INCLUSIVE,
        25,
    )
    assert course.columns["expected_month"] == date(2020, 9, 1)
    assert season.series[0].texts["promises"] == "Ett\nTvå"
    assert season.organizers[0].org_number == "2021002353"


def test_the_sign_up_opens_at_swedish_midnight_and_lasts_to_the_end_of_its_last_day() -> None:
    varberg = parse(small()).conferences[0]
    assert varberg.opens_at == datetime(2020, 1, 14, 23, 0, tzinfo=UTC)
    assert varberg.closes_at == datetime(2020, 3, 20, 23, 0, tzinfo=UTC)


def test_the_last_day_before_summer_time_ends_at_its_own_midnight() -> None:
    file = small(("last_sign_up_day = 2020-03-20", "last_sign_up_day = 2020-03-29"))
    assert parse(file).conferences[0].closes_at == datetime(2020, 3, 29, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        (('title = "Kursen"', 'titel = "Kursen"'), "conferences[2].title", "saknas"),
        (('title = "Kursen"', 'title = "K"\nplac = 1'), "conferences[2].plac", "menar du place?"),
        (("[[packages]]", "[[package]]"), "package", "okänd nyckel, menar du packages?"),
        (('title = "Kursen"', "title = 7"), "conferences[2].title", "ska vara en text inom citattecken"),
        (('title = "Kursen"', 'title = "  "'), "conferences[2].title", "får inte vara tom"),
        (('place = "Varberg"', f'place = "{"x" * 81}"'), "conferences[1].place", "högst 80 tecken, har 81"),
        (('kind = "course"', 'kind = "curse"'), "conferences[2].kind", "menar du course?"),
        (('county = "N"', 'county = "Q"'), "conferences[1].county", "ska vara en av AB, C"),
        (("seats = 150", "seats = true"), "conferences[1].seats", "ska vara ett heltal"),
        (("seats = 150", "seats = -1"), "conferences[1].seats", "från 0 till"),
        (("amount = 700", "amount = 700.5"), "conferences[1].price.amount", "ska vara ett heltal"),
        (("amount = 700, ", ""), "conferences[1].price.amount", "saknas"),
        ((', vat = "inclusive"', ""), "conferences[1].price.vat", "saknas"),
        (("2020-03-27, from", "2020-03-27T00:00:00, from"), "conferences[1].days[1].on", "ett datum"),
        ((", to = 16:00:00", ""), "conferences[1].days[1].to", "saknas: ange både from och to"),
        (("to = 16:00:00", "to = 10:00:00"), "conferences[1].days[1].to", "ska vara senare än from"),
        (("10:00:00", "10:00:30"), "conferences[1].days[1].from", "anges i hela minuter"),
        (("2020-03-27, from = 10", "2020-03-29, from = 02"), "conferences[1].days[1].from", "sommartid"),
        ((DAYS, "days = [1]"), "conferences[1].days", "ska vara en lista med tabeller"),
        (("00:00:00\nlast", "00:00:00Z\nlast"), "conferences[1].sign_up_opens", "lokal tid utan zon"),
        (('"2020-09"', '"2020-13"'), "conferences[2].expected_month", "ska vara år och månad"),
        (('slug = "kurs"', 'slug = "kurs/ett"'), "conferences[2].slug", "får bara ha a-z, 0-9"),
        (('slug = "kurs"', 'slug = "kurs"\nzone = "Mars/Base"'), "conferences[2].zone", "okänd tidszon"),
        (("202100-2353", "202100-2354"), "organizers[1].org_number", "kontrollsiffran stämmer inte"),
        (("202100-2353", "202100-235"), "organizers[1].org_number", "ska ha tio siffror"),
        (("202100-2353", "850101-2385"), "organizers[1].org_number", "är ett personnummer"),
        (('"rus", "halland"', '"rus", 1'), "series[1].named", "ska vara en lista med texter"),
        (("2020-03-20", "9999-12-31"), "conferences[1].last_sign_up_day", "från 2000 till 2099, inte 9999"),
        (("2020-01-15T00:00:00", "0001-01-01T00:00:00"), "conferences[1].sign_up_opens", "inte 1"),
        (('"2020-09"', '"0202-09"'), "conferences[2].expected_month", "från 2000 till 2099, inte 202"),
        (('title = "Paketet"', 'title = "P"\ncontact_email = "a b"'), "packages[1].contact_email", "e-post"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_key_and_reason(change: tuple[str, str], key: str, reason: str) -> None:
    found = problems(small(change))
    assert any(key == where and reason in why for where, why in found), found


def test_a_file_that_is_no_toml_is_named_with_its_line() -> None:
    assert problems("slug = \n") == [("rad 1, tecken 8", "filen är inte TOML (Invalid value)")]


@pytest.mark.parametrize("text", ["a = " + "[" * 3000, f"a = {'9' * 5000}"])
def test_what_is_too_deep_or_too_long_to_read_is_told_as_well(text: str) -> None:
    assert problems(text) == [("", "filen är inte TOML (för djup eller med för långa tal)")]


def test_every_wrong_value_is_told_at_once() -> None:
    found = problems(small(("seats = 150", 'seats = "150"'), ('kind = "course"', "kind = 1")))
    assert [key for key, _reason in found] == ["conferences[1].seats", "conferences[2].kind"]


def test_a_problem_is_a_key_and_a_reason() -> None:
    assert Problem("seats", "saknas") != Problem("seats", "finns redan")


@pytest.mark.parametrize(
    ("model", "limits"),
    [
        (Organizer, season_parse.ORGANIZER_LINES),
        (Series, season_parse.SERIES_LINES),
        (SeminarPackage, season_parse.PACKAGE_LINES),
        (Conference, season_parse.CONFERENCE_LINES),
        (PriceRow, season_parse.PRICE_LINES),
    ],
)
def test_longest_lines_are_those_of_the_columns(model: type, limits: dict[str, int]) -> None:
    columns: Any = inspect(model).columns
    lengths = {name: columns[name].type.length for name in limits if isinstance(columns[name].type, String)}
    assert lengths == limits
