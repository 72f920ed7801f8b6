"""Every page of the organizers' desk, found from the routes: accessible, and no wider than a phone."""

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.journeys.test_in_a_browser import sign_in, sign_up
from tests.support.browser import accessibility_faults, scrolls_sideways
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# What an address may be asked with: the first conference of the season and who signed up there.
_KNOWN = {"conference_id": "1", "participant_id": "1", "kind": "konferens", "number": "1"}


def pages(app: Flask) -> list[str]:
    """Every address that a browser may open with no more than these; files and series left out."""
    found = []
    for rule in app.url_map.iter_rules():
        if not str(rule).startswith("/arrangor") or "GET" not in (rule.methods or ()):
            continue
        if rule.arguments <= {"conference_id", "participant_id", "kind", "number"}:
            values = {name: _KNOWN[name] for name in rule.arguments}
            built = rule.build(values, append_unknown=False)
            found.append(built[1] if built else "")
    return sorted(path for path in set(found) if path and "." not in path.rpartition("/")[2])


def test_every_page_of_the_desk_is_accessible_at_two_widths(
    app: Flask, season: LiveServer, page: Page
) -> None:
    sign_up(page, season)
    sign_in(page, season)
    faults, opened = [], 0
    for path in pages(app):
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(season.url + path)
        if answer is None or not answer.ok:
            continue
        opened += 1
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{path} {width}: {fault}" for fault in accessibility_faults(page)]
            if scrolls_sideways(page):
                faults.append(f"{path} {width}: scrolls sideways")
    assert faults == [], "\n".join(faults)
    assert opened > 40
