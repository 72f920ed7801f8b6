"""A mailing from the list of participants to its planned hour, without JavaScript and on a phone; axe too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.test_in_a_browser import sign_in, sign_up
from tests.journeys.test_turns_in_a_browser import faults, home_of
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenPage = Callable[..., Page]


@pytest.fixture
def live(season: LiveServer) -> LiveServer:
    return season


@pytest.mark.parametrize("width", [1280, 390])
def test_written_looked_at_tried_sent_regretted_and_planned_without_javascript(
    live: LiveServer, open_page: OpenPage, width: int
) -> None:
    sign_up(open_page(width=width, javascript=False), live)
    page = open_page(width=width, javascript=False)
    sign_in(page, live)
    page.goto(f"{home_of(page, live)}/deltagare")
    page.get_by_role("button", name="Mejla").click()
    page.locator("[name=subject]").fill("Praktiskt inför {plast}")
    page.get_by_role("button", name="Spara och förhandsgranska").click()
    summary = page.get_by_role("alert").inner_text()
    assert "Platshållaren {plast} finns inte." in summary
    assert "Skriv en text" in summary
    page.locator("[name=subject]").fill("Praktiskt inför {ort}")
    page.locator("[name=body]").fill("Ta med matlåda, {namn}.")
    page.get_by_role("button", name="Spara och förhandsgranska").click()
    shown = page.inner_text("main")
    assert "Inget är skickat än." in shown
    assert "Praktiskt inför Varberg" in shown
    page.get_by_role("button", name="Skicka testmejl till mig").click()
    assert "Ett testmejl är på väg till" in page.inner_text("main")
    page.get_by_role("button", name="Skicka till 1 person").click()
    assert "Utskicket går om 10 minuter." in page.inner_text("main")
    page.get_by_role("button", name="Ångra").click()
    assert "Det finns kvar som utkast." in page.inner_text("main")
    page.locator("[name=day]").fill("2020-03-20")
    page.locator("[name=at]").fill("09:00")
    page.get_by_role("button", name="Planera utskicket").click()
    assert "Utskicket går fredag 20\N{NO-BREAK SPACE}mars" in page.inner_text("main")
    page.get_by_role("link", name="Utskick", exact=False).first.click()
    assert "Planerat" in page.inner_text("main")


def test_axe_finds_nothing_on_the_pages_of_a_mailing(live: LiveServer, open_page: OpenPage) -> None:
    sign_up(open_page(javascript=False), live)
    page = open_page()
    sign_in(page, live)
    at = f"{home_of(page, live)}/utskick"
    found = []
    for path in (at, f"{at}/nytt"):
        page.goto(path)
        found += faults(page)
    page.get_by_role("button", name="Spara och förhandsgranska").click()
    found += faults(page)
    page.locator("[name=subject]").fill("Inför {ort}")
    page.locator("[name=body]").fill("Ta med matlåda.")
    page.get_by_role("button", name="Spara och förhandsgranska").click()
    found += faults(page)
    page.get_by_role("button", name="Skicka till 1 person").click()
    found += faults(page)
    page.goto(at)
    found += faults(page)
    assert not found
