"""An organizer words a letter: by keyboard, without JavaScript, at every width."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.test_in_a_browser import sign_in
from tests.support.browser import accessibility_faults, scrolls_sideways
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenPage = Callable[..., Page]
_WIDTHS = (1280, 390, 320)


def open_letters(page: Page, live: LiveServer) -> None:
    sign_in(page, live)
    page.goto(f"{live.url}/arrangor/")
    page.get_by_role("link", name="Smartare, grönare Sverige – Varberg", exact=True).click()
    page.get_by_role("link", name="Redigera").first.click()
    page.get_by_role("link", name="Brev", exact=True).click()


def test_a_letter_is_worded_looked_at_and_put_back_without_javascript(
    open_page: OpenPage, season: LiveServer
) -> None:
    page = open_page(javascript=False)
    open_letters(page, season)
    page.get_by_role("link", name="Bekräftelse", exact=True).click()
    page.get_by_label("Text", exact=True).fill("Ta med {smörgås}.")
    page.get_by_role("button", name="Spara").press("Enter")
    assert "Platshållaren {smörgås} finns inte" in page.locator("#fel").inner_text()
    page.get_by_label("Text", exact=True).fill("Ta med kikare, {namn}.")
    page.get_by_role("button", name="Förhandsgranska").press("Enter")
    assert page.get_by_text("Ta med kikare, Anna.").is_visible()
    page.get_by_role("button", name="Spara").press("Enter")
    assert page.get_by_text("Brevet är sparat.").is_visible()
    page.get_by_role("button", name="Återställ till standardtexten").press("Enter")
    assert page.get_by_text("Standardtexten gäller igen.").is_visible()
    assert page.get_by_label("Text", exact=True).input_value() == "Du är anmäld till {konferens}."


def test_the_letters_pages_are_accessible_at_every_width(page: Page, season: LiveServer) -> None:
    open_letters(page, season)
    listed = page.url
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for path in (listed, f"{listed}/bekraftelse", f"{listed}/paminnelse-dagen-fore"):
            page.goto(path)
            assert accessibility_faults(page) == [], (width, path)
            assert not scrolls_sideways(page), (width, path)
        page.get_by_label("Text", exact=True).fill("{fel}")
        page.get_by_role("button", name="Spara").click()
        assert accessibility_faults(page) == [], (width, "with an error")
        assert not scrolls_sideways(page), (width, "with an error")
