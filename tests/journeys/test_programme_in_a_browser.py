"""The programme in a browser: side by side on a wide screen, stacked on a phone, a table on paper."""

import pytest
from playwright.sync_api import Page
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from regapp.conferences.models import Address, ConferenceDay
from regapp.conferences.rules import local_instant
from regapp.programme.models import ProgrammeItem
from tests.support.browser import accessibility_faults, scrolls_sideways
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser
PATH = "smartare-gronare-sverige/varberg"
ROUNDS = {1: (11, 12), 2: (13, 14)}


@pytest.fixture
def page_of_varberg(season: LiveServer) -> str:
    """Where the programme stands, with hours and rooms for its two rounds of four seminars."""
    engine = create_engine(season.environment["REGAPP_DATABASE_URL"])
    with Session(engine) as rows, rows.begin():
        varberg = select(Address.conference_id).where(Address.path == PATH).scalar_subquery()
        found = select(ProgrammeItem).where(ProgrammeItem.conference_id == varberg)
        for item in rows.scalars(found.order_by(ProgrammeItem.position)).all():
            begins, ends = ROUNDS[item.round or 1]
            on = rows.get_one(ConferenceDay, item.day_id).on
            item.starts_at = local_instant(on, begins, 0, "Europe/Stockholm")
            item.ends_at = local_instant(on, ends, 0, "Europe/Stockholm")
            item.room = "Stora salen"
    engine.dispose()
    return f"{season.url}/{PATH}/program"


def places(page: Page) -> tuple[int, int]:
    """In how many rows and columns the first round's four seminars stand."""
    boxes = [box for one in page.locator("td.seminar").all()[:4] if (box := one.bounding_box())]
    assert len(boxes) == 4
    return len({round(box["y"]) for box in boxes}), len({round(box["x"]) for box in boxes})


@pytest.mark.parametrize(("width", "rows_and_columns"), [(1280, (1, 4)), (390, (4, 1)), (320, (4, 1))])
def test_what_is_at_once_stands_side_by_side_or_stacked(
    page_of_varberg: str, page: Page, width: int, rows_and_columns: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(page_of_varberg)
    assert places(page) == rows_and_columns
    assert not scrolls_sideways(page)
    assert accessibility_faults(page) == []


def test_on_paper_it_is_a_table_without_what_can_only_be_pressed(page_of_varberg: str, page: Page) -> None:
    page.set_viewport_size({"width": 680, "height": 960})
    page.goto(page_of_varberg)
    page.emulate_media(media="print")
    assert places(page) == (1, 4)
    assert not page.get_by_text("Prenumerera på programmet").is_visible()
    assert not page.get_by_role("link", name="Till kalendern").first.is_visible()
    assert page.pdf().startswith(b"%PDF-")
