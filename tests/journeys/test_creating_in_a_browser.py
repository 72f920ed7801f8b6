"""A stranger makes a conference and the next edition of one: by keyboard, on a phone; axe has looked."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.test_in_a_browser import sign_in
from tests.journeys.test_turns_in_a_browser import faults
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenPage = Callable[..., Page]


@pytest.fixture
def live(season: LiveServer) -> LiveServer:
    return season


def send(page: Page) -> None:
    """The Enter key in a field sends the step."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
        page.wait_for_load_state()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_conference_is_made_by_keyboard_and_published(
    live: LiveServer, open_page: OpenPage, width: int
) -> None:
    page = open_page(width=width, javascript=False)
    sign_in(page, live)
    page.goto(f"{live.url}/arrangor/")
    page.get_by_role("link", name="Ny konferens").click()
    page.locator("[name=title]").fill(f"Klimatdagen {width}")
    send(page)
    page.locator("[name=places-0-days-0-on]").fill("2020-05-12")
    page.locator("[name=places-0-place]").fill("Falkenberg")
    send(page)
    page.locator("[name=opens_on]").fill("2020-02-01")
    page.locator("[name=seats]").fill("120")
    send(page)
    page.locator("[name=ready]").first.check()
    send(page)
    assert page.get_by_text("Innan den går att publicera").count() == 0
    page.get_by_role("button", name="Publicera").click()
    page.goto(f"{live.url}/klimatdagen-{width}")
    assert page.get_by_role("link", name="Anmäl dig").first.is_visible()


def test_every_step_and_the_copy_are_clean_at_every_width(live: LiveServer, open_page: OpenPage) -> None:
    page = open_page(width=1280)
    sign_in(page, live)
    page.goto(f"{live.url}/arrangor/konferens/ny")
    found = faults(page)
    page.locator("[name=title]").fill("Axedagen")
    page.locator("[name=template][value=serie]").check()
    page.locator("[name=places]").fill("Varberg\nKalmar")
    page.get_by_role("button", name="Skapa utkast").click()
    steps = page.url.partition("?")[0].rpartition("/")[0]
    for step in ("grunder", "tid", "platser", "fragor", "granska"):
        page.goto(f"{steps}/{step}")
        found += faults(page)
    page.get_by_role("button", name="Skapa en länk").first.click()
    page.locator("a[href^='/forhandsvisning']").first.click()
    assert page.get_by_text("Bara du som har länken ser sidan.").is_visible()
    found += faults(page)
    page.goto(steps.replace("/ny", "/kopiera"))
    found += faults(page)
    for path in ("/arrangor/", steps.removesuffix("/ny").removeprefix(live.url)):
        page.goto(live.url + path)
        found += faults(page)
    assert not found
