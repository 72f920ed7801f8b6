"""What a person who signs up sends: opens the form, fills it in, sends it, reads the receipt."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.client import Answer, Visit, request, run

SERIES = "/smartare"
FORM = f"{SERIES}/anmalan"
_HIDDEN = re.compile(r'name="(csrf_token|submission_key|saw_free|asked_for)"[^>]*value="([^"]*)"')
_TYPED = {
    "booker_role": "self", "participants-0-given_name": "Åsa", "participants-0-family_name": "Öberg",
    "participants-0-organization": "Varbergs kommun", "buyer-kind": "municipality",
    "buyer-name": "Varbergs kommun", "buyer-org_number": "2120001249", "buyer-reference": "ZZABC123",
    "opened_at": "1581670000",
}  # fmt: skip
_CHOSEN = re.compile(r'type="radio" name="(participants-0-round_[^"]+)"[^>]*value="([0-9]+)"')
_ASKED = re.compile(r'name="(participants-0-question_[0-9]+)"')
_numbers = itertools.count()


@dataclass(frozen=True)
class FilledIn:
    """One form as it lies before somebody about to send it."""

    cookie: str
    body: str


def fill_in(page: str, cookie: str, place: str = "varberg") -> FilledIn:
    """Everybody is somebody new: another address, and the key and token of the drawn page."""
    hidden = dict(_HIDDEN.findall(page))
    # At the bench's place that asks: the last seminar of each round, a word to each question.
    asks = place == "lulea"
    more = dict(_CHOSEN.findall(page)) | dict.fromkeys(_ASKED.findall(page), "Skog") if asks else {}
    email = {"participants-0-email": f"person{next(_numbers)}@exempel.se", "place": place}
    # What the place asks beyond that may be left unanswered, and was seen.
    hidden["asked_for"] = place
    return FilledIn(cookie, urlencode({**_TYPED, **hidden, **more, **email}))


def send(port: int, form: FilledIn, path: str = FORM) -> Visit:
    """The POST alone."""
    answer = yield request("POST", path, port=port, cookie=form.cookie, body=form.body)
    return answer.status == 303


def whole_flow(port: int) -> Visit:
    """Form, POST, receipt, as a browser without anything kept would."""
    drawn = yield request("GET", FORM, port=port)
    form = _filled(drawn)
    sent = yield request("POST", FORM, port=port, cookie=form.cookie, body=form.body)
    receipt = yield request("GET", sent.headers.get("location", "/"), port=port, cookie=form.cookie)
    return (sent.status, receipt.status) == (303, 200)


def bare_flow(port: int) -> Visit:
    """The same three on the floor."""
    drawn = yield request("GET", "/floor/form", port=port)
    sent = yield request("POST", "/floor/post", port=port, body="x=1")
    receipt = yield request("GET", "/floor/receipt", port=port)
    return (drawn.status, sent.status, receipt.status) == (200, 303, 200)


def open_forms(port: int, count: int, place: str = "varberg", path: str = FORM) -> list[FilledIn]:
    """So many forms, each with a key, a token and a cookie of its own."""
    found: list[FilledIn] = []

    def opening() -> Visit:
        # With the place chosen: it may ask something of its own.
        drawn = yield request("GET", f"{path}?ort={place}", port=port)
        found.append(_filled(drawn, place))
        return drawn.status == 200

    run(port, 4, (opening() for _number in range(count)))
    return found


def sending(port: int, forms: list[FilledIn], path: str = FORM) -> Iterator[Visit]:
    return (send(port, form, path) for form in forms)


def _filled(drawn: Answer, place: str = "varberg") -> FilledIn:
    return fill_in(drawn.body.decode(), drawn.cookie, place)
