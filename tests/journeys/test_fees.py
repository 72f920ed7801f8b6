"""An organizer prices a conference, a participant buys; every page at three widths."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.abuse.season import start_season
from tests.conftest import StartServer
from tests.journeys.test_in_a_browser import SERIES, sign_in
from tests.support.browser import accessibility_faults, scrolls_sideways
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def live(start_server: StartServer) -> LiveServer:
    return start_season(start_server)


def save(page: Page, **typed: str) -> None:
    """Fill in the form of the page by its fields' names and send it."""
    for name, value in typed.items():
        field = page.locator(f"main [name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "checkbox":
            field.check()
        else:
            field.fill(value)
    page.get_by_role("button", name="Spara").click()


def look(page: Page, name: str, found: list[str]) -> None:
    """Faults of the page as it stands, at three widths."""
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{name} {width}: {fault}" for fault in accessibility_faults(page)]
        if scrolls_sideways(page):
            found.append(f"{name} {width}: scrolls sideways")
        if os.environ.get("PICTURES"):
            page.screenshot(path=Path(os.environ["PICTURES"]) / f"{name}-{width}.png", full_page=True)


def set_up(desk: Page, live: LiveServer, found: list[str]) -> None:
    """An early price, two categories, a code, a dinner of food and drinks, terms."""
    sign_in(desk, live)
    desk.goto(f"{live.url}/arrangor/")
    desk.get_by_role("link", name="Smartare, grönare Sverige – Varberg", exact=True).click()
    desk.get_by_role("link", name="Redigera").click()
    desk.get_by_role("link", name="Avgifter").click()
    home = desk.url
    desk.goto(f"{home}/pris")
    save(desk, amount="600", until_on="2020-02-29", included="fika och lunch")
    desk.goto(f"{home}/kategori")
    save(desk, label="Student")
    desk.get_by_role("link", name="Nytt pris Student").click()
    save(desk, amount="300")
    desk.goto(f"{home}/kategori")
    save(desk, label="Medverkande", needs_code="y")
    desk.get_by_role("link", name="Nytt pris Medverkande").click()
    save(desk, amount="0")
    desk.goto(f"{home}/kod")
    save(desk, code="TALARE-2020", uses="5", note="Talarna i Varberg", until_on="2020-03-20")
    desk.goto(f"{home}/tillval")
    save(
        desk, label="Middag", text="Tre rätter på stadshotellet.", on="2020-03-26", starts="18:00",
        ends="22:00", last_on="2020-03-10", seats="40",
    )  # fmt: skip
    for name, amount, rate in (("Middag, mat", "336", "120"), ("Middag, dryck", "125", "250")):
        desk.get_by_role("link", name="Nytt pris Middag").click()
        save(desk, label=name, amount=amount, vat_rate=rate)
    desk.goto(f"{home}/villkor")
    save(desk, free_until="2020-02-10", late_fee="part", late_amount="350", transfer_until="2020-03-25")
    look(desk, "fees", found)
    for path in ("pris", "kategori", "tillval", "kod", "villkor", "uteblivna"):
        desk.goto(f"{home}/{path}")
        look(desk, f"fees-{path}", found)
    desk.goto(f"{home}/pris")
    save(desk, amount="många")
    look(desk, "fees-error", found)


def fill_in(page: Page, live: LiveServer) -> None:
    page.goto(f"{live.url}{SERIES}/anmalan?ort=varberg")
    page.get_by_label("Förnamn").fill("Åsa")
    page.get_by_label("Efternamn").fill("Öberg")
    page.get_by_label("E-postadress", exact=True).fill("asa.oberg@exempel.se")
    page.get_by_label("Organisation", exact=True).fill("Varbergs kommun")
    page.get_by_label("Middag, 461").check()
    page.get_by_label("Kommun", exact=True).check()
    page.get_by_label("Fakturamottagarens namn").fill("Varbergs kommun")
    page.get_by_label("Organisationsnummer").fill("212000-1249")
    page.get_by_label("Fakturareferens", exact=True).fill("ZZABC123")


def test_from_the_first_price_to_a_late_cancellation(
    live: LiveServer, open_page: Callable[..., Page]
) -> None:
    found: list[str] = []
    set_up(open_page(), live, found)
    page = open_page()
    page.goto(f"{live.url}{SERIES}/varberg")
    look(page, "conference", found)
    fill_in(page, live)
    page.locator("[name=access_code]").fill("FEL-KOD")
    page.get_by_role("button", name="Räkna om").click()
    assert "1\N{NO-BREAK SPACE}061\N{NO-BREAK SPACE}kr" in page.inner_text("main")
    look(page, "form", found)
    page.get_by_role("button", name="Skicka anmälan").last.click()
    assert "Koden stämmer inte." in page.inner_text("main")
    look(page, "form-error", found)
    page.locator("[name=access_code]").fill("")
    page.get_by_role("button", name="Skicka anmälan").last.click()
    assert "Du är anmäld" in page.inner_text("main")
    look(page, "receipt", found)
    page.get_by_role("link", name="Avanmäl Åsa").click()
    assert "350\N{NO-BREAK SPACE}kr faktureras ändå." in page.inner_text("main")
    look(page, "cancel", found)
    page.get_by_role("button", name="Ja, avanmäl").click()
    assert "350\N{NO-BREAK SPACE}kr" in page.inner_text("main")
    look(page, "cancelled", found)
    assert found == []
