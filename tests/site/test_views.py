"""The public pages in every state of a conference."""

import gzip
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.models import Conference, ConferenceStatus, SeatPool, Series
from regapp.conferences.queries import get_conference
from regapp.config import ROOT
from regapp.database.session import transaction
from regapp.kernel.clock import FixedClock
from regapp.registrations.commands.turns import cancel_conference
from regapp.site.prose import prose
from tests.sending import Send
from tests.support.statements import statements
from tests.world import KALMAR, a_person, a_sign_up, make_conference, make_organizer, make_series

PAGE = "/smartare/varberg"
NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    return make_conference(
        session, halland, path="smartare/varberg", series=make_series(session, halland), capacity=150
    )


def set_columns(session: Session, row: Conference, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    session.commit()


def set_seats(session: Session, conference: Conference, *, taken: int, waiting: int = 0) -> None:
    pool = session.get_one(SeatPool, conference.pools[0].id)
    pool.taken, pool.waiting = taken, waiting
    session.commit()


@pytest.mark.parametrize(
    ("at", "words", "button"),
    [
        (
            datetime(2019, 12, 20, 9, tzinfo=UTC),
            ("Anmälan öppnar onsdag 15\xa0januari<", "om 26 dagar"),
            False,
        ),
        (
            datetime(2020, 1, 14, 22, 59, 59, tzinfo=UTC),
            ("öppnar i morgon", "uppdateras av sig själv"),
            False,
        ),
        (
            datetime(2020, 1, 14, 23, 0, tzinfo=UTC),
            ("öppen till och med 20\xa0mars", "150 platser kvar"),
            True,
        ),
        (
            datetime(2020, 3, 20, 23, 0, tzinfo=UTC),
            ("Anmälan har stängt", "stängde 20\xa0mars", "Mejla mig"),
            False,
        ),
        (datetime(2020, 3, 27, 9, 0, tzinfo=UTC), ("Pågår i dag", "Mejla mig länken"), False),
        (datetime(2020, 3, 28, 9, 0, tzinfo=UTC), ("Genomförd 27\xa0mars",), False),
    ],
)
def test_page_series_and_form_say_the_same_at_every_hour(
    client: FlaskClient, clock: FixedClock, at: datetime, words: tuple[str, ...], button: bool
) -> None:
    clock.set(at)
    page = client.get(PAGE).text
    assert [one for one in words if one not in page] == []
    assert (">Anmäl dig<" in page) is button
    assert (">Anmäl dig<" in client.get("/smartare").text) is button
    assert (client.get("/smartare/anmalan").text.count("<form") > 0) is button


def test_an_hour_of_opening_is_named_unless_it_is_midnight(
    client: FlaskClient, session: Session, clock: FixedClock, varberg: Conference
) -> None:
    set_columns(session, varberg, opens_at=datetime(2020, 1, 15, 8, 0, tzinfo=UTC))
    clock.set(datetime(2020, 1, 10, 9, tzinfo=UTC))
    assert "Anmälan öppnar onsdag 15\xa0januari kl.\xa009.00" in client.get(PAGE).text


def test_the_page_reloads_itself_at_the_opening_within_the_last_day(
    client: FlaskClient, clock: FixedClock
) -> None:
    clock.set(datetime(2020, 1, 14, 22, 0, tzinfo=UTC))
    assert 3600 < int(client.get(PAGE).headers["Refresh"]) <= 3621
    clock.set(NOW)
    assert "Refresh" not in client.get(PAGE).headers


def test_the_series_says_how_long_it_is_and_that_it_reloads(
    client: FlaskClient, session: Session, clock: FixedClock, varberg: Conference
) -> None:
    clock.set(datetime(2019, 12, 20, 9, tzinfo=UTC))
    assert "Anmälan öppnar om 26 dagar." in client.get("/smartare").text
    clock.set(datetime(2020, 1, 14, 22, 0, tzinfo=UTC))
    page = client.get("/smartare")
    assert "Refresh" in page.headers
    assert "Sidan uppdateras av sig själv." in page.text
    kalmar = make_organizer(session, "kalmar", org_number=KALMAR)
    series = session.get_one(Series, varberg.series_id)
    later = make_conference(session, kalmar, path="smartare/kalmar", series=series)
    set_columns(session, later, opens_at=datetime(2020, 1, 16, 8, tzinfo=UTC))
    clock.set(datetime(2020, 1, 15, 9, tzinfo=UTC))
    assert "Kalmar: Anmälan öppnar i morgon kl.\xa009.00." in client.get("/smartare").text


@pytest.mark.parametrize("path", ["/", "/smartare"])
def test_lists_tell_when_sign_up_opens(client: FlaskClient, clock: FixedClock, path: str) -> None:
    clock.set(datetime(2019, 12, 20, 9, tzinfo=UTC))
    assert '<span class="pill info">Anmälan öppnar onsdag 15\xa0januari</span>' in client.get(path).text


def test_few_seats_are_said_with_what_follows(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    set_seats(session, varberg, taken=141)
    page = client.get(PAGE).text
    assert '<p class="pill few">9 platser kvar</p>' in page
    assert "Blir det fullt hamnar du på väntelistan." in page


def test_a_full_page_tells_how_many_wait(client: FlaskClient, session: Session, varberg: Conference) -> None:
    set_seats(session, varberg, taken=150, waiting=12)
    page = client.get(PAGE).text
    assert "Fullbokat, väntelista" in page
    assert "Alla 150 platser är bokade. 12 personer står före dig i kön." in page
    assert "Ställ dig på väntelistan" in page


def test_a_seat_that_a_group_waits_beside_is_explained(
    client: FlaskClient, session: Session, send: Send, varberg: Conference
) -> None:
    set_seats(session, varberg, taken=149)
    send(varberg, a_sign_up([a_person(number) for number in range(3)]))
    page = client.get(PAGE).text
    assert "1 plats är ledig, sällskapet först i kön behöver 3. 3 personer står före dig i kön." in page


def test_without_a_waiting_list_a_full_page_names_the_places_with_room(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    kalmar = make_organizer(session, "kalmar", org_number=KALMAR)
    series = session.get_one(Series, varberg.series_id)
    make_conference(session, kalmar, path="smartare/kalmar", series=series, days=(date(2020, 3, 31),))
    full = make_conference(session, kalmar, path="smartare/lulea", series=series, days=(date(2020, 4, 22),))
    set_seats(session, full, taken=50)
    set_seats(session, varberg, taken=150)
    set_columns(session, varberg, has_waiting_list=False)
    page = client.get(PAGE).text
    assert "Vi tar inte emot fler anmälningar." in page
    assert 'class="btn sun"' not in page
    assert '<a href="/smartare/kalmar">Kalmar</a>, tisdag 31\xa0mars' in page
    assert 'href="/smartare/lulea"' not in page


def test_a_moved_conference_says_from_when_to_when_until_it_is_held(
    client: FlaskClient, session: Session, clock: FixedClock, varberg: Conference
) -> None:
    set_columns(session, varberg, moved_from=date(2020, 3, 12))
    page = client.get(PAGE).text
    assert "Nytt datum" in page
    assert "flyttad från 12\xa0mars till 27\xa0mars" in page
    clock.set(datetime(2020, 4, 1, tzinfo=UTC))
    assert "flyttad" not in client.get(PAGE).text


def test_a_conference_that_lost_its_day_has_no_false_date(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    varberg.days[0].removed_at = NOW
    session.commit()
    page = client.get(PAGE).text
    assert "Datum kommer" in page
    assert "27\xa0mars 2020" not in page


def test_what_is_put_off_has_no_last_day_of_sign_up_on_the_series(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    assert "Sista anmälningsdag" in client.get("/smartare").text
    set_columns(session, varberg, status=ConferenceStatus.POSTPONED)
    assert "Sista anmälningsdag" not in client.get("/smartare").text


def test_a_cancelled_conference_keeps_its_page(app: Flask, client: FlaskClient, varberg: Conference) -> None:
    with app.app_context(), transaction() as rows:
        cancel_conference(rows, get_conference(rows, varberg.id), "Smittläget.", by=SYSTEM, now=NOW)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Inställd" in page.text
    assert "Smittläget." in page.text
    assert "Du betalar ingenting." in page.text
    assert "platser kvar" not in page.text


def test_a_related_draft_is_not_named(client: FlaskClient, session: Session, varberg: Conference) -> None:
    other = make_conference(
        session, make_organizer(session, "rus"), path="frukost", title="Frukostseminarium"
    )
    set_columns(session, varberg, related_id=other.id)
    assert 'href="/frukost"' in client.get(PAGE).text
    set_columns(session, other, status=ConferenceStatus.DRAFT)
    assert "Frukostseminarium" not in client.get(PAGE).text


def test_a_cancelled_conference_moves_to_the_past_with_its_day(
    client: FlaskClient, session: Session, clock: FixedClock, varberg: Conference
) -> None:
    set_columns(session, varberg, status=ConferenceStatus.CANCELLED, cancelled_at=NOW)
    assert "smartare/varberg" in client.get("/").text
    clock.set(datetime(2020, 3, 28, 9, tzinfo=UTC))
    assert "smartare/varberg" not in client.get("/").text
    assert "smartare/varberg" in client.get("/?visa=tidigare").text


def test_a_series_says_the_year_and_offers_its_calendar_until_all_is_over(
    client: FlaskClient, clock: FixedClock
) -> None:
    page = client.get("/smartare").text
    assert "fredag 27\xa0mars 2020 kl.\xa010–16" in page
    assert "Lägg till i kalendern" in page
    clock.set(datetime(2020, 6, 1, tzinfo=UTC))
    assert "Lägg till i kalendern" not in client.get("/smartare").text


def test_a_series_without_public_conferences_has_a_page(client: FlaskClient, session: Session) -> None:
    make_series(session, make_organizer(session, "tom"), "snart")
    session.commit()
    page = client.get("/snart")
    assert page.status_code == 200
    assert "/anmalan" not in page.text.partition("<main")[2].partition("</main>")[0]
    assert "/snart/pamin" in page.text


def test_the_front_page_sorts_days_before_months_before_nothing(
    client: FlaskClient, session: Session
) -> None:
    halland = make_organizer(session, "ab")
    make_conference(session, halland, path="kurs", days=(), title="Kurs utan datum")
    make_conference(
        session, halland, path="maj", days=(), title="Någon gång i mars", expected_month=date(2020, 3, 1)
    )
    page = client.get("/").text
    places = [page.index(text) for text in ("Varberg</a>", "Någon gång i mars", "Kurs utan datum")]
    assert places == sorted(places)


def test_english_is_asked_for_and_kept(client: FlaskClient) -> None:
    assert 'lang="en"' in client.get("/?lang=en").text
    assert 'lang="en"' in client.get("/tillganglighet").text
    assert 'lang="sv"' in client.get("/?lang=sv").text


@pytest.mark.parametrize("path", ["/", "/smartare", PAGE])
def test_a_public_page_takes_few_statements(app: Flask, client: FlaskClient, path: str) -> None:
    with statements(app) as seen:
        assert client.get(path).status_code == 200
    assert len(seen) <= 4


def test_pages_stay_light_with_all_they_load(app: Flask, client: FlaskClient) -> None:
    loaded = app.test_cli_runner().invoke(args=["season", "load", str(ROOT / "seasons/2020.toml")])
    assert loaded.exit_code == 0, loaded.output
    beside = [
        (ROOT / "static" / name).read_bytes() for name in ("regapp.css", "hojdkurvor.svg", "favicon.svg")
    ]
    series = "/smartare-gronare-sverige"
    for path in ("/", series, f"{series}/varberg", f"{series}/anmalan?ort=lulea", "/personuppgifter/halland"):
        parts = [client.get(path).data, *beside]
        assert sum(len(part) for part in parts) < 50_000, path
        assert sum(len(gzip.compress(part)) for part in parts) < 14_000, path


def test_a9_a_foreign_host_is_refused_and_links_are_our_own(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    page = client.get("/", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in page.text


def test_every_answer_carries_the_headers_that_keep_strangers_out(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>"]
)
def test_an_organizer_s_text_brings_no_script(text: str) -> None:
    html = str(prose(text))
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize("method", ["trace", "put", "delete", "patch"])
def test_a8_other_methods_are_refused(client: FlaskClient, method: str) -> None:
    assert client.open("/", method=method.upper()).status_code == 405
    overridden = client.post("/", headers={"X-HTTP-Method-Override": "GET"})
    assert overridden.status_code == 405


def test_ready_while_all_is_well(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ok\n")


def test_not_ready_while_letters_wait_for_more_than_an_hour(
    client: FlaskClient, clock: FixedClock, send: Send, varberg: Conference
) -> None:
    send(varberg, a_sign_up([a_person(0)]))
    assert client.get("/readyz").status_code == 200
    clock.set(NOW + timedelta(hours=2))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "1 letters wait, the oldest for 120 min\n")


def test_not_ready_without_a_database(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite3"
    app = make_app(database_url=f"sqlite:///{broken}")
    broken.write_bytes(b"no database at all, only some text that is long enough" * 100)
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "database is out of reach\n")


def test_the_statement_on_accessibility_has_its_eleven_fields(client: FlaskClient) -> None:
    page = client.get("/tillganglighet").text
    fields = (
        "http://localhost", "myndigheter som arrangerar", "delvis förenlig", "Vad är inte tillgängligt?",
        "Hur är den testad?", "bedömde tjänsten den 24", "uppdaterades samma dag", "Säg till om du stöter",
        "https://www.digg.se/tdosanmalan", "enligt 12 §", "enligt 9 §",
    )  # fmt: skip
    assert [one for one in fields if one not in page] == []
