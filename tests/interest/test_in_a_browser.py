"""From "Påminn mig" to the letter, on a phone without a script, and every page by axe."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import StartServer
from tests.support.browser import accessibility_faults, scrolls_sideways
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SERIES = "/smartare-gronare-sverige"
OPENED = "Nu kan du anmäla dig till Smartare, grönare Sverige"
OpenPage = Callable[..., Page]


@pytest.fixture
def demo_server(start_server: StartServer) -> LiveServer:
    server = start_server(workers=1, mail_worker=True, REGAPP_DEMO=1, REGAPP_LOG_LEVEL="ERROR")
    server.flask("demo", "start")
    return server


def move(page: Page, moment: str) -> None:
    page.get_by_label("Gå till").select_option(moment)
    page.get_by_role("button", name="Flytta klockan").click()


def find_letter(page: Page, url: str, subject: str) -> None:
    """Open the letter as soon as the worker has sent it."""
    link = page.get_by_role("link", name=subject, exact=True)
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        page.goto(f"{url}/demo/brev")
        if link.count():
            link.first.click()
            return
        time.sleep(0.5)
    raise AssertionError(f"no letter: {subject}")


def test_who_asks_in_december_gets_a_letter_when_the_clock_passes_the_fifteenth_of_january(
    demo_server: LiveServer, open_page: OpenPage
) -> None:
    page = open_page(width=390, javascript=False)
    page.goto(demo_server.url + SERIES)
    move(page, "annonserad")
    page.get_by_role("link", name="Påminn mig", exact=True).click()
    page.get_by_label("E-postadress").fill("anna@exempel.se")
    page.get_by_role("button", name="Påminn mig").click()
    expect(page.get_by_role("status")).to_contain_text("Vi mejlar anna@… den 15")
    page.goto(f"{demo_server.url}/demo/brev")
    assert page.get_by_role("link", name=OPENED, exact=True).count() == 0
    move(page, "oppen")
    find_letter(page, demo_server.url, OPENED)
    letter = page.locator("main")
    expect(letter).to_contain_text("anna@exempel.se")
    page.locator(f"a[href$='{SERIES}/anmalan']").click()
    expect(page.get_by_role("button", name="Skicka anmälan").last).to_be_visible()


def test_every_page_is_accessible_at_three_widths(demo_server: LiveServer, page: Page) -> None:
    page.goto(demo_server.url)
    move(page, "annonserad")
    paths = [
        "/", "/pamin", SERIES, f"{SERIES}/pamin", f"{SERIES}/varberg", f"{SERIES}/varberg/pamin",
        "/miljomalsdagarna-2020/pamin", "/nobelmotet-2019/pamin", "/kurser-i-forandringsledning/pamin",
        "/pamin/finns-inte", f"{SERIES}/anmalan", "/personuppgifter/rus",
    ]  # fmt: skip
    found = [fault for path in paths for fault in look(page, demo_server, path)]
    page.goto(f"{demo_server.url}/pamin")
    page.get_by_role("button", name="Meddela mig").click()
    assert page.title().startswith("Fel:")
    assert page.evaluate("document.activeElement.id") == "fel"
    found += accessibility_faults(page)
    move(page, "oppen")
    found += look(page, demo_server, f"{SERIES}/pamin")
    assert found == []


def look(page: Page, server: LiveServer, path: str) -> list[str]:
    found = []
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(server.url + path)
        found += [f"{path} {width}: {fault}" for fault in accessibility_faults(page)]
        if scrolls_sideways(page):
            found.append(f"{path} {width}: scrolls sideways")
    return found
