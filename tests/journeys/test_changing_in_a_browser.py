"""What a participant changes by the link: a real browser, by keyboard, no script, three widths."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.test_in_a_browser import look, sign_in
from tests.journeys.test_waiting_in_a_browser import sign_up
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenPage = Callable[..., Page]


def test_diet_is_changed_by_keyboard_on_a_phone_without_javascript(
    season: LiveServer, open_page: OpenPage
) -> None:
    page = open_page(width=390, javascript=False)
    address = sign_up(page, season, "Anna", "Berit")
    page.goto(address)
    page.get_by_role("link", name="Ändra kost, Berit Öberg").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.get_by_label("Veganskt").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Spara").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.wait_for_url("**andrad=**")
    assert "Ändringen är sparad." in page.content()
    assert "Veganskt" in page.content()


def test_a_place_is_moved_and_another_given_away_without_javascript(
    season: LiveServer, open_page: OpenPage
) -> None:
    page = open_page(width=1280, javascript=False)
    address = sign_up(page, season, "Anna", "Berit")
    page.goto(address)
    page.get_by_role("link", name="Byt ort för Berit Öberg").click()
    page.get_by_label("Luleå").check()
    page.get_by_role("button", name="Flytta anmälan").click()
    assert "Anmälan är flyttad" in page.content()
    page.get_by_role("link", name="Överlåt till en kollega för Anna Öberg").click()
    page.get_by_label("Kollegans förnamn").fill("Ida")
    page.get_by_label("Kollegans efternamn").fill("Ask")
    page.get_by_label("Kollegans e-postadress").fill("ida@exempel.se")
    page.get_by_role("button", name="Överlåt platsen").click()
    assert "Platsen är överlåten" in page.content()
    assert "Ida Ask" in page.content()


def test_every_page_behind_the_link_is_accessible_at_three_widths(season: LiveServer, page: Page) -> None:
    address = sign_up(page, season, "Anna", "Berit")
    path = address.removeprefix(season.url)
    page.goto(address)
    change, move, give = (
        page.get_by_role("link", name=f"{words} för Anna Öberg").get_attribute("href") or ""
        for words in ("Ändra uppgifter", "Byt ort", "Överlåt till en kollega")
    )
    pages = [path, change, move, give, f"{path}/faktura", f"{path}/uppgifter", f"{path}/radera"]
    page.goto(f"{address}/faktura")
    page.get_by_role("button", name="Skicka till någon annan").click()
    shared = page.get_by_label("Kopiera adressen").input_value().removeprefix(season.url)
    found = [fault for one in (*pages, shared) for fault in look(page, season, one)]
    page.goto(f"{address}/radera")
    page.get_by_role("button", name="Begär radering").click()
    sign_in(page, season)
    page.goto(f"{season.url}/arrangor/")
    page.get_by_role("link", name="Smartare, grönare Sverige – Varberg", exact=True).click()
    found += look(page, season, f"{page.url.removeprefix(season.url)}/radering")
    assert found == []
