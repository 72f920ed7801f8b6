"""The product as a stranger meets it: a real browser against real processes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.browser import accessibility_faults
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenPage = Callable[..., Page]
SERIES = "/smartare-gronare-sverige"
PUBLIC = (
    "/", "/?visa=tidigare", SERIES, f"{SERIES}/varberg", f"{SERIES}/anmalan?ort=kalmar",
    "/miljomalsdagarna-2020", "/prenumerera", "/prenumerera?vad=kalender/lan/halland&visa=anmalan",
    "/personuppgifter", "/tillganglighet", "/a/ny-lank", "/a/fel-lank", "/finns-inte", "/arrangor/logga-in",
)  # fmt: skip


@pytest.fixture
def live(season: LiveServer) -> LiveServer:
    return season


def sign_up(page: Page, live: LiveServer) -> None:
    """Fill in the form for one person from Varberg's municipality and send it."""
    page.goto(f"{live.url}{SERIES}/anmalan?ort=varberg")
    page.get_by_label("Förnamn").fill("Åsa")
    page.get_by_label("Efternamn").fill("Öberg")
    page.get_by_label("E-postadress", exact=True).fill("asa.oberg@exempel.se")
    page.get_by_label("Organisation", exact=True).fill("Varbergs kommun")
    page.get_by_label("Kommun", exact=True).check()
    page.get_by_label("Fakturamottagarens namn").fill("Varbergs kommun")
    page.get_by_label("Organisationsnummer").fill("212000-1249")
    page.get_by_label("Fakturareferens", exact=True).fill("ZZABC123")
    page.get_by_role("button", name="Skicka anmälan").click()


def sign_in(page: Page, live: LiveServer) -> None:
    """A new owner at Halland signs in with the printed password and chooses another."""
    printed = live.flask(
        "user",
        "create",
        "carin@halland.exempel.se",
        "Carin Holm",
        "--organizer",
        "halland",
        "--role",
        "owner",
    )
    found = re.search(r"\b\w{4}(-\w{4}){3}\b", printed)
    assert found, printed
    page.goto(f"{live.url}/arrangor/")
    page.locator("[name=email]").fill("carin@halland.exempel.se")
    page.locator("[name=password]").fill(found.group())
    page.get_by_role("button", name="Logga in").click()
    for field in page.locator("main input[type=password]").all():
        field.fill("grön skog vid havet")
    page.locator("main form button").first.click()


def test_sign_up_on_a_phone_without_javascript(live: LiveServer, open_page: OpenPage) -> None:
    page = open_page(width=390, javascript=False)
    page.goto(live.url + SERIES)
    page.get_by_role("link", name="Anmäl dig", exact=True).first.click()
    assert page.url.endswith("/anmalan")
    page.get_by_role("button", name="Skicka anmälan").click()
    assert "uppgifter behöver rättas" in page.content()
    sign_up(page, live)
    assert "Du är anmäld" in page.content()
    page.get_by_role("link", name="Avanmäl Åsa").click()
    page.get_by_role("button", name="Ja, avanmäl").click()
    assert "Avanmäld" in page.content()
    page.get_by_role("button", name="Anmäl Åsa igen").click()
    assert "Du är anmäld" in page.content()


def test_sign_up_by_keyboard_alone(live: LiveServer, page: Page) -> None:
    page.goto(f"{live.url}{SERIES}/anmalan?ort=varberg")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    typed = {
        "participants-0-given_name": "Bo", "participants-0-family_name": "Ek",
        "participants-0-email": "bo.ek@exempel.se", "participants-0-organization": "Region Halland",
        "buyer-name": "Region Halland", "buyer-org_number": "232100-0115", "buyer-reference": "ZZAAA111",
    }  # fmt: skip
    for _step in range(80):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        if name in typed:
            page.keyboard.type(typed.pop(name))
        elif name == "buyer-kind":
            while page.evaluate("document.activeElement.value") != "region":
                page.keyboard.press("ArrowDown")
        elif page.evaluate("document.activeElement.textContent.trim()") == "Skicka anmälan":
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            break
    page.wait_for_url("**/a/**")
    assert "Du är anmäld" in page.content()


def look(page: Page, live: LiveServer, path: str) -> list[str]:
    """Faults of one page at three widths, side-scroll among them."""
    found = []
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live.url + path)
        found += [f"{path} {width}: {fault}" for fault in accessibility_faults(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{path} {width}: scrolls sideways")
    return found


def test_every_public_page_is_accessible_at_three_widths(live: LiveServer, page: Page) -> None:
    assert [fault for path in PUBLIC for fault in look(page, live, path)] == []


def test_the_refused_form_and_the_receipt_are_accessible(live: LiveServer, page: Page) -> None:
    found = []
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live.url}{SERIES}/anmalan")
        page.get_by_role("button", name="Skicka anmälan").click()
        assert page.title().startswith("Fel:")
        assert page.evaluate("document.activeElement.id") == "fel"
        found += accessibility_faults(page)
    sign_up(page, live)
    found += look(page, live, page.url.removeprefix(live.url))
    found += look(page, live, page.url.removeprefix(live.url).split("?")[0] + "/avanmal")
    assert found == []


def test_the_organizers_pages_are_accessible_at_three_widths(live: LiveServer, page: Page) -> None:
    sign_up(page, live)
    sign_in(page, live)
    page.goto(f"{live.url}/arrangor/")
    page.get_by_role("link", name="Smartare, grönare Sverige – Varberg", exact=True).click()
    home = page.url.removeprefix(live.url)
    paths = [
        "/arrangor/", home, f"{home}/deltagare", f"{home}/deltagare/1", f"{home}/deltagare/1/andra",
        f"{home}/deltagare/ny", f"{home}/redigera", f"{home}/lage", f"{home}/lage/stall-in",
        f"{home}/lage/flytta", f"{home}/program", f"{home}/program/1", "/arrangor/fakturaunderlag/",
        "/arrangor/fakturaunderlag/halland", "/arrangor/konto", f"{home}/roller", f"{home}/logg?vem=alla",
        "/arrangor/organisation/halland/roller", "/arrangor/organisation/halland/logg",
    ]  # fmt: skip
    assert [fault for path in paths for fault in look(page, live, path)] == []


def test_p5_no_page_asks_anybody_else_for_anything(live: LiveServer, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    complaints: list[Any] = []
    page.on("console", lambda message: complaints.append(message.text))
    for path in PUBLIC:
        page.goto(live.url + path)
    assert [url for url in asked if not url.startswith((live.url, "data:"))] == []
    assert [text for text in complaints if "Content Security Policy" in text] == []
