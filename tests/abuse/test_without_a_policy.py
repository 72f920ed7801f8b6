"""A12: in a browser that is told to forget the content policy, hostile text runs nothing."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

import pytest
from playwright.sync_api import Dialog, Page

from bench.signing_up import FilledIn
from tests.abuse.hostile import MARKUP
from tests.abuse.season import forms_for, send_all
from tests.journeys.test_in_a_browser import sign_in
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# What is written at the receipt, in the list and on a person's page.
FREE = (
    "participants-0-given_name", "participants-0-family_name", "participants-0-organization",
    "participants-0-title", "participants-0-access_needs", "buyer-name", "buyer-reference",
)  # fmt: skip
_PRESSED = "document.querySelectorAll('main *').forEach(one => one.dispatchEvent(new Event('mouseover')))"


def written(form: FilledIn, text: str) -> FilledIn:
    return FilledIn(form.cookie, urlencode(dict(parse_qsl(form.body)) | dict.fromkeys(FREE, text)))


def test_a12_without_the_policy_no_text_of_a_participant_runs_or_loads_anything(
    season: LiveServer, open_page: Callable[..., Page]
) -> None:
    # Longer ones are refused at the field.
    texts = [text for text in MARKUP if len(text) <= 40]
    forms = [
        written(form, text)
        for form, text in zip(forms_for(season, len(texts), "varberg"), texts, strict=True)
    ]
    answers = send_all(season, forms, 4)
    assert {status for status, _address in answers} == {303}
    page = open_page(bypass_csp=True)
    ran: list[str] = []
    asked: list[str] = []

    def dismissed(dialog: Dialog) -> None:
        ran.append(page.url)
        dialog.dismiss()

    page.on("dialog", dismissed)
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, season)
    page.goto(f"{season.url}/arrangor/")
    page.get_by_role("link", name="Smartare, grönare Sverige – Varberg", exact=True).click()
    home = page.url.removeprefix(season.url)
    people = [f"{home}/deltagare/{number + 1}" for number in range(len(texts))]
    for path in (home, f"{home}/deltagare", *people, *(address for _status, address in answers)):
        answer = page.goto(season.url + path)
        assert answer is not None
        assert answer.status == 200, path
        page.evaluate(_PRESSED)
    assert ran == []
    assert [url for url in asked if not url.startswith((season.url, "data:image/"))] == []
