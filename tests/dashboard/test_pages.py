"""What an organizer sees and does, and what another organizer does not."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.conferences.models import Conference, ConferenceOrganizer, ConferenceStatus
from regapp.database.session import db
from regapp.organizers.models import Role
from regapp.registrations.models import Participant, Status
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.sending import Send
from tests.support.forms import error_links, resubmit, submit
from tests.support.statements import statements
from tests.turns import turn
from tests.world import KALMAR, a_buyer, a_person, a_sign_up, make_conference, make_organizer, make_series


class World:
    """Varberg is Halland's, Kalmar is Kalmar's; Carin works for the one, David for the other."""

    def __init__(self, session: Session, send: Send) -> None:
        halland = make_organizer(session)
        kalmar = make_organizer(session, "kalmar", org_number=KALMAR)
        series = make_series(session, halland)
        self.varberg = make_conference(session, halland, path="smartare/varberg", series=series, capacity=3)
        self.kalmar = make_conference(
            session, kalmar, path="smartare/kalmar", series=series, days=(date(2020, 3, 31),)
        )
        make_person(session, CARIN, organizer=halland)
        make_person(session, DAVID, organizer=kalmar)
        needs = a_person(0, diet=("vegan",), allergies=("gluten",), access_needs="Hörslinga")
        send(self.varberg, a_sign_up([needs, a_person(1), a_person(2)], buyer=a_buyer(reference="")))
        send(self.varberg, a_sign_up([a_person(3, is_booker=True), a_person(4)]))
        send(self.kalmar, a_sign_up([a_person(5, is_booker=True, family_name="Lindqvist")]))
        session.commit()


@pytest.fixture
def world(session: Session, send: Send) -> World:
    return World(session, send)


@pytest.fixture
def carin(client: FlaskClient, world: World) -> FlaskClient:
    assert sign_in(client, CARIN).status_code == 303
    return client


def first(session: Session, conference: Conference) -> Participant:
    session.commit()
    found = select(Participant).where(Participant.conference_id == conference.id)
    return session.scalars(found.order_by(Participant.id).execution_options(populate_existing=True)).all()[0]


def at(conference: Conference, rest: str = "") -> str:
    return f"/arrangor/konferens/{conference.id}{rest}"


def test_the_overview_shows_figures_tasks_and_counts(carin: FlaskClient, world: World) -> None:
    page = carin.get(at(world.varberg)).text
    assert "3 deltagare saknar fakturareferens." in page
    assert "2\N{NO-BREAK SPACE}100\N{NO-BREAK SPACE}kr" in page
    assert "Veganskt" in page
    assert "Hörslinga" not in page
    assert "Visa siffrorna som tabell" in page


def test_nothing_is_shown_that_has_no_data(carin: FlaskClient, world: World, session: Session) -> None:
    halland = world.varberg.owner
    empty = make_conference(session, halland, path="tom")
    page = carin.get(at(empty)).text
    assert "Inga anmälningar än." in page
    dateless = make_conference(session, halland, path="utan", days=(), opens_at=None, closes_at=None)
    for pool in dateless.pools:
        session.delete(pool)
    session.commit()
    assert "Debiterat" not in carin.get(at(dateless)).text
    assert "Varifrån kommer de?" not in page
    assert "Kost och behov" not in page


def test_lindkvist_finds_lindqvist_and_the_filter_stands_in_the_address(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, DAVID)
    page = client.get(at(world.kalmar, "/deltagare?q=lindkvist")).text
    assert "Lindqvist" in page
    assert "1 deltagare" in page
    assert "Ingen träff" in client.get(at(world.kalmar, "/deltagare?q=zzz")).text


def test_tabs_tell_how_many_stand_where(carin: FlaskClient, world: World) -> None:
    page = carin.get(at(world.varberg, "/deltagare?visa=vantelista")).text
    assert "Kö 1" in page
    assert "Kö 2" in page
    assert "Öberg" not in page


def test_csv_opens_right_in_swedish_excel_and_holds_no_diet(carin: FlaskClient, world: World) -> None:
    answer = carin.get(at(world.varberg, "/deltagare.csv"))
    assert answer.data.startswith(b"\xef\xbb\xbfOrt;Status;")
    lines = answer.data.decode("utf-8-sig").split("\r\n")
    assert len(lines) == 5
    assert "2020-02-14 10:00" in lines[1]
    assert "vegan" not in answer.text.lower()
    assert "Hörslinga" not in answer.text


def test_xlsx_has_dates_as_dates_and_numbers_with_their_zeros(carin: FlaskClient, world: World) -> None:
    answer = carin.get(at(world.varberg, "/deltagare.xlsx?visa=alla"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert len(rows) == 6
    assert datetime(2020, 2, 14, 10, 0) in rows[1]  # noqa: DTZ001 - a cell has no zone
    assert "2120001249" in rows[1]


def test_i8_a_name_that_looks_like_a_formula_stays_text(
    client: FlaskClient, session: Session, send: Send, world: World
) -> None:
    send(
        world.kalmar, a_sign_up([a_person(9, is_booker=True, family_name="=HYPERLINK(1)", given_name="＝1")])
    )
    sign_in(client, DAVID)
    assert "'=HYPERLINK(1)" in client.get(at(world.kalmar, "/deltagare.csv")).text
    data = client.get(at(world.kalmar, "/deltagare.xlsx")).data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert any("=HYPERLINK(1)" in row for row in rows)


def test_every_export_is_recorded(carin: FlaskClient, world: World, session: Session) -> None:
    carin.get(at(world.varberg, "/deltagare.csv"))
    session.commit()
    assert session.scalars(select(Event.action).where(Event.action == "exported_csv")).all()


def test_one_participant_has_history_and_letters(carin: FlaskClient, world: World, session: Session) -> None:
    person = first(session, world.varberg)
    page = carin.get(at(world.varberg, f"/deltagare/{person.id}")).text
    assert "Anmäld" in page
    assert "Bekräftelse, väntar" in page
    assert "Hörslinga" in page


def test_cancelling_lets_the_line_in_and_resending_promises_a_letter(
    carin: FlaskClient, world: World, session: Session
) -> None:
    person = first(session, world.varberg)
    path = at(world.varberg, f"/deltagare/{person.id}")
    assert submit(carin, path, action=f"{path}/skicka-bekraftelse").status_code == 303
    assert submit(carin, path, action=f"{path}/avanmal").status_code == 303
    assert first(session, world.varberg).status is Status.CANCELLED
    assert "Bekräftelsen skickad igen" in carin.get(path).text


def test_editing_changes_what_is_kept_and_names_the_fields_in_the_history(
    carin: FlaskClient, world: World, session: Session
) -> None:
    person = first(session, world.varberg)
    path = at(world.varberg, f"/deltagare/{person.id}/andra")
    changed = {"person-family_name": "Ek", "buyer-reference": "REF1"}
    assert submit(carin, path, changed).status_code == 303
    after = first(session, world.varberg)
    assert (after.family_name, after.lacks_reference) == ("Ek", False)
    history = carin.get(at(world.varberg, f"/deltagare/{person.id}")).text
    assert "(efternamn)" in history
    assert "(fakturareferens)" in history
    assert "REF1" not in history.split("Historik")[1]


def test_a_wrong_edit_keeps_what_was_typed(carin: FlaskClient, world: World, session: Session) -> None:
    person = first(session, world.varberg)
    path = at(world.varberg, f"/deltagare/{person.id}/andra")
    answer = submit(carin, path, {"person-given_name": "", "person-title": "Generaldirektör"})
    assert answer.status_code == 422
    assert error_links(answer.text) == ["Skriv förnamnet"]
    assert "Generaldirektör" in answer.text


def test_somebody_is_added_by_hand_once_however_often_it_is_sent(
    client: FlaskClient, world: World, session: Session
) -> None:
    sign_in(client, DAVID)
    path = at(world.kalmar, "/deltagare/ny")
    page = client.get(path)
    person = {
        "person-given_name": "Eva", "person-family_name": "Ny", "person-organization": "Kalmar kommun",
        "buyer-kind": "municipality", "buyer-name": "Kalmar kommun", "buyer-org_number": "2120000746",
        "buyer-reference_later": "y",
    }  # fmt: skip
    assert resubmit(client, path, page, person).status_code == 303
    assert resubmit(client, path, page, person).status_code == 303
    session.commit()
    assert len(session.scalars(select(Participant).where(Participant.family_name == "Ny")).all()) == 1


def test_a_protected_person_is_an_alias_everywhere_and_unveiling_is_recorded(
    client: FlaskClient, world: World, session: Session
) -> None:
    sign_in(client, DAVID)
    hidden = {
        "person-given_name": "Hemlig", "person-family_name": "Hemligsson",
        "person-organization": "Kalmar kommun", "person-protected": "y",
        "person-alias": "Deltagare K", "buyer-kind": "municipality",
        "buyer-name": "Kalmar kommun", "buyer-org_number": "2120000746", "buyer-reference": "A",
    }  # fmt: skip
    assert submit(client, at(world.kalmar, "/deltagare/ny"), hidden).status_code == 303
    for path in ("", "/deltagare", "/deltagare?q=hemlig", "/deltagare.csv"):
        assert "Hemligsson" not in client.get(at(world.kalmar, path)).text
    session.commit()
    person = session.scalars(select(Participant).where(Participant.protected)).one()
    path = at(world.kalmar, f"/deltagare/{person.id}")
    assert "Hemligsson" not in client.get(path).text
    assert "Hemligsson" in submit(client, path, action=f"{path}/namn").text
    session.commit()
    assert session.scalars(select(Event).where(Event.action == "protected_seen")).all()


EDIT = {"title": "Grönare", "days-0-on": "2020-04-03", "days-0-starts": "09.30", "days-0-ends": "16.00"}


def test_a_saved_conference_is_changed_everywhere(carin: FlaskClient, world: World) -> None:
    saved = submit(carin, at(world.varberg, "/redigera"), EDIT)
    assert saved.status_code == 200
    there = at(world.varberg, "/lage/flytta")
    asked = {"reason": "Lokalen är upptagen.", "free_until": "2020-03-20"}
    seen = resubmit(carin, there, saved, asked | {"do": "look"})
    assert resubmit(carin, there, seen, {"do": "send"}).status_code == 303
    page = carin.get("/smartare/varberg").text
    assert "Grönare" in page
    assert "fredag 3\N{NO-BREAK SPACE}april 2020 kl.\N{NO-BREAK SPACE}9.30\N{EN DASH}16" in page
    assert "Nytt datum" in page


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"title": ""}, "Skriv en rubrik"),
        ({"days-0-on": "2020-13-45"}, "Dag 1: Skriv datumet så här: 2020-03-27"),
        ({"days-0-ends": "08.00"}, "Dag 1: Dagen slutar innan den börjar"),
        (
            {"days-0-on": "2020-03-29", "days-0-starts": "02:30"},
            "Dag 1: Klockslaget finns inte den dagen: klockan ställs om till sommartid.",
        ),
        ({"capacity": "många"}, "Skriv antalet platser med siffror"),
        ({"capacity": "2"}, "Det finns redan 3 anmälda. Antalet platser kan inte vara lägre."),
        ({"last_on": "2019-01-01"}, "Sista anmälningsdag är före öppningen"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_conference_is_named_at_its_field(
    carin: FlaskClient, world: World, changed: dict[str, Any], message: str
) -> None:
    answer = submit(carin, at(world.varberg, "/redigera"), EDIT | changed | {"lead": "Behåll mig"})
    assert answer.status_code in {409, 422}
    assert error_links(answer.text) == [message]
    assert "Behåll mig" in answer.text


def test_a_save_over_a_newer_save_says_who_and_what_and_keeps_the_text(
    carin: FlaskClient, world: World
) -> None:
    path = at(world.varberg, "/redigera")
    page = carin.get(path)
    submit(carin, path, {"lead": "Först"})
    late = resubmit(carin, path, page, {"lead": "Sedan"})
    assert late.status_code == 409
    assert "Carin Holm sparade" in late.text
    assert "Ingress" in late.text
    assert "Sedan" in late.text
    assert resubmit(carin, path, late).status_code == 303


def test_a_draft_is_published_and_called_off(carin: FlaskClient, world: World, session: Session) -> None:
    draft = make_conference(session, world.varberg.owner, path="utkast", status=ConferenceStatus.DRAFT)
    assert carin.get("/utkast").status_code == 404
    path = at(draft)
    assert submit(carin, f"{path}/ny/granska", action=f"{path}/ny/publicera").status_code == 303
    assert carin.get("/utkast").status_code == 200
    assert turn(carin, draft.id, "stall-in", {"reason": "Storm."}).status_code == 303
    assert "Storm." in carin.get("/utkast").text


def test_moving_follows_to_another_place_for_those_who_may_change_both(
    client: FlaskClient, world: World, session: Session
) -> None:
    session.add(
        ConferenceOrganizer(conference_id=world.varberg.id, organizer_id=world.kalmar.owner_id, position=0)
    )
    session.commit()
    sign_in(client, DAVID)
    person = first(session, world.varberg)
    path = at(world.varberg, f"/deltagare/{person.id}")
    moved = submit(client, path, {"target": str(world.kalmar.id)}, action=f"{path}/flytta")
    assert moved.status_code == 303
    assert first(session, world.kalmar).id == person.id


def paths_of(app: Flask, conference: Conference, person: Participant) -> list[tuple[str, str]]:
    """Every organizer address of a conference, filled in, with its methods."""
    found = []
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/arrangor") or not rule.arguments:
            continue
        values: dict[str, Any] = {
            "conference_id": conference.id, "participant_id": person.id, "kind": "konferens",
            "series_id": 10**6,
            "number": conference.id, "form": "csv", "seller": conference.owner.slug, "token": "x",
            "slug": "bekraftelse", "question_id": 1, "way": "upp", "ticket": 1, "item_id": 1,
            "deed": "avanmal", "batch_id": 1, "list_id": 1,
            "what": "kod",
            "member_id": 1, "organizer": conference.owner.slug,
            "link_id": 1, "request_id": 1, "invitation_id": 1, "act": "godkann",
        }  # fmt: skip
        if rule.endpoint.startswith("accounts."):
            continue
        with app.test_request_context():
            path = url_for(
                rule.endpoint,
                **{name: values.get(name, 10**6 if name == "series_id" else 1) for name in rule.arguments},
            )
        found += [(method, path) for method in ("GET", "POST") if method in (rule.methods or ())]
    return found


def statuses(session: Session) -> list[Status]:
    session.commit()
    return list(session.scalars(select(Participant.status).order_by(Participant.id)))


def test_a1_another_organizer_gets_404_everywhere_by_get_and_post(
    app: Flask, client: FlaskClient, world: World, session: Session
) -> None:
    sign_in(client, DAVID)
    addresses = paths_of(app, world.varberg, first(session, world.varberg))
    assert len(addresses) >= 20
    before = statuses(session)
    for method, path in addresses:
        answer = client.open(path, method=method)
        assert answer.status_code == 404, (method, path, answer.status_code)
    assert "Varberg" not in client.get("/arrangor/").text
    assert statuses(session) == before


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        (Role.FINANCE, ("",), ("/deltagare", "/redigera", "/deltagare.csv")),
        (Role.DOOR, ("/deltagare",), ("", "/redigera", "/deltagare.csv", "/lage/stall-in")),
        (Role.READER, ("",), ("/deltagare", "/redigera")),
        (Role.KITCHEN, (), ("", "/deltagare", "/redigera", "/deltagare.csv")),
    ],
)
def test_a_role_opens_its_own_doors_only(
    client: FlaskClient,
    world: World,
    session: Session,
    role: Role,
    shown: tuple[str, ...],
    hidden: tuple[str, ...],
) -> None:
    make_person(session, "eva@halland.exempel.se", organizer=world.varberg.owner, role=role)
    sign_in(client, "eva@halland.exempel.se")
    assert [client.get(at(world.varberg, path)).status_code for path in shown] == [200] * len(shown)
    assert [client.get(at(world.varberg, path)).status_code for path in hidden] == [404] * len(hidden)


def test_finance_and_reader_see_no_diet(client: FlaskClient, world: World, session: Session) -> None:
    make_person(session, "eva@halland.exempel.se", organizer=world.varberg.owner, role=Role.FINANCE)
    sign_in(client, "eva@halland.exempel.se")
    page = client.get(at(world.varberg)).text
    assert "Veganskt" not in page
    assert "Öberg" not in page


def test_the_dashboard_takes_few_statements(app: Flask, carin: FlaskClient, world: World) -> None:
    with statements(app) as seen:
        assert carin.get(f"/arrangor/serie/{world.varberg.series_id}").status_code == 200
    assert len(seen) <= 24


def test_who_hangs_up_in_the_middle_of_a_file_holds_no_connection(
    app: Flask, carin: FlaskClient, world: World
) -> None:
    answer = carin.get(at(world.varberg, "/deltagare.csv?visa=alla"))
    assert next(answer.iter_encoded()).startswith(b"\xef\xbb\xbf")
    with app.app_context():
        pool: Any = db.engine.pool
        assert pool.checkedout() == 0
    answer.close()
    english = carin.get(at(world.varberg, "/deltagare.csv?lang=en&visa=alla"), buffered=True).text
    assert "Waiting list" in english
