"""The pages of signing in, in a real browser: by keyboard, accessible, at three widths."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from tests.conftest import StartServer
from tests.people import CARIN, PASSWORD, SIGN_IN, make_person
from tests.support.browser import accessibility_faults, scrolls_sideways
from tests.support.databases import Databases, open_engine

_OPEN = [SIGN_IN, "/arrangor/glomt-losenord", "/arrangor/losenord/not-a-link"]


@pytest.fixture
def address(start_server: StartServer, databases: Databases) -> str:
    url = databases.fresh()
    engine = open_engine(url)
    with Session(engine) as session:
        make_person(session)
    engine.dispose()
    return start_server(workers=1, REGAPP_DATABASE_URL=url).url


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_page_is_accessible_and_fits(address: str, open_page: Callable[..., Page], width: int) -> None:
    page = open_page(width=width)
    faults: list[str] = []

    def look() -> None:
        faults.extend(f"{page.url}: {fault}" for fault in accessibility_faults(page))
        if scrolls_sideways(page):
            faults.append(f"{page.url}: scrolls sideways")

    for path in _OPEN:
        page.goto(address + path)
        look()
    page.goto(f"{address}{SIGN_IN}?next=/arrangor/losenord")
    page.fill("#password", "fel")
    page.click("main form button")
    page.wait_for_selector(".errsum")
    look()
    page.fill("#email", CARIN)
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_selector("#new")
    look()
    page.goto(f"{address}/arrangor/konto")
    look()
    assert not faults


@pytest.mark.browser
def test_signing_in_and_out_takes_a_keyboard_and_no_script(
    address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(javascript=False)
    page.goto(f"{address}/arrangor/konto")
    page.focus("#email")
    page.keyboard.type(CARIN)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.wait_for_url("**/arrangor/konto")
    page.focus("main form button")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.wait_for_url("**/arrangor/logga-in?utloggad=1")
    assert page.text_content(".flash") == "Du är utloggad."
