"""What a real browser makes of the parts of a page that it does not show."""

import pytest
from playwright.sync_api import Page

from tests.support.server import LiveServer

pytestmark = pytest.mark.browser
SERIES = "/smartare-gronare-sverige"
# What stands around each dot between two things, with how far above or below it that lies.
DOTS = """() => {
  const seen = [], letters = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node; (node = letters.nextNode());) {
    for (let at = 0; at < node.length; at++) {
      if (!node.data[at].trim()) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      seen.push([node.data[at], range.getBoundingClientRect().bottom]);
    }
  }
  return seen.flatMap(([letter, bottom], at) => letter === "·"
    ? [seen[at - 1], seen[at + 1]].map(([other, its]) => [other, its - bottom]) : []);
}"""
# Of each link after a date: whether it stands beside it, and whether its dot is seen.
LINKS = """() => [...document.querySelectorAll(".place .muted a")].map(link => {
  const line = link.parentElement, date = line.firstElementChild.getBoundingClientRect();
  const box = link.getBoundingClientRect(), dot = getComputedStyle(link, "::before");
  const clipped = -Number(getComputedStyle(line).clipPath.match(/inset\\(.* (-?\\d+)px\\)/)[1]);
  const ends = box.left + parseFloat(dot.left) + parseFloat(dot.width);
  return [box.top < date.bottom, dot.content === '"·"' && ends > line.getBoundingClientRect().left - clipped];
})"""


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


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_dot_between_two_things_stands_on_the_line_of_both(
    season: LiveServer, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(season.url)
    around = page.evaluate(DOTS)
    assert around
    assert [one for one in around if abs(one[1]) > 4] == []


@pytest.mark.parametrize("query", ["", "?lang=en"])
def test_the_dot_before_a_link_is_seen_only_where_the_date_stands_before_it(
    season: LiveServer, page: Page, query: str
) -> None:
    seen: set[bool] = set()
    for width in (1280, 600, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{season.url}{SERIES}{query}")
        assert not page.evaluate(DOTS)
        links = page.evaluate(LINKS)
        assert len(links) == 3
        assert [link for link in links if link[0] != link[1]] == []
        seen.update(beside for beside, _dot in links)
    assert seen == {True, False}
