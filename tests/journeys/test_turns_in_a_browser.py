"""A conference is put off, dated again and cancelled, without JavaScript and on a phone; axe has looked."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.test_in_a_browser import sign_in, sign_up
from tests.support.browser import accessibility_faults
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenPage = Callable[..., Page]
PLACE = "/smartare-gronare-sverige/varberg"
TURNS = ("stall-in", "skjut-upp", "flytta", "digital")


@pytest.fixture
def live(season: LiveServer) -> LiveServer:
    return season


def home_of(page: Page, live: LiveServer) -> str:
    page.goto(f"{live.url}/arrangor/")
    page.get_by_role("link", name="Smartare, grönare Sverige – Varberg", exact=True).click()
    return page.url


def faults(page: Page) -> list[str]:
    found = []
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{page.url} {width}: {fault}" for fault in accessibility_faults(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{page.url} {width}: scrolls sideways")
    return found


def look(page: Page, reason: str) -> None:
    page.locator("[name=reason]").fill(reason)
    page.get_by_role("button", name="Förhandsgranska").click()
    assert "Inget är skickat än." in page.content()


@pytest.mark.parametrize("width", [1280, 390])
def test_put_off_dated_again_and_cancelled_without_javascript(
    live: LiveServer, open_page: OpenPage, width: int
) -> None:
    visitor = open_page(width=width, javascript=False)
    sign_up(visitor, live)
    mine = visitor.url.split("?")[0]
    page = open_page(width=width, javascript=False)
    sign_in(page, live)
    home = home_of(page, live)
    page.goto(f"{home}/redigera")
    page.get_by_role("link", name="Ändra läget").click()
    page.get_by_role("link", name="Skjut upp").click()
    page.locator("[name=expected_text]").fill("hösten 2020")
    look(page, "Vi vet inte hur länge smittan varar.")
    assert re.search(r"700\skr återförs\.", page.inner_text("main"))
    page.get_by_role("button", name="Skjut upp och mejla alla").click()
    assert "Konferensen är uppskjuten." in page.content()
    visitor.goto(mine)
    assert visitor.get_by_role("heading", name="Konferensen är uppskjuten").is_visible()
    visitor.goto(live.url + PLACE)
    assert "hösten 2020" in visitor.content()
    page.goto(f"{home}/lage")
    page.get_by_role("link", name="Sätt ett nytt datum").click()
    page.locator("[name=days-0-on]").fill("2020-09-03")
    page.locator("[name=free_until]").fill("2020-05-15")
    look(page, "Nu vet vi.")
    page.get_by_role("button", name="Sätt datumet och mejla alla").click()
    visitor.goto(live.url + PLACE)
    assert re.search(r"flyttad från 27\smars till 3\sseptember", visitor.inner_text("main"))
    visitor.goto(mine)
    assert re.search(r"utan kostnad till och med 15\smaj", visitor.inner_text("main"))
    page.goto(f"{home}/lage/stall-in")
    look(page, "Det går inte i år.")
    page.get_by_role("button", name="Ställ in och mejla alla").click()
    visitor.goto(mine)
    assert "Det går inte i år." in visitor.content()
    visitor.get_by_role("link", name=re.compile("Byt till Kalmar")).click()
    visitor.get_by_role("button", name="Ja, byt till Kalmar").click()
    assert visitor.get_by_role("heading", name="Du är anmäld").is_visible()


def test_every_page_of_a_turn_is_accessible_at_three_widths(live: LiveServer, page: Page) -> None:
    sign_up(page, live)
    sign_in(page, live)
    home = home_of(page, live)
    found = []
    for slug in TURNS:
        page.goto(f"{home}/lage/{slug}")
        found += faults(page)
        page.get_by_role("button", name="Förhandsgranska").click()
        assert page.title().startswith("Fel:")
        found += faults(page)
        page.locator("[name=reason]").fill("Smittläget.")
        filled = {"fee": "900", "free_until": "2020-03-01", "answer_by": "2020-03-01", "venue": "Teatern"}
        for name, text in filled.items():
            if page.locator(f"[name={name}]").count():
                page.locator(f"[name={name}]").fill(text)
        page.get_by_role("button", name="Förhandsgranska").click()
        assert "Inget är skickat än." in page.content()
        found += faults(page)
    assert found == []
