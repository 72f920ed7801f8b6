"""What a phone sends and asks for: few statements, nothing twice, and nonsense is nothing."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.checkin.models import CheckIn
from regapp.checkin.pins import code_hash
from regapp.registrations.models import Participant
from tests.checkin.conftest import MORNING, House
from tests.checkin.test_helpers import Julia
from tests.support.statements import statements


def ms(at: datetime = MORNING) -> int:
    return round(at.timestamp() * 1000)


@pytest.fixture
def julia(app: Flask, keeper: FlaskClient, house: House) -> Julia:
    found = Julia(app, keeper, house)
    found.come_in()
    return found


def the_list(julia: Julia) -> Any:
    return julia.phone.get(f"{julia.path}/lista.json").json


def send(julia: Julia, *scans: Any, **more: Any) -> Any:
    body = {"csrf": the_list(julia)["csrf"], "sent_at": ms(), "scans": list(scans)} | more
    return julia.phone.post(f"{julia.path}/skanningar", json=body)


def scan(number: int, nonce: str = "nonce-0001", **more: Any) -> dict[str, Any]:
    return {"nonce": nonce, "id": number, "at": ms()} | more


def test_the_list_tells_what_the_door_may_see_and_no_code(julia: Julia, session: Session) -> None:
    session.commit()
    told = the_list(julia)
    anna = next(one for one in told["people"] if one["name"] == "Anna Lindqvist")
    assert set(anna) == {
        "id", "name", "sorted", "org", "code", "status", "since", "remote", "tags", "at", "by", "nonce",
    }  # fmt: skip
    code = session.scalars(select(Participant.ticket_code).where(Participant.id == anna["id"])).one()
    assert anna["code"] == code_hash(told["key"], code)
    text = julia.phone.get(f"{julia.path}/lista.json").text
    assert code not in text and "@" not in text


def test_one_scan_takes_ten_statements(app: Flask, julia: Julia) -> None:
    told = the_list(julia)
    body = {"csrf": told["csrf"], "sent_at": ms(), "scans": [scan(told["people"][0]["id"])]}
    julia.phone.post(f"{julia.path}/skanningar", json=body)
    body["scans"] = [scan(told["people"][1]["id"], "nonce-0002")]
    with statements(app) as seen:
        assert julia.phone.post(f"{julia.path}/skanningar", json=body).status_code == 200
    assert len(seen) <= 10, seen


def test_what_is_new_is_told_once_and_then_nothing(julia: Julia) -> None:
    number = the_list(julia)["people"][0]["id"]
    send(julia, scan(number))
    news: Any = julia.phone.get(f"{julia.path}/nytt.json?sedan=0").json
    assert [one[0] for one in news["came"]] == [number]
    path = f"{julia.path}/nytt.json?sedan={news['seq']}"
    first: Any = julia.phone.get(path)
    assert first.json["came"] == []
    again = julia.phone.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_sent_again_it_is_answered_the_same_and_kept_once(julia: Julia, session: Session) -> None:
    number = the_list(julia)["people"][0]["id"]
    answers = [send(julia, scan(number)).json["answers"][0]["kind"] for _twice in range(2)]
    assert answers == ["in", "in"]
    assert send(julia, scan(number, "nonce-0002")).json["answers"][0]["kind"] == "twice"
    session.commit()
    assert len(session.scalars(select(CheckIn)).all()) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"scans": []},
        {"scans": "all"},
        {"scans": [None]},
        {"scans": [{"nonce": "short", "id": 1, "at": 1}]},
        {"scans": [{"nonce": "n" * 41, "id": 1, "at": 1}]},
        {"scans": [{"nonce": "nonce-0001", "id": 2**31, "at": 1}]},
        {"scans": [{"nonce": "nonce-0001", "id": "1", "at": 1}]},
        {"scans": [{"nonce": "nonce-0001", "id": 1, "at": "today"}]},
        {"scans": [{"nonce": "nonce-0001", "id": 1, "at": 1e300}]},
        {"scans": [{"nonce": "nonce-0001", "id": 1}]},
        {"scans": [{"nonce": f"nonce-{number}", "id": 1, "at": 1} for number in range(201)]},
        {"sent_at": None, "scans": [{"nonce": "nonce-0001", "id": 1, "at": 1}]},
        {"csrf": "forged", "scans": [{"nonce": "nonce-0001", "id": 1, "at": 1}]},
    ],
)
def test_nonsense_is_refused_and_nothing_is_kept(
    julia: Julia, session: Session, more: dict[str, Any]
) -> None:
    assert send(julia, **more).status_code == 400
    session.commit()
    assert session.scalars(select(CheckIn)).all() == []


def test_a_protected_identity_is_an_alias_at_the_door(julia: Julia, session: Session) -> None:
    session.commit()
    person = session.scalars(select(Participant).where(Participant.family_name == "Lindqvist")).one()
    person.protected, person.alias = True, "Gäst 7"
    session.commit()
    for path in ("", "/lista.json", "/lista", "/laget"):
        text = julia.phone.get(julia.path + path).text
        assert "Lindqvist" not in text
    assert "Gäst 7" in julia.phone.get(julia.path).text
