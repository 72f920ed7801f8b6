"""Seminars, meals and needs as people meet them in a browser, without scripts where they sign up."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_in_a_browser import SERIES, look, sign_in
from tests.support.browser import accessibility_faults
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenPage = Callable[..., Page]


@pytest.fixture
def live(season: LiveServer) -> LiveServer:
    return season


def fill_in(page: Page, live: LiveServer, **typed: str) -> None:
    """Everything but what is chosen."""
    page.goto(f"{live.url}{SERIES}/anmalan?ort=varberg")
    page.get_by_label("Förnamn").fill("Åsa")
    page.get_by_label("Efternamn").fill("Öberg")
    page.get_by_label("E-postadress", exact=True).fill("asa.oberg@exempel.se")
    page.get_by_label("Organisation", exact=True).fill("Varbergs kommun")
    page.get_by_label("Behöver du något för att kunna delta?").fill(typed.get("need", ""))
    page.get_by_label("Kommun", exact=True).check()
    page.get_by_label("Fakturamottagarens namn").fill("Varbergs kommun")
    page.get_by_label("Organisationsnummer").fill("212000-1249")
    page.get_by_label("Fakturareferens", exact=True).fill("ZZABC123")


def send(page: Page) -> None:
    page.get_by_role("button", name="Skicka anmälan").last.click()


def test_seminars_and_meals_are_chosen_on_a_phone_without_javascript(
    live: LiveServer, open_page: OpenPage
) -> None:
    page = open_page(width=390, javascript=False)
    fill_in(page, live)
    expect(page.get_by_label("Jag äter lunch")).to_be_checked()
    page.get_by_label("Jag äter fika").uncheck()
    page.get_by_role("group", name="Omgång 1").get_by_label("Hälsa och skog").check()
    page.get_by_role("group", name="Omgång 2").get_by_label("Skog och utveckling").check()
    send(page)
    shown = page.content()
    assert "Du är anmäld" in shown
    for fact in ("Hälsa och skog", "Skog och utveckling", "Lunch"):
        assert fact in shown
    assert "Fika, Lunch" not in shown


def test_the_pages_of_choices_are_accessible_at_three_widths(live: LiveServer, page: Page) -> None:
    fill_in(page, live, need="Hörslinga")
    faults = accessibility_faults(page)
    send(page)
    faults += look(page, live, page.url.removeprefix(live.url))
    sign_in(page, live)
    page.goto(f"{live.url}/arrangor/")
    page.get_by_role("link", name="Smartare, grönare Sverige – Varberg", exact=True).click()
    home = page.url.removeprefix(live.url)
    for path in (home, f"{home}/val", f"{home}/behov", f"{home}/deltagare"):
        faults += look(page, live, path)
    assert faults == []
    page.goto(f"{live.url}{home}/behov")
    assert "Hörslinga" in page.content()
    page.get_by_role("button", name="Ordnat", exact=True).click()
    assert "Ordnat av Carin Holm" in page.content()
