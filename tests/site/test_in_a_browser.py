"""What a real browser makes of the parts of a page that it does not show."""

import pytest
from playwright.sync_api import Page

from tests.support.server import LiveServer

pytestmark = pytest.mark.browser
SERIES = "/smartare-gronare-sverige"


@pytest.mark.parametrize("path", ["/", SERIES, f"{SERIES}/varberg", "/miljomalsdagarna-2020"])
def test_the_policy_has_nothing_against_the_data_block(season: LiveServer, page: Page, path: str) -> None:
    """It is no script: the policy that runs none of those needs no exception for it."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.add_init_script(
        "window.against = [];"
        "document.addEventListener('securitypolicyviolation',"
        " event => window.against.push(event.violatedDirective))"
    )
    answer = page.goto(season.url + path)
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert "sha256" not in policy
    assert page.evaluate("window.against") == []
    assert complaints == []
    blocks = page.evaluate(
        "[...document.querySelectorAll('script[type=\"application/ld+json\"]')]"
        ".map(block => JSON.parse(block.textContent)['@type'])"
    )
    assert blocks == {"/": [], SERIES: ["EventSeries"]}.get(path, ["Event"])


def test_the_same_policy_stops_a_script_in_the_page(season: LiveServer, page: Page) -> None:
    """Without this the test above would prove nothing."""

    def with_a_script(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        body = answer.text().replace("</head>", "<script>window.ran = 1</script></head>")
        route.fulfill(response=answer, body=body)  # type: ignore[attr-defined]

    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.route("**/varberg", with_a_script)
    page.goto(f"{season.url}{SERIES}/varberg")
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in one for one in complaints)
