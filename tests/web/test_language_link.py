"""The link to the same page in the other language."""

import pytest
from flask.testing import FlaskClient
from lxml import html

PAGE = "/arrangor/logga-in"


def link(client: FlaskClient, query: str) -> str:
    answer = client.get(f"{PAGE}?{query}")
    assert answer.status_code == 200
    links = html.fromstring(answer.text).iter("a")
    return next(str(one.get("href")) for one in links if one.get("hreflang"))


def test_it_leads_to_the_same_page_and_keeps_what_was_asked(client: FlaskClient) -> None:
    assert link(client, "q=%C3%A5sa&ort=a&ort=b") == f"{PAGE}?q=%C3%A5sa&ort=a&ort=b&lang=en"
    assert link(client, "lang=en&q=1") == f"{PAGE}?q=1&lang=sv"


@pytest.mark.parametrize(
    "query",
    ["_external=1", "_scheme=javascript&_external=1", "_method=POST", "_anchor=x", "endpoint=x", "self=x"],
)
def test_no_question_leads_it_elsewhere(client: FlaskClient, query: str) -> None:
    assert link(client, query) == f"{PAGE}?{query}&lang=en"
