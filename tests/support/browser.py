"""A real Chromium, and axe-core run in its pages."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.support.missing import MissingPartError

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",  # Chromium's sandbox refuses root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
_AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA, our bar, and the practices beside it.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def _settling(act: Callable[..., None]) -> Callable[..., None]:
    """A click that leads to another page is done when that page is there.

    Playwright returns when the answer's first byte has come: on a busy machine the page is empty
    then, and whatever is read at once from it is wrong.
    """

    @wraps(act)
    def acting(locator: Locator, *args: Any, **more: Any) -> None:
        act(locator, *args, **more)
        locator.page.wait_for_load_state()

    return acting


Locator.click = _settling(Locator.click)  # type: ignore[method-assign]  # for every test alike
Locator.press = _settling(Locator.press)  # type: ignore[method-assign]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def browser_path() -> str:
    given = os.environ.get("BROWSER_PATH")
    found = [path for path in (given, *map(shutil.which, _NAMES)) if path]
    if not found:
        raise MissingPartError("Chromium is missing: run make setup")
    return found[0]


def accessibility_faults(page: Page) -> list[str]:
    """What axe-core finds wrong in the page as it stands: one line per fault and place."""
    # evaluate() is the debugger's own door: the page's content security policy stays in force.
    page.evaluate(_axe_source())
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", _RULES
    )
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']} at {node['target']}: {node['html'][:200]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window (WCAG 1.4.10, reflow)."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@cache
def _axe_source() -> str:
    try:
        return _AXE.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise MissingPartError("axe-core is missing: run make setup") from error
