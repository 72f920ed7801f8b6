"""Fills in a page's form the way a browser without JavaScript would, hidden fields and all."""

from collections.abc import Mapping, Sequence
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

Values = Mapping[str, str | Sequence[str] | None]
# What one person writes who signs up and has it paid by their municipality.
ONE_PERSON = {
    "participants-0-given_name": "Åsa",
    "participants-0-family_name": "Öberg",
    "participants-0-email": "asa.oberg@exempel.se",
    "participants-0-organization": "Varbergs kommun",
    "buyer-kind": "municipality",
    "buyer-name": "Varbergs kommun",
    "buyer-org_number": "212000-1249",
    "buyer-reference": "ZZABC123",
}


def read_form(page: str, *, action: str | None = None) -> html.FormElement:
    """The form with this action, or the last POST form of the page (the first ones may be the menu's)."""
    found = html.fromstring(page).iter("form")
    forms = [form for form in found if isinstance(form, html.FormElement) and form.method == "POST"]
    wanted = [form for form in forms if action is None or (form.action or "") == action]
    assert wanted, f"no form{f' with action {action}' if action else ''} on the page"
    return wanted[-1]


def error_links(page: str) -> list[str]:
    """The lines of the error summary, in order."""
    boxes = [one for one in html.fromstring(page).iter("div") if one.get("class") == "errsum"]
    return ["".join(map(str, link.itertext())) for box in boxes for link in box.iter("a")]


def fields(form: html.FormElement, values: Values) -> MultiDict[str, str]:
    """What the browser would send: the form's own values, with `values` written over.

    None takes a field away, a list sends it several times. Names the form does not have are
    sent all the same: a test may want to try that.
    """
    sent: MultiDict[str, str] = MultiDict((name, str(value)) for name, value in form.form_values())
    for name, value in values.items():
        sent.poplist(name)
        if value is not None:
            sent.setlist(name, [value] if isinstance(value, str) else list(value))
    return sent


def submit(
    client: FlaskClient, path: str, values: Values | None = None, *, action: str | None = None
) -> TestResponse:
    """Open `path`, fill in its form, send it; the answer, without following it."""
    page = client.get(path)
    assert page.status_code in {200, 409, 422}, f"{path}: {page.status_code}"
    return resubmit(client, path, page, values, action=action)


def resubmit(
    client: FlaskClient,
    path: str,
    page: TestResponse,
    values: Values | None = None,
    *,
    action: str | None = None,
) -> TestResponse:
    """Send the form of a page that is already there."""
    form = read_form(page.text, action=action)
    target = urlsplit(urljoin(path, form.action or path))
    address = target.path + (f"?{target.query}" if target.query else "")
    return client.post(address, data=fields(form, values or {}))
