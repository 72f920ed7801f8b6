"""Large sheets are made by the worker, small ones at once; columns are remembered."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.dashboard.views import exporting
from regapp.jobs.exporting import forget_exports, make_next
from regapp.lists.exporting import claim_export
from regapp.lists.models import Export, ExportState
from regapp.organizers.models import Member
from regapp.web.sheets import kept_sheet
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.sending import Send
from tests.support.forms import read_form, submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer

pytestmark = pytest.mark.both_databases


@pytest.fixture
def varberg(session: Session, send: Send, client: FlaskClient) -> Conference:
    halland = make_organizer(session)
    varberg = make_conference(session, halland)
    make_person(session, CARIN, organizer=halland)
    make_person(session, DAVID, organizer=halland)
    for number in range(4):
        person = a_person(number, is_booker=True, family_name=f"Namn{number}", given_name="=1+1")
        send(varberg, a_sign_up([person]))
    session.commit()
    sign_in(client, CARIN)
    return varberg


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts as many."""
    monkeypatch.setattr(exporting, "AT_ONCE", 2)


def at(conference: Conference, rest: str = "") -> str:
    return f"/arrangor/konferens/{conference.id}/deltagare{rest}"


def rows(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def work(app: Flask) -> bool:
    with app.app_context():
        return make_next()


def test_columns_are_chosen_and_remembered(client: FlaskClient, varberg: Conference) -> None:
    page = client.get(at(varberg, "/exportera")).text
    assert page.count("checked") == 16
    wanted = {"kolumn": ["family_name", "email"], "form": "csv"}
    answer = submit(client, at(varberg, "/exportera?q=namn1"), wanted)
    assert client.get(answer.location).data.decode("utf-8-sig").split("\r\n")[:2] == [
        "Efternamn;E-post", "Namn1;person1@exempel.se",
    ]  # fmt: skip
    assert client.get(at(varberg, "/exportera")).text.count("checked") == 2


def test_those_ticked_are_exported(client: FlaskClient, varberg: Conference) -> None:
    tick = client.get(at(varberg)).text.split('name="id" value="')[1].split('"')[0]
    answer = submit(client, at(varberg, f"/exportera?id={tick}"), {"form": "csv"})
    assert len(client.get(answer.location).data.decode().strip().split("\r\n")) == 2


@pytest.mark.usefixtures("small")
def test_a_large_sheet_is_made_by_the_worker_and_fetched(
    app: Flask, client: FlaskClient, varberg: Conference
) -> None:
    answer = submit(client, at(varberg, "/exportera"), {"form": "xlsx"})
    page = client.get(answer.location)
    assert "0 av 4 rader är skrivna." in page.text
    assert page.headers["Refresh"] == "2"
    assert work(app)
    assert not work(app)
    done = client.get(answer.location)
    assert "Filen är klar: 4 deltagare." in done.text
    assert "Refresh" not in done.headers
    sheet = rows(client.get(f"{answer.location}/deltagare.xlsx").data)
    assert len(sheet) == 5
    assert "=1+1" in sheet[1]


@pytest.mark.usefixtures("small")
def test_asked_for_directly_a_large_sheet_leads_to_the_same(client: FlaskClient, varberg: Conference) -> None:
    answer = client.get(at(varberg, ".xlsx?q=namn"))
    assert answer.status_code == 303
    assert "q=namn" in answer.location


@pytest.mark.usefixtures("small")
def test_a_file_is_its_makers_alone_and_dies_with_the_role(
    app: Flask, client: FlaskClient, varberg: Conference, session: Session
) -> None:
    page = submit(client, at(varberg, "/exportera"), {"form": "xlsx"}).location
    work(app)
    other = app.test_client()
    sign_in(other, DAVID)
    assert other.get(f"{page}/deltagare.xlsx").status_code == 404
    assert client.get(f"{page}/deltagare.xlsx").status_code == 200
    session.execute(delete(Member))
    session.commit()
    assert client.get(f"{page}/deltagare.xlsx").status_code == 404


@pytest.mark.usefixtures("small")
def test_after_a_day_row_and_file_are_gone(
    app: Flask, client: FlaskClient, varberg: Conference, session: Session
) -> None:
    page = submit(client, at(varberg, "/exportera"), {"form": "xlsx"}).location
    work(app)
    export = session.scalars(select(Export)).one()
    file = kept_sheet(app.extensions["regapp"].config.instance_path, export.key)
    assert file.exists()
    session.execute(update(Export).values(created_at=export.created_at - timedelta(hours=25)))
    session.commit()
    with app.app_context():
        forget_exports()
    assert not file.exists()
    assert client.get(page).status_code == 404


@pytest.mark.usefixtures("small")
def test_an_export_whose_worker_died_is_taken_over(
    app: Flask, client: FlaskClient, varberg: Conference, session: Session
) -> None:
    submit(client, at(varberg, "/exportera"), {"form": "xlsx"})
    export = session.scalars(select(Export)).one()
    at_first = export.touched_at
    assert claim_export(session, now=at_first) == export.id
    assert claim_export(session, now=at_first + timedelta(seconds=30)) is None
    assert claim_export(session, now=at_first + timedelta(seconds=61)) == export.id
    session.commit()
    session.refresh(export)
    assert export.state is ExportState.RUNNING


def test_without_a_token_nothing_is_made(client: FlaskClient, varberg: Conference) -> None:
    form = dict(read_form(client.get(at(varberg, "/exportera")).text).form_values())
    form["csrf_token"] = "x"
    assert client.post(at(varberg, "/exportera"), data=form).status_code == 400
