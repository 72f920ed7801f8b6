"""The invoice basis: marked once, credited later, the same for ever; on both databases."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.billing.models import Charge, ChargeExport, LineKind
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.dashboard.invoicing.commands import make_export
from regapp.dashboard.invoicing.queries import list_lines
from regapp.database.session import transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import Organizer, Role
from regapp.registrations.commands import cancel_participants
from regapp.registrations.commands.edit import edit_buyer
from regapp.registrations.queries import open_link
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.sending import NOW, Send
from tests.support.forms import submit
from tests.world import KALMAR, a_buyer, a_person, a_sign_up, make_conference, make_organizer

PAGE = "/arrangor/fakturaunderlag/halland"


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session))


def run(app: Flask, conference: Conference) -> int:
    with app.app_context(), transaction() as rows:
        seller = rows.get(Organizer, conference.owner_id)
        assert seller is not None
        return make_export(rows, seller, by=SYSTEM, now=NOW).number


def lines(session: Session, number: int) -> list[tuple[LineKind, int, int]]:
    session.commit()
    export = session.scalars(select(ChargeExport).where(ChargeExport.number == number)).one()
    found = list_lines(session, export.id)
    return [(line.kind, line.values["quantity"], line.values["total"]) for line in found]


def cancel(app: Flask, token: str) -> None:
    with app.app_context(), transaction() as rows:
        opened = open_link(rows, token)
        assert opened is not None
        ids = [person.id for person in opened.participants]
        held = get_conference(rows, opened.participants[0].conference_id)
        cancel_participants(rows, opened.registration, held, ids, now=NOW)


@pytest.mark.both_databases
def test_one_row_a_buyer_and_price_and_the_next_export_is_empty(
    app: Flask, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up(2))
    send(varberg, a_sign_up([a_person(7, is_booker=True)]))
    send(varberg, a_sign_up([a_person(8, is_booker=True)], buyer=a_buyer(reference="ANNAN")))
    assert run(app, varberg) == 1
    assert {(count, total) for _kind, count, total in lines(session, 1)} == {(3, 210_000), (1, 70_000)}
    with pytest.raises(Refusal, match="nothing_to_export"):
        run(app, varberg)


@pytest.mark.both_databases
def test_a_later_cancellation_is_credited_in_the_next_export(
    app: Flask, session: Session, varberg: Conference, send: Send
) -> None:
    token = send(varberg, a_sign_up(2)).token
    run(app, varberg)
    cancel(app, token)
    assert run(app, varberg) == 2
    assert lines(session, 2) == [(LineKind.REVERSAL, -2, -140_000)]


@pytest.mark.both_databases
def test_what_was_charged_and_reversed_in_between_is_never_invoiced(
    app: Flask, session: Session, varberg: Conference, send: Send
) -> None:
    cancel(app, send(varberg, a_sign_up()).token)
    send(varberg, a_sign_up([a_person(7, is_booker=True)]))
    run(app, varberg)
    assert lines(session, 1) == [(LineKind.CHARGE, 1, 70_000)]
    assert session.scalars(select(Charge).where(Charge.export_id.is_(None))).all() == []


def test_a_changed_reference_is_told_once_without_money(
    app: Flask, session: Session, varberg: Conference, send: Send
) -> None:
    token = send(varberg, a_sign_up()).token
    run(app, varberg)
    with app.app_context(), transaction() as rows:
        opened = open_link(rows, token)
        assert opened is not None
        held = {varberg.id: get_conference(rows, varberg.id)}
        edit_buyer(rows, opened.registration, a_buyer(reference="NY1"), held, by=SYSTEM, now=NOW)
    assert run(app, varberg) == 2
    assert lines(session, 2) == [(LineKind.CHANGED_BUYER, 0, 0)]
    with pytest.raises(Refusal, match="nothing_to_export"):
        run(app, varberg)


def test_an_old_export_reads_the_same_after_everything_changed(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    make_person(session, CARIN, organizer=varberg.owner)
    sign_in(client, CARIN)
    token = send(varberg, a_sign_up()).token
    assert submit(client, PAGE).status_code == 303
    before = client.get(f"{PAGE}/1.csv").data
    assert "ZZABC123" in before.decode("utf-8-sig")
    assert "560,00" in before.decode("utf-8-sig")
    cancel(app, token)
    assert submit(client, PAGE).status_code == 303
    assert client.get(f"{PAGE}/1.csv").data == before
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{PAGE}/2.xlsx").data))
    (row,) = book.get_sheet_by_index(0).to_python()[1:]
    assert row[0] == "Kreditering"
    assert -700 in row
    assert row[-1] == "1", "finance sees which export is credited"


def test_the_file_has_swedish_words_and_dates_as_dates(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    make_person(session, CARIN, organizer=varberg.owner)
    sign_in(client, CARIN)
    send(varberg, a_sign_up())
    client.get("/arrangor/?lang=en")
    assert submit(client, PAGE).status_code == 303
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{PAGE}/1.xlsx").data))
    (row,) = book.get_sheet_by_index(0).to_python()[1:]
    assert "Kommun" in row
    assert date(2020, 3, 27) in row
    assert ";Kommun;utomstatlig;" in client.get(f"{PAGE}/1.csv").text
    assert ";2020-03-27;" in client.get(f"{PAGE}/1.csv").text


@pytest.mark.both_databases
def test_two_exports_at_once_share_neither_number_nor_charge(
    app: Flask, session: Session, varberg: Conference, send: Send
) -> None:
    for number in range(3, 9):
        send(varberg, a_sign_up([a_person(number, is_booker=True)]))

    def attempt(_number: int) -> int | None:
        try:
            return run(app, varberg)
        except Refusal:
            return None

    with ThreadPoolExecutor(4) as pool:
        made = [number for number in pool.map(attempt, range(4)) if number]
    assert made == [1]
    assert lines(session, 1) == [(LineKind.CHARGE, 6, 420_000)]


def test_the_money_is_the_seller_s_own_members_alone(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    kalmar = make_organizer(session, "kalmar", org_number=KALMAR)
    make_person(session, DAVID, organizer=kalmar)
    sign_in(client, DAVID)
    assert {client.get(PAGE).status_code, client.post(PAGE).status_code} == {404}
    make_person(session, "eva@halland.exempel.se", organizer=varberg.owner, role=Role.EDITOR)
    other = client.application.test_client()
    sign_in(other, "eva@halland.exempel.se")
    assert other.get(PAGE).status_code == 404


def test_who_sells_for_one_organizer_chooses_none(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    make_person(session, CARIN, organizer=varberg.owner)
    session.commit()
    sign_in(client, CARIN)
    answer = client.get("/arrangor/fakturaunderlag/")
    assert (answer.status_code, answer.location) == (303, "/arrangor/fakturaunderlag/halland")
