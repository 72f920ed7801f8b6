"""Real phones (browsers) at the door: at once, without a network, two at a time, with a camera."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.checkin.models import DoorLink
from regapp.registrations.models import Participant
from tests.checkin.conftest import House
from tests.checkin.phones import (
    TYPED,
    a_thousand,
    answer,
    bar,
    check_in,
    film,
    find,
    let_in,
    ready,
    rows,
)
from tests.checkin.test_helpers import Julia
from tests.support.browser import _FLAGS, accessibility_faults, browser_path, scrolls_sideways
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenPage = Callable[..., Page]


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


def test_by_keyboard_one_goes_on_to_the_next_name_and_is_not_thrown_out_of_the_list(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage
) -> None:
    julia, omar = (let_in(open_page(width=390), live, one) for one in helpers)
    julia.get_by_role("button", name="Checka in Anna Lindqvist").press("Enter")
    expect(julia.get_by_label("Sök deltagare")).to_be_focused()
    julia.get_by_role("button", name="Checka in Karin Öberg").focus()
    check_in(omar, "Leif Abrahamsson")
    expect(julia.locator("#antal b")).to_have_text("2", timeout=15_000)
    expect(julia.get_by_role("button", name="Checka in Karin Öberg")).to_be_focused()


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
