"""From a file to sign-ups, at the desk."""

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from regapp.audit.models import Event
from regapp.choices.models import ParticipantMeal
from regapp.conferences.models import Conference, SeatPool
from regapp.lists.models import SentList
from regapp.mailing.models import OutboxMessage
from regapp.registrations.models import Participant, Registration
from tests.choosing import add_meal
from tests.lists.sheets import Rows, csv, xlsx
from tests.people import CARIN, make_person, sign_in
from tests.sending import Send
from tests.support.forms import read_form, resubmit, submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer

pytestmark = pytest.mark.both_databases
HEADER = ["Förnamn", "Efternamn", "E-post", "Organisation", "Organisationsnummer", "Fakturareferens"]
ASA = ["Åsa", "Öberg", "asa.oberg@exempel.se", "Varbergs kommun", "212000-1249", "ZZ1"]
BO = ["Bo", "Ek", "bo@exempel.se", "Varbergs kommun", "2120001249", ""]


@pytest.fixture
def varberg(session: Session, client: FlaskClient) -> Conference:
    halland = make_organizer(session)
    varberg = make_conference(session, halland, capacity=2)
    make_person(session, CARIN, organizer=halland)
    sign_in(client, CARIN)
    return varberg


def at(conference: Conference, rest: str = "") -> str:
    return f"/arrangor/konferens/{conference.id}/deltagare{rest}"


def send_file(
    client: FlaskClient, conference: Conference, data: bytes, name: str = "lista.xlsx"
) -> TestResponse:
    path = at(conference, "/importera")
    token = dict(read_form(client.get(path).text).form_values())["csrf_token"]
    return client.post(path, data={"csrf_token": token, "file": (io.BytesIO(data), name)})


def signed_up(session: Session) -> list[str]:
    session.commit()
    return list(session.scalars(select(Participant.family_name).order_by(Participant.id)))


def test_a_sheet_becomes_sign_ups_with_charges_and_letters(
    client: FlaskClient, varberg: Conference, session: Session
) -> None:
    answer = send_file(client, varberg, xlsx([HEADER, ASA, BO]))
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Ingen är anmäld än." in page
    assert "Anmäl 2 deltagare" in page
    assert "2 platser är lediga." in page
    done = submit(client, answer.location, {"do": "import"})
    assert done.location.endswith("/deltagare")
    assert signed_up(session) == ["Öberg", "Ek"]
    assert session.scalars(select(Registration.reference_later).order_by(Registration.id)).all() == [
        False,
        True,
    ]
    assert session.scalars(select(func.count(OutboxMessage.id))).one() == 2
    assert session.scalars(select(SentList)).all() == []
    assert "imported" in session.scalars(select(Event.action)).all()


def test_sent_twice_it_signs_up_once(client: FlaskClient, varberg: Conference, session: Session) -> None:
    answer = send_file(client, varberg, xlsx([HEADER, ASA]))
    values = dict(read_form(client.get(answer.location).text).form_values()) | {"do": "import"}
    assert client.post(answer.location, data=values).status_code == 303
    assert client.post(answer.location, data=values).status_code == 404
    assert signed_up(session) == ["Öberg"]


def test_errors_are_told_by_row_and_nobody_is_signed_up(
    client: FlaskClient, varberg: Conference, session: Session
) -> None:
    rows: Rows = [HEADER, ASA, ["", "Ek", "bo.exempel.se", "", "1234567890", ""], []]
    answer = send_file(client, varberg, csv(rows), "lista.csv")
    page = client.get(answer.location).text
    assert "<b>Rad 3</b>, Förnamn: Skriv förnamnet" in page
    assert "<b>Rad 3</b>, E-postadress: E-postadressen saknar @." in page
    assert "Rad 3</b>, Organisationsnummer: Numret stämmer inte." in page
    # Nothing offers to sign up the others; the corrected file is handed in on the same page.
    assert 'value="import"' not in page
    assert submit(client, answer.location, {"do": "import"}, action="").status_code == 422
    assert signed_up(session) == []


def test_columns_that_are_not_understood_are_chosen(
    client: FlaskClient, varberg: Conference, session: Session
) -> None:
    rows: Rows = [["Vem", "Kontakt", "Var", "Nr"], ["Åsa Öberg", "asa@exempel.se", "Kommunen", "2120001249"]]
    answer = send_file(client, varberg, csv([["Namn", *rows[0][1:]], *rows[1:]]), "lista.csv")
    chosen = {
        "column_0": "full_name", "column_1": "email", "column_2": "organization", "column_3": "org_number",
        "do": "look",
    }  # fmt: skip
    again = submit(client, answer.location, chosen, action="")
    done = resubmit(client, answer.location, again, {"do": "import"})
    assert done.status_code == 303
    assert session.scalars(select(Participant.given_name)).one() == "Åsa"


