"""Real phones (browsers) at the door: at once, without a network, two at a time, with a camera."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.checkin.models import CheckIn, DoorLink
from regapp.registrations.models import Participant
from tests.checkin.conftest import House
from tests.checkin.phones import (
    ON_THE_DAY,
    TYPED,
    a_thousand,
    answer,
    bar,
    check_in,
    film,
    find,
    let_in,
    ready,
    sent,
)
from tests.checkin.test_helpers import Julia
from tests.support.browser import _FLAGS, accessibility_faults, browser_path, scrolls_sideways
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenPage = Callable[..., Page]


@pytest.fixture
def helpers(app: Flask, keeper: FlaskClient, house: House) -> tuple[Julia, Julia]:
    return Julia(app, keeper, house), Julia(app, keeper, house, "Omar vid grinden")


@pytest.fixture
def live(helpers: object, start_server: Callable[..., LiveServer], database_url: str) -> LiveServer:
    """On the same database, on the day."""
    return start_server(REGAPP_DATABASE_URL=database_url, REGAPP_CLOCK=ON_THE_DAY)


def rows(session: Session) -> list[CheckIn]:
    session.commit()
    session.expire_all()
    return list(session.scalars(select(CheckIn).order_by(CheckIn.participant_id)))


def test_a_phone_answers_from_its_own_list_and_others_hear_of_it(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    julia, omar = (let_in(open_page(width=390), live, one) for one in helpers)
    find(julia, "lin")
    check_in(julia, "Anna Lindqvist")
    assert answer(julia) == ("Anna Lindqvist", "Incheckad. Varbergs kommun")
    expect(julia.locator("#antal b")).to_have_text("1")
    expect(omar.locator("#antal b")).to_have_text("1", timeout=15_000)
    omar.get_by_role("link", name=re.compile("På plats")).click()
    expect(omar.locator("#folk")).to_contain_text("Lindqvist, Anna")
    code = session.scalars(
        select(Participant.ticket_code).where(Participant.family_name == "Lindqvist")
    ).one()
    omar.get_by_label("Kod på biljetten").fill(f"https://exempel.se/i/{code.lower()}")
    omar.locator("#kodform button").click()
    title, text = answer(omar)
    assert title == "Redan incheckad"
    assert re.fullmatch(r"Anna Lindqvist, kl\. 09\.3\d av Julia i entrén", text)


def test_two_phones_without_a_network_check_in_the_same_person_and_agree_afterwards(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    julia, omar = (let_in(open_page(width=390), live, one) for one in helpers)
    live.stop()
    check_in(julia, "Anna Lindqvist")
    assert answer(julia)[1] == "Incheckad. Varbergs kommun"
    # Longer than a phone may be wrong about the server's clock on a busy machine.
    julia.wait_for_timeout(4000)
    check_in(omar, "Anna Lindqvist")
    check_in(omar, "Karin Öberg")
    expect(omar.locator("#natet")).to_have_text(
        "Ingen uppkoppling. 2 incheckningar är sparade i telefonen och skickas så fort nätet är tillbaka."
    )
    expect(julia.locator("#natet")).to_contain_text("1 incheckning är sparad")
    live.start()
    # The one who was later comes back first; the first scan wins all the same.
    for phone in (omar, julia):
        phone.evaluate("window.dispatchEvent(new Event('online'))")
        sent(phone)
    kept = rows(session)
    names = {link.id: link.name for link in session.scalars(select(DoorLink))}
    assert [names[row.link_id or 0] for row in kept] == ["Julia i entrén", "Omar vid grinden"]
    for phone in (julia, omar):
        expect(phone.locator("#antal b")).to_have_text("2", timeout=15_000)
    events = select(func.count()).select_from(Event).where(Event.action == "checked_in")
    assert session.scalars(events).one() == 2


def test_the_page_opens_without_a_network_and_keeps_what_it_did(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    live.stop()
    page.reload()
    page.locator("#folk li").first.wait_for()
    assert "Listan hämtades" in page.locator("#hamtad").inner_text()
    check_in(page, "Karin Öberg")
    page.reload()
    page.locator("#folk li").first.wait_for()
    expect(page.locator("#antal b")).to_have_text("1")
    page.get_by_label("Kod på biljetten").fill("ABCDEFGHIJKLMNOP")
    page.locator("#kodform button").click()
    assert answer(page)[0] == "Koden finns inte i telefonens lista"
    live.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(page)
    assert [row.undone_at for row in rows(session)] == [None]


def test_the_worker_keeps_the_empty_page_and_its_files_and_nothing_else(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    page.reload()
    ready(page)
    page.goto(f"{live.url}{helpers[0].path}/laget")
    page.goto(f"{live.url}/")
    kept: list[str] = page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys())
                for (const one of await (await caches.open(name)).keys())
                    found.push(new URL(one.url).pathname);
            return found.sort();
        }"""
    )
    assert [path for path in kept if not path.startswith("/static/")] == [f"{helpers[0].path}/skal"]
    assert len(kept) == 9
    shell: str = page.evaluate(
        """async () => {
            const [name] = await caches.keys();
            const cache = await caches.open(name);
            const read = async (one) => (await cache.match(one)).text();
            const all = await Promise.all((await cache.keys()).map(read));
            return all.join("");
        }"""
    )
    assert not re.search("Öberg|Abrahamsson|Varbergs kommun", shell)


