"""Phones at the door: a running server on the day, pages that are let in, a picture for the camera."""

from collections.abc import Callable
from pathlib import Path

import segno
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.checkin.models import CheckIn
from tests.checkin.test_helpers import Julia
from tests.support.server import LiveServer

OpenPage = Callable[..., Page]
# Types, and says how many milliseconds it took until the browser had drawn what came of it.
TYPED = """async (letters) => {
    const field = document.getElementById("sok");
    const start = performance.now();
    field.value = letters;
    field.dispatchEvent(new Event("input"));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
}"""
ON_THE_DAY = "2020-03-27T09:30:00"


def let_in(page: Page, server: LiveServer, helper: Julia) -> Page:
    """Through link and PIN, until the phone has its list."""
    page.goto(f"{server.url}{helper.path}")
    page.get_by_label("PIN-kod").fill(helper.pin)
    page.get_by_role("button", name="Fortsätt").click()
    ready(page)
    return page


def ready(page: Page) -> None:
    page.locator("#innehall[data-ready]").wait_for()
    page.evaluate("navigator.serviceWorker.ready")


def a_thousand(route: Route) -> None:
    """The list with so many people on it: those there are, numbered on."""
    answer = route.fetch()
    told = answer.json()
    first = [one for one in told["people"] if one["status"] == "confirmed"]
    told["people"] = [
        first[number % len(first)]
        | {"id": number + 1, "name": f"{first[number % len(first)]['name']} {number}", "code": str(number)}
        for number in range(1000)
    ]
    route.fulfill(response=answer, json=told)


def find(page: Page, letters: str) -> None:
    page.get_by_label("Sök deltagare").fill(letters)


def check_in(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Checka in {name}", exact=True).click()


def answer(page: Page) -> tuple[str, str]:
    """Title and text of the answer."""
    box = page.locator("#svar .res")
    return box.locator("h2").inner_text(), box.locator("p").inner_text().replace("\xa0", " ")


def bar(page: Page) -> str:
    return page.locator("#natet").inner_text().strip()


def sent(page: Page) -> None:
    """Nothing waits in the phone."""
    expect(page.locator("#natet")).to_be_hidden(timeout=15_000)


def film(file: Path, text: str, side: int = 480) -> Path:
    """What a camera sees when somebody holds a ticket before it: one second, black and white (Y4M)."""
    rows = [list(row) for row in segno.make(text.upper(), error="m").matrix_iter(border=4)]
    scale = side * 7 // 10 // len(rows)
    width, height, left = side * 4 // 3, side, (side - scale * len(rows)) // 2
    wide = left + (width - side) // 2
    lines = [bytes([235]) * width] * height
    for number, row in enumerate(rows):
        dots = b"".join(bytes([16 if dark else 235]) * scale for dark in row)
        line = bytes([235]) * wide + dots
        line += bytes([235]) * (width - len(line))
        for offset in range(scale):
            lines[left + number * scale + offset] = line
    frame = b"FRAME\n" + b"".join(lines) + bytes([128]) * (width * height // 2)
    file.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 10)
    return file


def rows(session: Session) -> list[CheckIn]:
    session.commit()
    session.expire_all()
    return list(session.scalars(select(CheckIn).order_by(CheckIn.participant_id)))
