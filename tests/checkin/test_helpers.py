"""A helper's link and PIN: in, out, taken back, tried too often, too early."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.checkin.models import CheckIn, Door, DoorLink
from regapp.kernel.clock import FixedClock
from tests.checkin.conftest import House
from tests.support.forms import fields, read_form, submit


def told(page: str) -> tuple[str, str]:
    """The PIN and the link that the page tells."""
    found: Any = html.fromstring(page).xpath("//section[@role='status']")
    return found[0].findtext(".//strong"), found[0].findtext(".//a")


def form_to(page: str, ending: str) -> Any:
    """The form whose address ends so."""
    forms: Any = html.fromstring(page).iter("form")
    return next(one for one in forms if (one.action or "").endswith(ending))


class Julia:
    """Has a link and a PIN, and a phone."""

    def __init__(self, app: Flask, keeper: FlaskClient, house: House, name: str = "Julia i entrén") -> None:
        page = submit(keeper, f"{house.base}/hjalpare", {"name": name}, action=f"{house.base}/hjalpare").text
        self.pin, link = told(page)
        self.path = link.removeprefix("http://localhost")
        self.phone = app.test_client()

    def come_in(self, pin: str = "") -> int:
        return submit(self.phone, f"{self.path}/pin", {"pin": pin or self.pin}).status_code


@pytest.fixture
def julia(app: Flask, keeper: FlaskClient, house: House) -> Julia:
    return Julia(app, keeper, house)


def test_link_and_pin_open_the_door_and_the_name_is_told(
    julia: Julia, session: Session, house: House
) -> None:
    assert len(julia.pin) == 6
    assert julia.phone.get(julia.path).location == f"{julia.path}/pin"
    assert julia.come_in() == 303
    page = julia.phone.get(julia.path).text
    assert "Du är inne som Julia i entrén." in page
    session.commit()
    code = session.scalars(select(DoorLink.token)).one()
    assert code in julia.path
    form = read_form(page, action=f"{julia.path}/checka-in")
    assert "Incheckad." in julia.phone.post(form.action, data=fields(form, {})).text
    session.commit()
    row = session.scalars(select(CheckIn)).one()
    assert (row.link_id, row.person_id) == (session.scalars(select(DoorLink.id)).one(), None)


def test_every_button_of_the_helpers_page_has_a_name_of_its_own(
    app: Flask, keeper: FlaskClient, house: House
) -> None:
    for name in ("Julia i entrén", "Omar vid grinden"):
        Julia(app, keeper, house, name)
    page: Any = html.fromstring(keeper.get(f"{house.base}/hjalpare").text)
    names = [one.text_content() for one in page.xpath("//main//button")]
    assert "Ja, ta bort Omar vid grinden" in names and "Ny PIN-kod Julia i entrén" in names
    assert len(names) == len(set(names))


def test_only_the_keyed_hash_of_a_pin_is_kept(julia: Julia, session: Session) -> None:
    session.commit()
    kept = session.scalars(select(DoorLink)).one()
    assert julia.pin not in kept.pin_hash and len(kept.pin_hash) == 64


def test_a_wrong_pin_is_refused_at_the_field(julia: Julia) -> None:
    wrong = f"{(int(julia.pin) + 1) % 1_000_000:06d}"
    assert julia.come_in(wrong) == 422
    assert julia.phone.get(julia.path).status_code == 303
    assert julia.come_in(f"{julia.pin[:3]} {julia.pin[3:]}") == 303


def test_pins_cannot_be_tried_out(julia: Julia) -> None:
    tries = [julia.come_in(f"{number:06d}") for number in range(12)]
    assert tries.count(422) <= 10 and tries[-1] == 429
    assert julia.come_in() == 429


def test_a_link_that_was_taken_back_is_dead_at_the_next_click(
    julia: Julia, keeper: FlaskClient, house: House
) -> None:
    julia.come_in()
    assert julia.phone.get(julia.path).status_code == 200
    page = keeper.get(f"{house.base}/hjalpare").text
    form = form_to(page, "/ta-bort")
    assert keeper.post(form.action, data=fields(form, {})).status_code == 303
    for path in ("", "/lista.json", "/nytt.json", "/skal", "/lista", "/laget", "/pin", "/ny"):
        assert julia.phone.get(julia.path + path).status_code == 404


def test_a_new_pin_shuts_out_whoever_had_the_old_one(julia: Julia, keeper: FlaskClient, house: House) -> None:
    julia.come_in()
    page = keeper.get(f"{house.base}/hjalpare").text
    form = form_to(page, "/pin")
    renewed = keeper.post(form.action, data=fields(form, {})).text
    assert julia.phone.get(julia.path).status_code == 303
    assert julia.come_in() == 422
    assert julia.come_in(told(renewed)[0]) == 303


def test_the_link_is_good_around_the_day_only(julia: Julia, clock: FixedClock) -> None:
    julia.come_in()
    for at, status in (
        (datetime(2020, 3, 25, 22, 59, tzinfo=UTC), 403),
        (datetime(2020, 3, 25, 23, 0, tzinfo=UTC), 200),
        (datetime(2020, 3, 28, 10, 59, tzinfo=UTC), 200),
        (datetime(2020, 3, 28, 11, 0, tzinfo=UTC), 403),
    ):
        clock.set(at)
        assert julia.phone.get(julia.path).status_code == status, at


def test_a_helper_opens_no_other_door(julia: Julia, house: House) -> None:
    julia.come_in()
    assert julia.phone.get(f"{house.base}/hjalpare").status_code == 303
    assert julia.phone.get(f"/dorr/{'a' * 43}").status_code == 404
    assert julia.phone.get("/arrangor/").status_code == 303


def test_leaving_ends_it_on_this_phone(julia: Julia) -> None:
    julia.come_in()
    page = julia.phone.get(julia.path).text
    form = read_form(page, action=f"{julia.path}/ut")
    assert julia.phone.post(form.action, data=fields(form, {})).location == f"{julia.path}/pin?ut=1"
    assert julia.phone.get(julia.path).status_code == 303


def test_the_pages_may_use_the_camera_and_no_other_page_may(julia: Julia) -> None:
    julia.come_in()
    assert "camera=(self)" in julia.phone.get(julia.path).headers["Permissions-Policy"]
    assert "camera=()" in julia.phone.get(f"{julia.path}/laget").headers["Permissions-Policy"]


def test_the_phone_tells_on_which_table_the_badge_lies(
    julia: Julia, keeper: FlaskClient, house: House, session: Session
) -> None:
    form = {"path": f"{house.base}/hjalpare", "action": f"{house.base}/hjalpare/bord"}
    assert submit(keeper, form["path"], {"tables": "a-f, g-l,M–Ö"}, action=form["action"]).status_code == 303
    assert 'value="A–F, G–L, M–Ö"' in keeper.get(form["path"]).text
    julia.come_in()
    people: Any = julia.phone.get(f"{julia.path}/lista.json").json
    tags = {one["name"]: one["tags"] for one in people["people"]}
    assert tags["Karin Öberg"] == ["Namnbricka: bord M–Ö"]
    assert tags["Leif Abrahamsson"] == ["Namnbricka: bord A–F"]
    new = {"given_name": "Sara", "family_name": "Wik", "organization": "RUS", "email": "sara@exempel.se"}
    added = submit(keeper, f"{house.base}/ny", new, action=f"{house.base}/ny").text
    assert "Incheckad. RUS" in added and "Namnbricka" not in added
    session.commit()
    told = session.scalars(select(Event).where(Event.action == "badge_tables_saved")).one()
    assert (told.subject_type, told.fields) == ("conference", [])


@pytest.mark.parametrize("wrong", ["A till F", "F–A", "1–9", "A–F; G–Ö"])
def test_tables_that_cannot_be_read_are_refused_at_the_field_and_kept_on_the_page(
    keeper: FlaskClient, house: House, wrong: str
) -> None:
    path = f"{house.base}/hjalpare"
    sent = submit(keeper, path, {"tables": wrong}, action=f"{path}/bord")
    assert sent.status_code == 422
    assert "till exempel A–F, G–L, M–Ö." in sent.text and f'value="{wrong}"' in sent.text


def test_a_door_that_began_keeps_its_count_when_tables_are_told(
    julia: Julia, keeper: FlaskClient, house: House, session: Session
) -> None:
    julia.come_in()
    page = julia.phone.get(julia.path).text
    form = read_form(page, action=f"{julia.path}/checka-in")
    julia.phone.post(form.action, data=fields(form, {}))
    path = f"{house.base}/hjalpare"
    submit(keeper, path, {"tables": "A–Ö"}, action=f"{path}/bord")
    session.commit()
    door = session.scalars(select(Door)).one()
    assert (door.seq, door.tables) == (1, "A–Ö")
