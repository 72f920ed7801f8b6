"""The organizers' pages: which are measured, and how one signs in to see them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from bench import fill
from bench.client import Visit, request, run

SIGN_IN = "/arrangor/logga-in"
_BIG = "/arrangor/konferens/1"


@dataclass(frozen=True)
class Page:
    """`times` it is asked for; an export is written to the history, so it `writes`."""

    name: str
    title: str
    path: str
    times: int = 30
    writes: bool = False


PAGES = (
    Page("overview", "all conferences", "/arrangor/"),
    Page("dashboard", "dashboard of the largest", _BIG),
    Page("series-dashboard", "dashboard of the series", "/arrangor/serie/1"),
    Page("list", "list page", f"{_BIG}/deltagare"),
    Page("search", "list, search", f"{_BIG}/deltagare?q=namn77"),
    Page("csv", "CSV", f"{_BIG}/deltagare.csv", 2, writes=True),
    Page("xlsx", "XLSX", f"{_BIG}/deltagare.xlsx", 2, writes=True),
)


def credentials(page: str) -> str:
    """What is posted to sign in, with the token of the drawn page."""
    token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    return urlencode({"email": fill.EMAIL, "password": fill.PASSWORD, "csrf_token": token})


def sign_in(port: int) -> str:
    """The cookie of a member who is signed in."""
    cookies: list[str] = []

    def signing_in() -> Visit:
        drawn = yield request("GET", SIGN_IN, port=port)
        body = credentials(drawn.body.decode())
        done = yield request("POST", SIGN_IN, port=port, cookie=drawn.cookie, body=body)
        cookies.extend([drawn.cookie, done.cookie])
        return done.status == 303

    if run(port, 1, iter([signing_in()])).wrong:
        raise RuntimeError("the sign-in was refused")
    return cookies[-1] or cookies[0]