def test_nobody_can_be_read_in_what_the_phone_keeps(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    kept: str = page.evaluate(
        """async () => {
            const [{ name }] = await indexedDB.databases();
            const base = await new Promise((done) => {
                const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
            const row = await new Promise((done) => {
                const asked = base.transaction("list").objectStore("list").get("kept");
                asked.onsuccess = () => done(asked.result); });
            const bytes = new Uint8Array(row.sealed);
            return `${row.key.extractable} ${Object.keys(row)} ${new TextDecoder("latin1").decode(bytes)}`;
        }"""
    )
    assert kept.startswith("false key,iv,sealed,endsAt")
    assert "Lindqvist" not in kept and "Varberg" not in kept


def test_a_link_that_is_taken_back_empties_the_phone(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    session.commit()
    for link in session.scalars(select(DoorLink)):
        link.revoked_at = link.created_at
    session.commit()
    expect(page.locator("#natet")).to_contain_text("Du är inte inloggad längre.", timeout=15_000)
    assert page.locator("#folk li").count() == 0
    assert page.evaluate("caches.keys()") == []


def test_a_store_that_the_browser_takes_away_loses_no_scan(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    live.stop()
    tools = page.context.new_cdp_session(page)
    tools.send("Storage.clearDataForOrigin", {"origin": live.url, "storageTypes": "indexeddb"})
    check_in(page, "Anna Lindqvist")
    expect(page.locator("#natet")).to_contain_text("1 incheckning är sparad")
    live.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(page)
    assert len(rows(session)) == 1


def test_a_phone_that_puts_its_clock_right_when_the_network_is_back_moves_no_scan(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    live.stop()
    check_in(page, "Anna Lindqvist")
    expect(page.locator("#natet")).to_contain_text("1 incheckning är sparad")
    # The clock went an hour slow until now.
    page.evaluate("() => { const now = Date.now; Date.now = () => now() + 3_600_000; }")
    live.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(page)
    (row,) = rows(session)
    assert abs(row.at - datetime(2020, 3, 27, 8, 30, tzinfo=UTC)) < timedelta(minutes=5)


def test_whoever_is_shut_out_is_told_what_is_not_sent_and_it_goes_when_they_are_in_again(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    live.stop()
    check_in(page, "Anna Lindqvist")
    session.commit()
    for link in session.scalars(select(DoorLink)):
        link.revoked_at = link.created_at
    session.commit()
    live.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#natet")).to_contain_text("1 incheckning är inte skickad.", timeout=15_000)
    assert rows(session) == [] and page.locator("#folk li").count() == 0
    for link in session.scalars(select(DoorLink)):
        link.revoked_at = None
    session.commit()
    page.get_by_role("link", name="Logga in igen").click()
    ready(page)
    sent(page)
    assert len(rows(session)) == 1


def test_what_was_scanned_without_a_network_and_belongs_elsewhere_is_told_afterwards(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    person = session.scalars(select(Participant).where(Participant.family_name == "Ek")).one()
    code = person.ticket_code
    session.commit()
    live.stop()
    page.get_by_label("Kod på biljetten").fill(code)
    page.locator("#kodform button").click()
    check_in(page, "Anna Lindqvist")
    live.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(page)
    assert answer(page)[0] == "Inte anmäld till Varberg"
    assert page.get_by_role("button", name="Flytta hit och checka in").is_visible()


def test_leaving_takes_everything_along(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    page.get_by_role("button", name="Avsluta på den här telefonen").click()
    page.get_by_text("Du är ute").wait_for()
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("indexedDB.databases()") == []
    page.goto(f"{live.url}{helpers[0].path}")
    assert page.url.endswith("/pin")


def test_the_wrong_city_is_moved_from_the_answer(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session, house: House
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    person = session.scalars(select(Participant).where(Participant.family_name == "Ek")).one()
    session.commit()
    page.get_by_label("Kod på biljetten").fill(person.ticket_code)
    page.locator("#kodform button").click()
    page.get_by_role("button", name="Flytta hit och checka in").click()
    page.get_by_text("Incheckad. Varbergs kommun").wait_for()
    session.refresh(person)
    assert person.conference_id == house.varberg.id


def test_three_letters_find_one_of_a_thousand_at_once_on_a_slow_phone(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage
) -> None:
    """From the key to the drawn list, at a quarter of this machine's speed; without a request."""
    page = open_page(width=390)
    page.route("**/lista.json", a_thousand)
    let_in(page, live, helpers[0])
    expect(page.locator("#antal small")).to_contain_text("1000")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    taken = [page.evaluate(TYPED, letters) for letters in ("ö", "öb", "öbe", "lin 99")]
    expect(page.locator("#folk li")).to_have_count(6)
    assert max(taken) < 300, taken
    assert not [url for url in asked if "nytt.json" not in url]


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_pages_are_clean_in_every_width_with_and_without_a_script(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, width: int
) -> None:
    page = let_in(open_page(width=width), live, helpers[0])
    faults: list[str] = []

    def look() -> None:
        faults.extend(accessibility_faults(page))
        assert not scrolls_sideways(page), page.url

    look()
    check_in(page, "Anna Lindqvist")
    look()
    base = f"{live.url}{helpers[0].path}"
    for path in ("/laget", "/ny", "/lista"):
        page.goto(base + path)
        look()
    assert not faults


def test_all_of_it_by_keyboard_and_without_a_script(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage
) -> None:
    page = open_page(width=390, javascript=False)
    page.goto(f"{live.url}{helpers[0].path}")
    page.get_by_label("PIN-kod").fill(helpers[0].pin)
    page.get_by_label("PIN-kod").press("Enter")
    page.get_by_label("Sök deltagare").fill("lin")
    page.get_by_label("Sök deltagare").press("Enter")
    page.get_by_role("button", name="Checka in Anna Lindqvist").press("Enter")
    assert answer(page) == ("Anna Lindqvist", "Incheckad. Varbergs kommun")
    page.get_by_role("button", name="Ångra", exact=True).press("Enter")
    assert answer(page)[0] == "Incheckningen är ångrad"


def test_a_browser_that_reads_codes_itself_is_asked_and_the_vendored_reader_stays_away(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    """Chromium on Linux has none of its own: one that always sees Karin's ticket stands in."""
    code = session.scalars(select(Participant.ticket_code).where(Participant.family_name == "Öberg")).one()
    session.commit()
    page = open_page(width=390)
    page.add_init_script(
        f"window.ticket = 'HTTPS://EXEMPEL.SE/I/{code}';"
        """
        window.BarcodeDetector = class {
            static async getSupportedFormats() { return ["qr_code"]; }
            async detect(canvas) { return canvas.width ? [{ rawValue: window.ticket }] : []; }
        };
        navigator.mediaDevices.getUserMedia = async () => {
            const canvas = document.createElement("canvas");
            canvas.getContext("2d").fillRect(0, 0, 9, 9);
            return canvas.captureStream(10);
        };"""
    )
    let_in(page, live, helpers[0])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Starta kameran").click()
    page.locator("#svar .res.good").wait_for(timeout=15_000)
    assert answer(page) == ("Karin Öberg", "Incheckad. Varbergs kommun")
    assert not [url for url in asked if "qr-decode" in url]


def test_the_camera_reads_a_ticket(
    live: LiveServer, helpers: tuple[Julia, Julia], session: Session, tmp_path: Path, browser: Browser
) -> None:
    code = session.scalars(select(Participant.ticket_code).where(Participant.family_name == "Öberg")).one()
    session.commit()
    flags: list[Any] = [
        *_FLAGS,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film(tmp_path / 'ticket.y4m', f'{live.url}/i/{code}')}",
    ]
    with_camera = browser.browser_type.launch(executable_path=browser_path(), args=flags)
    page = with_camera.new_page(viewport={"width": 390, "height": 900}, locale="sv-SE")
    let_in(page, live, helpers[0])
    page.get_by_role("button", name="Starta kameran").click()
    page.locator("#svar .res.good").wait_for(timeout=15_000)
    assert answer(page) == ("Karin Öberg", "Incheckad. Varbergs kommun")
    assert bar(page) == ""
    page.get_by_role("button", name="Stäng kameran").click()
    expect(page.locator("#kamera")).to_be_hidden()
    with_camera.close()
    assert len(rows(session)) == 1
