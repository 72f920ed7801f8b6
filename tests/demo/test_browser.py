"""The demonstration as a stranger's browser shows it."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import StartServer
from tests.support.browser import accessibility_faults, scrolls_sideways
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SERIES = "/smartare-gronare-sverige"


@pytest.fixture
def demo_server(start_server: StartServer) -> LiveServer:
    """A demonstration with its season, its people and the first letters."""
    server = start_server(workers=1, mail_worker=True, REGAPP_DEMO=1, REGAPP_LOG_LEVEL="ERROR")
    server.flask("demo", "start")
    return server


def wait_for_letters(page: Page, url: str) -> None:
    deadline = time.monotonic() + 30
    while "Inga brev än" in page.goto(f"{url}/demo/brev").text() and time.monotonic() < deadline:  # type: ignore[union-attr]
        time.sleep(0.5)


def test_letters_can_be_read_at_every_width(demo_server: LiveServer, open_page: Callable[..., Page]) -> None:
    for width in (1280, 390, 320):
        page = open_page(width=width)
        wait_for_letters(page, demo_server.url)
        assert (accessibility_faults(page), scrolls_sideways(page)) == ([], False), width
        page.locator("tbody a").first.click()
        expect(page.get_by_role("heading", name="Brevet som text")).to_be_visible()
        page.locator("summary").click()
        assert (accessibility_faults(page), scrolls_sideways(page)) == ([], False), width


def test_the_bar_opens_and_closes_the_sign_up_without_a_script(
    demo_server: LiveServer, open_page: Callable[..., Page]
) -> None:
    page = open_page(width=390, javascript=False)
    page.goto(demo_server.url + SERIES)
    expect(page.locator("main")).to_contain_text("Anmälan är öppen")
    page.get_by_label("Gå till").select_option("annonserad")
    page.get_by_role("button", name="Flytta klockan").click()
    expect(page).to_have_url(re.compile(f"{SERIES}$"))
    expect(page.locator("main")).to_contain_text("Anmälan öppnar")
    page.get_by_label("Gå till").select_option("borja-om")
    page.get_by_role("button", name="Flytta klockan").click()
    expect(page.locator("main")).to_contain_text("Anmälan är öppen")