def test_a_second_sheet_signs_up_everybody_on_it_though_it_has_the_number_of_the_first(
    client: FlaskClient, varberg: Conference, session: Session
) -> None:
    for row in (ASA, BO):
        answer = send_file(client, varberg, csv([HEADER, row]), "lista.csv")
        done = client.post(
            answer.location,
            data=dict(read_form(client.get(answer.location).text).form_values()) | {"do": "import"},
        )
        assert done.status_code == 303
    assert signed_up(session) == ["Öberg", "Ek"]


def test_whoever_is_imported_is_cooked_for(
    client: FlaskClient, varberg: Conference, session: Session
) -> None:
    lunch = add_meal(session, varberg).id
    answer = send_file(client, varberg, csv([HEADER, ASA]), "lista.csv")
    assert "Alla anmäls till alla dagar och måltider som ingår." in client.get(answer.location).text
    assert submit(client, answer.location, {"do": "import"}).status_code == 303
    assert session.scalars(select(ParticipantMeal.meal_id)).all() == [lunch]


def test_a_column_that_must_be_there_is_asked_for_before_every_row_is_called_wrong(
    client: FlaskClient, varberg: Conference, session: Session
) -> None:
    rows: Rows = [["Namn", "Kontakt", "Var"], *[[f"Bo {n}", f"bo{n}@exempel.se", "SGU"] for n in range(9)]]
    answer = send_file(client, varberg, csv(rows), "lista.csv")
    page = client.get(answer.location).text
    assert "Ingen kolumn är vald för: Organisation, Organisationsnummer." in page
    assert "<b>Rad" not in page
    assert 'value="import"' not in page
    assert submit(client, answer.location, {"do": "import"}).status_code == 422
    assert signed_up(session) == []


def test_more_than_there_are_seats_is_nobody_unless_they_may_wait(
    client: FlaskClient, varberg: Conference, session: Session
) -> None:
    third = ["Eva", "Lund", "eva@exempel.se", "Varbergs kommun", "2120001249", "ZZ"]
    answer = send_file(client, varberg, xlsx([HEADER, ASA, BO, third]))
    assert "1 får inte plats." in client.get(answer.location).text
    refused = submit(client, answer.location, {"do": "import"})
    assert refused.status_code == 409
    assert "Lediga platser: 2. Det behövs 3. Ingen är anmäld." in refused.text
    assert signed_up(session) == []
    assert submit(client, answer.location, {"do": "import", "may_wait": "y"}).status_code == 303
    assert len(signed_up(session)) == 3
    pool = session.execute(select(SeatPool.taken, SeatPool.waiting)).one()
    assert tuple(pool) == (2, 1)


def test_who_comes_already_is_passed_over_unless_ticked(
    client: FlaskClient, varberg: Conference, session: Session, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0)]))
    answer = send_file(client, varberg, xlsx([HEADER, ASA, BO]))
    page = client.get(answer.location).text
    assert "1 verkar redan vara anmäld" in page
    assert "Anmäl 1 deltagare" in page
    assert submit(client, answer.location, {"do": "import", "tell": None}).status_code == 303
    assert signed_up(session) == ["Öberg", "Ek"]
    letters = select(func.count(OutboxMessage.id)).where(OutboxMessage.kind == "registrations.confirmation")
    assert session.scalars(letters).one() == 1


def test_a_file_that_is_no_list_is_told_at_the_field(client: FlaskClient, varberg: Conference) -> None:
    answer = send_file(client, varberg, b"%PDF-1.7\0")
    assert answer.status_code == 422
    assert "Filen går inte att läsa." in answer.text
    assert send_file(client, varberg, b"").status_code == 422
    kind = "multipart/form-data; boundary=x"
    large = client.post(at(varberg, "/importera"), data=b"x" * 4_000_000, content_type=kind)
    assert large.status_code == 413
    assert "Filen är för stor." in large.text


def test_the_template_has_the_headings_that_are_understood(client: FlaskClient, varberg: Conference) -> None:
    text = client.get(at(varberg, "/importera/mall.csv")).data.decode("utf-8-sig")
    assert text.startswith("Förnamn;Efternamn;E-post;Organisation;Titel;Fakturamottagare;Organisationsnummer")
