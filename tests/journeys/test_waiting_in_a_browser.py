"""From the line to a seat, and the organizers' view of it: a real browser, no script, three widths."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tests.abuse.season import set_capacity
from tests.journeys.test_in_a_browser import SERIES, look, sign_in
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenPage = Callable[..., Page]


@pytest.fixture
def live(season: LiveServer) -> LiveServer:
    """Varberg with two seats."""
    engine = create_engine(season.environment["REGAPP_DATABASE_URL"])
    with Session(engine) as rows:
        set_capacity(rows, "varberg", 2)
    engine.dispose()
    return season


def sign_up(page: Page, live: LiveServer, *names: str, fewer: bool = False) -> str:
    """Sign a party up to Varberg; the address of its page."""
    page.goto(f"{live.url}{SERIES}/anmalan?ort=varberg")
    if len(names) > 1:
        page.get_by_label("Mig själv och andra").check()
    for number, name in enumerate(names):
        if number:
            page.get_by_role("button", name="Lägg till en deltagare").click()
        page.locator(f"[name=participants-{number}-given_name]").fill(name)
        page.locator(f"[name=participants-{number}-family_name]").fill("Öberg")
        page.locator(f"[name=participants-{number}-organization]").fill("Varbergs kommun")
    page.locator("[name=participants-0-email]").fill(f"{names[0].lower()}@exempel.se")
    page.get_by_label("Kommun", exact=True).check()
    page.get_by_label("Fakturamottagarens namn").fill("Varbergs kommun")
    page.get_by_label("Organisationsnummer").fill("212000-1249")
    page.get_by_label("Fakturareferens", exact=True).fill("ZZABC123")
    if fewer:
        page.get_by_label("Räcker platserna inte till alla").check()
    page.locator("form p.send button[type=submit]").click()
    page.wait_for_url("**/a/**")
    return page.url.split("?")[0]


def leave(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.get_by_role("link", name=f"Avanmäl {name}").click()
    page.get_by_role("button", name="Ja, avanmäl").click()


def test_a_group_in_line_takes_the_seat_there_is_on_a_phone_without_javascript(
    live: LiveServer, open_page: OpenPage
) -> None:
    page = open_page(width=390, javascript=False)
    seated = sign_up(page, live, "Anna", "Berit")
    waiting = sign_up(page, live, "Cecilia", "David")
    assert "Ni står på väntelistan som nummer 1–2" in page.content()
    leave(page, seated, "Anna")
    page.goto(waiting)
    assert "1 plats är ledig, sällskapet först i kön behöver 2." in page.content()
    page.get_by_role("button", name="Ta de platser som finns").click()
    assert "En plats är ledig för dig i Varberg" in page.content()
    page.get_by_role("button", name="Tacka ja").click()
    assert "Tack! Platsen är din." in page.content()
    assert "Nummer 1 av 1 i kön." in page.content().replace("\n", " ")


def test_a_group_may_say_on_the_form_that_it_takes_fewer_and_say_no_one_by_one(
    live: LiveServer, open_page: OpenPage
) -> None:
    page = open_page(width=1280, javascript=False)
    seated = sign_up(page, live, "Anna", "Berit")
    # A form that is drawn again may know the seats of two seconds ago.
    page.wait_for_timeout(2500)
    waiting = sign_up(page, live, "Cecilia", "David", fewer=True)
    leave(page, seated, "Anna")
    leave(page, seated, "Berit")
    page.goto(waiting)
    assert "2 platser är lediga för er i Varberg" in page.content()
    page.get_by_role("button", name="Tacka nej för David").click()
    page.get_by_role("button", name="Tacka ja", exact=True).click()
    assert "Tack! Platsen är din." in page.content()
    page.get_by_role("button", name="Anmäl David igen").click()
    assert "Klart. Platsen är din igen." in page.content()


def test_what_those_in_line_and_the_organizers_see_is_accessible_at_three_widths(
    live: LiveServer, page: Page
) -> None:
    seated = sign_up(page, live, "Anna", "Berit")
    group = sign_up(page, live, "Cecilia", "David")
    alone = sign_up(page, live, "Eva")
    found = look(page, live, group.removeprefix(live.url))
    leave(page, seated, "Anna")
    sign_in(page, live)
    page.goto(f"{live.url}/arrangor/")
    page.get_by_role("link", name="Smartare, grönare Sverige – Varberg", exact=True).click()
    line = f"{page.url.removeprefix(live.url)}/vantelista"
    found += look(page, live, line)
    page.goto(live.url + line)
    page.get_by_role("link", name="Erbjud före tur").click()
    found += look(page, live, page.url.removeprefix(live.url))
    page.goto(live.url + line)
    page.get_by_role("link", name="Erbjud före tur").click()
    page.get_by_role("button", name="Ja, erbjud före tur").click()
    assert "1 plats är erbjuden." in page.content()
    found += look(page, live, line)
    found += look(page, live, alone.removeprefix(live.url))
    leave(page, seated, "Berit")
    assert found == []
