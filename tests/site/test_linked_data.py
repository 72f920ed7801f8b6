"""What search engines are told of a conference: never more than is settled."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan, save_conference
from regapp.conferences.models import Conference, ConferenceMode, County, SeatPool, VatMode
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.kernel.clock import FixedClock
from regapp.registrations.commands.turns import cancel_conference
from regapp.site.linked_data import block
from tests.offers import add_price, make_category, make_option
from tests.world import make_conference, make_organizer, make_series

NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)
PAGE = "/smartare/varberg"
_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    return make_conference(
        session, halland, path="smartare/varberg", series=make_series(session, halland), capacity=150,
        venue="Varbergs Stadshotell", street="Kungsgatan 24", county=County.N,
    )  # fmt: skip


@pytest.fixture
def save(app: Flask, varberg: Conference) -> Callable[..., None]:
    def save(*days: DayPlan, **values: object) -> None:
        with app.app_context(), transaction() as rows:
            fresh = get_conference(rows, varberg.id)
            save_conference(rows, fresh, ConferenceEdit(fresh.version, values, days), by=SYSTEM, now=NOW)

    return save


def told(client: FlaskClient, path: str = PAGE) -> dict[str, Any]:
    """The one block of a page."""
    (text,) = _BLOCK.findall(client.get(path).text)
    data: dict[str, Any] = json.loads(text)
    return data


def test_a_conference_tells_what_where_when_and_at_what_price(client: FlaskClient) -> None:
    data = told(client)
    assert data.pop("image").startswith("http://localhost/static/delning.png")
    assert data == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": "http://localhost/smartare/varberg",
        "name": "Smartare, grönare Sverige – Varberg",
        "url": "http://localhost/smartare/varberg",
        "inLanguage": "sv",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "startDate": "2020-03-27T10:00:00+01:00",
        "endDate": "2020-03-27T16:00:00+01:00",
        "location": {
            "@type": "Place",
            "name": "Varbergs Stadshotell",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "Kungsgatan 24",
                "addressLocality": "Varberg",
                "addressRegion": "Hallands län",
                "addressCountry": "SE",
            },
        },
        "offers": {
            "@type": "Offer",
            "url": "http://localhost/smartare/varberg",
            "price": "700.00",
            "priceCurrency": "SEK",
            "priceSpecification": {
                "@type": "PriceSpecification",
                "price": "700.00",
                "priceCurrency": "SEK",
                "valueAddedTaxIncluded": True,
            },
            "availability": "https://schema.org/InStock",
            "validFrom": "2020-01-15T00:00:00+01:00",
            "validThrough": "2020-03-21T00:00:00+01:00",
        },
        "organizer": [{"@type": "Organization", "name": "Länsstyrelsen halland"}],
        "superEvent": {
            "@type": "EventSeries",
            "@id": "http://localhost/smartare",
            "name": "Smartare, grönare Sverige",
            "url": "http://localhost/smartare",
        },
    }


def test_a_series_tells_of_its_conferences(client: FlaskClient) -> None:
    data = told(client, "/smartare")
    assert (data["@type"], data["name"]) == ("EventSeries", "Smartare, grönare Sverige")
    (varberg,) = data["subEvent"]
    assert (varberg["@id"], varberg["startDate"]) == (f"http://localhost{PAGE}", "2020-03-27T10:00:00+01:00")


def test_a_conference_is_called_off(app: Flask, client: FlaskClient, varberg: Conference) -> None:
    with app.app_context(), transaction() as rows:
        cancel_conference(rows, get_conference(rows, varberg.id), "", by=SYSTEM, now=NOW)
    data = told(client)
    assert data["eventStatus"] == "https://schema.org/EventCancelled"
    assert data["startDate"] == "2020-03-27T10:00:00+01:00"
    assert "offers" not in data
    assert told(client, "/smartare")["subEvent"][0]["eventStatus"].endswith("EventCancelled")


def test_a_moved_conference_tells_the_day_it_had(client: FlaskClient, save: Callable[..., None]) -> None:
    starts, ends = datetime(2020, 4, 3, 8, tzinfo=UTC), datetime(2020, 4, 3, 14, tzinfo=UTC)
    save(DayPlan(date(2020, 4, 3), starts, ends))
    data = told(client)
    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert (data["startDate"], data["previousStartDate"]) == ("2020-04-03T10:00:00+02:00", "2020-03-27")


def test_a_conference_that_lost_its_day_is_postponed_and_names_no_new_one(
    client: FlaskClient, save: Callable[..., None]
) -> None:
    save()
    data = told(client)
    assert data["eventStatus"] == "https://schema.org/EventPostponed"
    assert data["previousStartDate"] == "2020-03-27"
    assert "startDate" not in data
    assert "endDate" not in data


def test_an_hour_that_is_unknown_is_no_midnight(client: FlaskClient, session: Session) -> None:
    two = (date(2020, 5, 6), date(2020, 5, 7))
    make_conference(session, make_organizer(session, "d"), path="dagarna", days=two, hours=None)
    data = told(client, "/dagarna")
    assert (data["startDate"], data["endDate"]) == ("2020-05-06", "2020-05-07")
    assert [one["startDate"] for one in data["subEvent"]] == ["2020-05-06", "2020-05-07"]


@pytest.mark.parametrize(
    "values",
    [
        {"days": ()},
        {"days": (), "expected_month": date(2020, 5, 1)},
        {"days": (date(2020, 5, 6),), "preliminary": True},
    ],
)
def test_a_day_that_is_not_settled_is_not_told(
    client: FlaskClient, session: Session, values: dict[str, Any]
) -> None:
    make_conference(session, make_organizer(session, "d"), path="kurs", **values)
    data = told(client, "/kurs")
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert not {"startDate", "endDate", "previousStartDate", "subEvent"} & set(data)


@pytest.mark.parametrize(
    ("mode", "word", "kinds"),
    [
        (ConferenceMode.ONSITE, "Offline", ["Place"]),
        (ConferenceMode.REMOTE, "Online", ["VirtualLocation"]),
        (ConferenceMode.HYBRID, "Mixed", ["Place", "VirtualLocation"]),
    ],
)
def test_how_it_is_held_is_told(
    client: FlaskClient, session: Session, varberg: Conference, mode: ConferenceMode, word: str,
    kinds: list[str],
) -> None:  # fmt: skip
    varberg.mode = mode
    session.commit()
    data = told(client)
    assert data["eventAttendanceMode"] == f"https://schema.org/{word}EventAttendanceMode"
    places = data["location"] if isinstance(data["location"], list) else [data["location"]]
    assert [one["@type"] for one in places] == kinds


@pytest.mark.parametrize(
    ("at", "taken", "availability"),
    [
        (datetime(2020, 1, 14, 22, 59, tzinfo=UTC), 0, None),
        (NOW, 0, "https://schema.org/InStock"),
        (NOW, 141, "https://schema.org/LimitedAvailability"),
        (NOW, 150, "https://schema.org/SoldOut"),
        (datetime(2020, 3, 21, tzinfo=UTC), 0, None),
    ],
)
def test_seats_are_offered_while_there_are_any_to_have(
    client: FlaskClient, session: Session, clock: FixedClock, varberg: Conference, at: datetime, taken: int,
    availability: str | None,
) -> None:  # fmt: skip
    session.get_one(SeatPool, varberg.pools[0].id).taken = taken
    session.commit()
    clock.set(at)
    assert told(client)["offers"].get("availability") == availability


def test_nothing_is_offered_of_what_is_past(client: FlaskClient, clock: FixedClock) -> None:
    clock.set(datetime(2020, 3, 28, 9, tzinfo=UTC))
    assert "offers" not in told(client)


def test_a_price_says_whether_its_vat_is_in_it(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    varberg.prices[-1].vat_mode = VatMode.EXCLUSIVE
    session.commit()
    assert told(client)["offers"]["priceSpecification"]["valueAddedTaxIncluded"] is False


def test_no_person_is_named(client: FlaskClient) -> None:
    text = json.dumps(told(client), ensure_ascii=False)
    assert "konferens@exempel.se" not in text
    assert "010-000" not in text


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_no_text_ends_the_block_and_all_text_comes_back(text: str) -> None:
    for value in (text, f"</script>{text}", f"<!--<script>{text}", f"\u2028]]>{text}&lt;"):
        html = str(block({"name": value}))
        inside = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
        assert not set("<>&\u2028\u2029") & set(inside)
        assert json.loads(inside)["name"] == value


def test_a_hostile_title_is_text_in_the_block_and_in_what_is_shared(
    client: FlaskClient, save: Callable[..., None]
) -> None:
    hostile = "</script><script>alert(1)</script>\" onload=x '&amp;"
    save(DayPlan(date(2020, 3, 27)), title=hostile)
    page = client.get(PAGE).text
    assert "<script>" not in page
    assert page.count("</script>") == 1
    assert told(client)["name"].startswith(hostile)
    (shared,) = re.findall(r'<meta property="og:title" content="([^"]*)">', page)
    assert shared.startswith("&lt;/script&gt;")


@pytest.mark.parametrize("path", ["/", "/smartare", PAGE])
@pytest.mark.parametrize(("language", "locale"), [("sv", "sv_SE"), ("en", "en_GB")])
def test_a_shared_link_has_a_title_a_text_and_a_picture(
    client: FlaskClient, path: str, language: str, locale: str
) -> None:
    page = client.get(f"{path}?lang={language}").text
    found = dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', page))
    assert found["og:url"] == f"http://localhost{path}"
    assert found["og:locale"] == locale
    assert found["og:title"]
    assert found["og:site_name"]
    assert found["twitter:card"] == "summary_large_image"
    with client.get(found["og:image"].removeprefix("http://localhost")) as picture:
        assert (picture.status_code, picture.mimetype) == (200, "image/png")
        # Width and height stand first in a PNG.
        size = [int.from_bytes(picture.data[start : start + 4], "big") for start in (16, 20)]
    assert size == [int(found["og:image:width"]), int(found["og:image:height"])] == [1200, 630]


def test_an_early_price_categories_and_options_are_offers_of_their_own(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    until = datetime(2020, 2, 29, 23, tzinfo=UTC)
    add_price(session, varberg, 60_000, label="Tidigt pris", valid_until=until)
    make_category(session, varberg, "Student", 20_000)
    make_option(session, varberg)
    early, ordinary, student = told(client)["offers"]
    assert (early["price"], early["validThrough"]) == ("600.00", "2020-03-01T00:00:00+01:00")
    assert (ordinary["price"], ordinary["validFrom"]) == ("700.00", "2020-03-01T00:00:00+01:00")
    assert (student["price"], student["name"]) == ("200.00", "Student")
    assert [(one["name"], one["price"]) for one in early["addOn"]] == [("Middag", "461.00")]
    # A series tells the ordinary fee of each place, not what was priced last.
    (varberg_there,) = told(client, "/smartare")["subEvent"]
    assert [one["price"] for one in varberg_there["offers"]] == ["600.00", "700.00"]
