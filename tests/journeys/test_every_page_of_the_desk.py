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


def made_on_the_way(page: Page, at: str) -> list[str]:
    """Pages of what somebody has begun: a sheet with errors, actions for many, a mailing."""
    found = [f"{at}/deltagare/atgard/avanmal?id=1", f"{at}/deltagare/exportera?alla=1"]
    found += [
        f"{at}/deltagare/atgard/flytta?id=1&till=2",
        f"{at}/deltagare/atgard/komplettera?id=1&falt=title",
    ]
    for sheet in (
        b"Namn;Ort\nBo Ek;Lund\n",
        b"Namn;E-post;Organisation;Organisationsnummer\nBo Ek;bo;SGU;1\n",
    ):
        page.goto(f"{at}/deltagare/importera")
        page.get_by_label("Fil").set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": sheet})
        page.get_by_role("button", name="Läs listan").click()
        found.append(page.url)
    page.goto(found[3])
    page.get_by_role("button", name="Be 1 deltagare om komplettering").click()
    found.append(page.url)
    page.goto(f"{at}/utskick/nytt")
    page.get_by_label("Ämne", exact=True).fill("Ny lokal")
    page.get_by_label("Text", exact=True).fill("Vi byter sal.")
    page.get_by_role("button", name="Spara och förhandsgranska").click()
    found.append(page.url)
    assert len(set(found)) == 8
    return found


def test_every_page_of_the_desk_is_accessible_at_two_widths(
    app: Flask, season: LiveServer, page: Page
) -> None:
    sign_up(page, season)
    sign_in(page, season)
    faults, opened = [], 0
    begun = [
        url.removeprefix(season.url) for url in made_on_the_way(page, f"{season.url}/arrangor/konferens/1")
    ]
    for path in [*begun, *pages(app)]:
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
    assert opened > 48
