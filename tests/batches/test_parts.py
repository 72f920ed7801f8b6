"""More than one transaction should hold: done in parts, with sign-ups and letters in between."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from regapp.batches import commands, rules
from regapp.batches.models import BatchKind
from regapp.dashboard.batches import views
from tests.batches.test_pages import World, at, carin, later, seats, statuses, world
from tests.sending import Send
from tests.support.forms import submit
from tests.world import a_person, a_sign_up

pytestmark = pytest.mark.both_databases
__all__ = ["carin", "world"]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three at once, else two at a time."""
    monkeypatch.setattr(rules, "AT_ONCE", 3)
    for module in (commands, views):
        monkeypatch.setattr(module, "PART", 2)
    yield


def plan_for_all(carin: FlaskClient, world: World, deed: str, more: str = "") -> str:
    page = at(world.varberg, f"/atgard/{deed}?alla=1&visa=alla{more}")
    answer = submit(carin, page, action=at(world.varberg, f"/atgard/{deed}"))
    assert answer.status_code == 303
    return answer.location


def test_all_of_the_filter_are_cancelled_two_at_a_time_those_in_line_first(
    app: Flask, carin: FlaskClient, world: World, session: Session
) -> None:
    page = carin.get(at(world.varberg, "/atgard/avanmal?alla=1&visa=alla"))
    assert "görs i omgångar om 2" in page.text
    assert "Avanmäl 6 deltagare" in page.text
    batch = plan_for_all(carin, world, "avanmal")
    later(app, 11)
    assert statuses(session) == [*["confirmed"] * 4, *["cancelled"] * 2]
    going = carin.get(batch)
    assert "2 av 6 är gjorda." in going.text
    assert "Ångra" not in going.text
    assert going.headers["Refresh"] == "3"
    later(app, 1)
    later(app, 1)
    later(app, 1)
    assert statuses(session) == ["cancelled"] * 6
    assert seats(session, world.varberg) == (0, 0)
    done = carin.get(batch)
    assert "Gjort för 6 deltagare." in done.text
    assert "Refresh" not in done.headers


def test_what_has_begun_cannot_be_undone(app: Flask, carin: FlaskClient, world: World) -> None:
    batch = plan_for_all(carin, world, "avanmal")
    undo = carin.get(batch)
    later(app, 11)
    token = undo.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = carin.post(f"{batch}/angra", data={"csrf_token": token}, follow_redirects=True)
    assert "Det är redan gjort eller ångrat." in answer.text
    later(app, 1)
    assert "4 av 6 är gjorda." in carin.get(batch).text


def test_a_move_that_has_no_room_for_all_begins_with_nobody(
    app: Flask, carin: FlaskClient, world: World, session: Session
) -> None:
    page = carin.get(at(world.varberg, f"/atgard/flytta?alla=1&visa=alla&till={world.kalmar.id}")).text
    assert "Lediga platser i Kalmar: 2. Det behövs 6." in page
    assert "Inget är gjort än" not in page


def test_a_part_that_cannot_be_done_stops_the_rest_and_says_how_far_it_came(
    app: Flask, carin: FlaskClient, world: World, session: Session, send: Send
) -> None:
    with app.app_context():
        session.merge(world.kalmar).pools[0].capacity = 6
        session.commit()
    batch = plan_for_all(carin, world, "flytta", f"&till={world.kalmar.id}")
    later(app, 11)
    send(world.kalmar, a_sign_up([a_person(9, is_booker=True)]))
    session.commit()
    later(app, 1)
    later(app, 1)
    page = carin.get(batch).text
    assert "Gjort för 4 av 6, sedan tog det stopp: Lediga platser i Kalmar: 1. Det behövs 2." in page
    assert seats(session, world.kalmar) == (5, 0)


def test_asking_for_completion_is_never_in_parts() -> None:
    assert not rules.in_parts(BatchKind.COMPLETE, 5000)
    assert rules.in_parts(BatchKind.CANCEL, 4)
