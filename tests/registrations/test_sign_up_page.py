"""The form at …/anmalan, as a browser without JavaScript fills it in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from regapp.conferences.models import Conference, SeatPool
from regapp.kernel.clock import FixedClock
from regapp.mailing.models import OutboxMessage
from regapp.registrations.models import Participant, Registration, Status
from tests.support.forms import ONE_PERSON, error_links, fields, read_form, resubmit, submit
from tests.support.statements import statements
from tests.world import KALMAR, make_conference, make_organizer, make_series

FORM = "/smartare/anmalan"
ME = {"place": "varberg", **ONE_PERSON}


@pytest.fixture(autouse=True)
def places(session: Session) -> tuple[Conference, Conference]:
    halland, kalmar = make_organizer(session), make_organizer(session, "kalmar", org_number=KALMAR)
    series = make_series(session, halland)
    varberg = make_conference(session, halland, path="smartare/varberg", series=series, capacity=4)
    there = make_conference(session, kalmar, path="smartare/kalmar", series=series, capacity=4)
    return varberg, there


def people(session: Session) -> list[Participant]:
    session.commit()
    return list(session.scalars(select(Participant).order_by(Participant.id)))


def errors(answer: TestResponse) -> list[str]:
    return error_links(answer.text)


def test_one_person_signs_up_and_lands_on_a_receipt(client: FlaskClient, session: Session) -> None:
    answer = submit(client, FORM, ME)
    assert answer.status_code == 303
    receipt = client.get(answer.headers["Location"])
    assert "Du är anmäld" in receipt.text
    assert "700\N{NO-BREAK SPACE}kr" in receipt.text
    assert [person.status for person in people(session)] == [Status.CONFIRMED]


def test_a_sign_up_of_one_person_asks_the_database_at_most_eleven_things(
    app: Flask, client: FlaskClient
) -> None:
    page = client.get(FORM)
    with statements(app) as seen:
        assert resubmit(client, FORM, page, ME).status_code == 303
    assert 5 < len(seen) <= 11, seen  # fewer: somebody counts past the listener


def test_a_refused_form_names_every_error_in_words_and_keeps_what_was_typed(client: FlaskClient) -> None:
    wrong = ME | {
        "participants-0-given_name": "",
        "participants-0-email": "asa.exempel.se",
        "buyer-org_number": "202100-009",
    }
    answer = submit(client, FORM, wrong)
    assert answer.status_code == 422
    assert errors(answer) == [
        "Skriv förnamnet",
        "E-postadressen saknar @. Skriv den så här: namn@exempel.se",
        "Organisationsnumret ska ha tio siffror. Du har skrivit nio.",
    ]
    assert "Tre uppgifter behöver rättas innan anmälan kan skickas" in answer.text
    assert "<title>Fel:" in answer.text
    assert dict(read_form(answer.text).form_values())["participants-0-email"] == "asa.exempel.se"


def test_a_conference_that_changes_as_the_form_is_sent_is_signed_up_to_as_it_is_now(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference]
) -> None:
    page = client.get(FORM)
    varberg, kalmar = places
    varberg.owner_id, varberg.version = kalmar.owner_id, varberg.version + 1
    session.commit()
    own = {"buyer-org_number": KALMAR, "buyer-reference": "", "buyer-reference_later": "y"}
    assert resubmit(client, FORM, page, ME | own).status_code == 303
    assert [person.lacks_reference for person in people(session)] == [False], "now it is their own authority"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"place": None}, "Välj vilken konferens du vill gå på"),
        ({"participants-0-email": ""}, "Skriv din e-postadress"),
        ({"participants-0-email": "a b@exempel.se"}, "E-postadressen har ett mellanslag. Ta bort det."),
        (
            {"participants-0-email": "a@b.se, c@d.se"},
            "Skriv bara en e-postadress, till exempel namn@exempel.se",
        ),
        ({"participants-0-organization": " "}, "Skriv vilken organisation du kommer från"),
        ({"participants-0-family_name": "x" * 81}, "Skriv högst 80 tecken i ”Efternamn”. Du har skrivit 81."),
        ({"buyer-kind": None}, "Välj vem som ska faktureras"),
        ({"buyer-org_number": "2120001248"}, "Numret stämmer inte. Kontrollera siffrorna."),
        ({"buyer-reference": ""}, "Skriv fakturareferensen, eller kryssa i att den kommer senare"),
        ({"buyer-endpoint": "0088:7300009999994"}, "E-fakturaadressen stämmer inte. Kontrollera siffrorna."),
        ({"buyer-kind": "company"}, "Skriv fakturaadressen"),
    ],
)
def test_each_mistake_gets_its_own_words(client: FlaskClient, changed: dict[str, Any], message: str) -> None:
    answer = submit(client, FORM, ME | changed)
    assert answer.status_code == 422
    assert message in errors(answer)


def test_in_a_group_the_summary_says_whose_mistake_it_is(client: FlaskClient) -> None:
    two = submit(client, FORM, ME | {"do": "add"})
    answer = resubmit(
        client, FORM, two, {"participants-1-given_name": "Bo", "participants-1-family_name": "Ek"}
    )
    assert errors(answer) == ["Deltagare 2: Skriv vilken organisation du kommer från"]
    assert "</span>Skriv vilken organisation du kommer från" in answer.text


def test_somebody_too_many_is_refused_and_nobody_is_dropped(client: FlaskClient, session: Session) -> None:
    crowd = {
        f"participants-{number}-{name.removeprefix('participants-0-')}": value
        for number in range(11)
        for name, value in ME.items()
        if name.startswith("participants-0-")
    }
    answer = submit(client, FORM, ME | crowd)
    assert answer.status_code == 422
    assert errors(answer)[0] == "En anmälan får ha högst tio deltagare. Gör en till för de övriga."
    assert 'name="participants-10-given_name"' in answer.text
    assert people(session) == []


def test_a_colleague_books_a_group_and_gets_one_letter_of_their_own(
    client: FlaskClient, session: Session
) -> None:
    page = client.get(FORM)
    more = resubmit(client, FORM, page, ME | {"do": "add", "booker_role": "others"})
    assert "Formuläret är uppdaterat" in more.text
    group = {
        "booker_name": "Bo Ek",
        "booker_email": "bo@exempel.se",
        "participants-1-given_name": "Cia",
        "participants-1-family_name": "Dahl",
        "participants-1-organization": "Varbergs kommun",
        "participants-1-diet": ["vegan"],
        "participants-1-allergies": ["gluten", "nuts"],
    }
    answer = resubmit(client, FORM, more, group)
    assert answer.status_code == 303
    assert [person.given_name for person in people(session)] == ["Åsa", "Cia"]
    kinds = session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert kinds == ["registrations.confirmation", "registrations.confirmation_to_booker"]


def test_adding_and_removing_participants_loses_nothing_typed(client: FlaskClient) -> None:
    page = client.get(FORM)
    two = resubmit(client, FORM, page, ME | {"do": "add"})
    three = resubmit(client, FORM, two, {"participants-1-given_name": "Cia", "do": "add"})
    left = resubmit(client, FORM, three, {"do": "remove-0"})
    values = dict(read_form(left.text).form_values())
    assert values["participants-0-given_name"] == "Cia"
    assert "participants-2-given_name" not in values
    assert values["buyer-reference"] == "ZZABC123"


def test_recounting_shows_the_sum_of_the_group_and_its_vat(client: FlaskClient) -> None:
    page = client.get(FORM)
    two = resubmit(client, FORM, page, ME | {"do": "add"})
    counted = resubmit(client, FORM, two, {"do": "recount"})
    assert "1\N{NO-BREAK SPACE}400\N{NO-BREAK SPACE}kr" in counted.text
    assert "280\N{NO-BREAK SPACE}kr" in counted.text


def test_a_state_buyer_sees_no_vat_and_the_seller_no_invoice(client: FlaskClient) -> None:
    state = ME | {"buyer-kind": "county_board", "buyer-org_number": KALMAR, "do": "recount"}
    assert "Ingen moms mellan statliga myndigheter" in submit(client, FORM, state).text
    assert "Egen myndighet, ingen faktura" in submit(client, FORM, state | {"place": "kalmar"}).text


def test_s3_the_same_form_posted_twice_is_one_registration(client: FlaskClient, session: Session) -> None:
    page = client.get(FORM)
    first, second = resubmit(client, FORM, page, ME), resubmit(client, FORM, page, ME)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(people(session)) == 1


def test_s5_back_edit_and_send_says_that_it_was_sent_already(client: FlaskClient, session: Session) -> None:
    page = client.get(FORM)
    resubmit(client, FORM, page, ME)
    again = resubmit(client, FORM, page, ME | {"participants-0-given_name": "Eva"})
    assert "Anmälan var redan skickad" in client.get(again.headers["Location"]).text
    assert [person.given_name for person in people(session)] == ["Åsa"]


def test_s6_the_same_person_is_asked_once_and_may_insist(client: FlaskClient, session: Session) -> None:
    submit(client, FORM, ME)
    asked = submit(client, FORM, ME)
    assert asked.status_code == 409
    assert "Mejla mig länken" in asked.text
    assert resubmit(client, FORM, asked).status_code == 303
    assert len(people(session)) == 2


def test_a_full_place_puts_the_group_in_line_and_says_so(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference]
) -> None:
    pool = session.scalars(select(SeatPool).where(SeatPool.conference_id == places[0].id)).one()
    page = client.get(FORM)
    pool.taken = 4
    session.commit()
    answer = resubmit(client, FORM, page, ME)
    receipt = client.get(answer.headers["Location"]).text
    assert "Du står på väntelistan som nummer 1" in receipt
    assert "Sista platsen blev bokad medan du fyllde i formuläret." in receipt
    assert people(session)[0].status is Status.WAITING


def test_who_chose_a_full_place_is_not_told_that_the_last_seat_just_went(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference]
) -> None:
    pool = session.scalars(select(SeatPool).where(SeatPool.conference_id == places[0].id)).one()
    pool.taken = 4
    session.commit()
    # The form shows another place with free seats first, and no place is chosen yet.
    answer = submit(client, FORM, ME)
    receipt = client.get(answer.headers["Location"]).text
    assert "Du står på väntelistan som nummer 1" in receipt
    assert "Sista platsen" not in receipt


def test_a_group_larger_than_what_is_free_is_told_why_it_waits(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference]
) -> None:
    pool = session.scalars(select(SeatPool).where(SeatPool.conference_id == places[0].id)).one()
    pool.taken = 3
    session.commit()
    two = submit(client, FORM, ME | {"do": "add"})
    other = {"participants-1-given_name": "Bo", "participants-1-family_name": "Ek"}
    answer = resubmit(client, FORM, two, other | {"participants-1-organization": "Varbergs kommun"})
    receipt = client.get(answer.headers["Location"]).text
    assert "De lediga platserna räcker inte till alla i sällskapet." in receipt
    assert "Sista platsen" not in receipt


def test_s12_the_other_places_are_open_when_one_is_full(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference]
) -> None:
    pool = session.scalars(select(SeatPool).where(SeatPool.conference_id == places[0].id)).one()
    pool.taken = 4
    session.commit()
    submit(client, FORM, ME | {"place": "kalmar"})
    assert people(session)[0].status is Status.CONFIRMED


def test_before_the_opening_the_page_says_when_and_a_post_is_refused(
    client: FlaskClient, clock: FixedClock, session: Session
) -> None:
    page = client.get(FORM)
    clock.set(datetime(2020, 1, 14, 22, 59, 59, tzinfo=UTC))
    shown = client.get(FORM)
    assert shown.status_code == 200
    assert "Anmälan öppnar i morgon." in shown.text
    refused = resubmit(client, FORM, page, ME)
    assert refused.status_code == 409
    assert "Öberg" in refused.text
    assert people(session) == []
    clock.set(datetime(2020, 1, 14, 23, 0, tzinfo=UTC))
    assert resubmit(client, FORM, page, ME).status_code == 303


@pytest.mark.parametrize(
    "changed", [{"place": None}, {"do": "add"}, {"do": "recount"}, {"csrf_token": "forged"}]
)
def test_nothing_that_is_posted_before_the_opening_gets_the_form(
    client: FlaskClient, clock: FixedClock, changed: dict[str, Any]
) -> None:
    page = client.get(FORM)
    clock.set(datetime(2020, 1, 14, 22, 59, 59, tzinfo=UTC))
    refused = resubmit(client, FORM, page, ME | changed)
    assert refused.status_code == 409
    assert "Anmälan öppnar i morgon." in refused.text
    assert "Skicka anmälan" not in refused.text


def test_enter_in_a_field_sends_the_form(client: FlaskClient) -> None:
    """A browser presses the first button there is."""
    buttons = [one for one in read_form(client.get(FORM).text).iter("button") if one.get("type") != "button"]
    assert buttons[0].get("name") is None


def test_the_sum_of_a_full_place_is_only_to_pay_with_a_seat(client: FlaskClient, session: Session) -> None:
    session.scalars(select(SeatPool).limit(1)).one().taken = 4
    session.commit()
    assert "Att betala om du får plats" in client.get(f"{FORM}?ort=varberg").text
    assert "Att betala om du får plats" not in client.get(f"{FORM}?ort=kalmar").text


def test_t2_a_form_posted_after_closing_is_refused_and_everything_typed_can_be_read(
    client: FlaskClient, clock: FixedClock
) -> None:
    page = client.get(FORM)
    clock.set(datetime(2020, 3, 20, 23, 0, tzinfo=UTC))
    refused = resubmit(client, FORM, page, ME)
    assert refused.status_code == 409
    assert "Anmälan stängde 20\N{NO-BREAK SPACE}mars." in refused.text
    assert all(text in refused.text for text in ("asa.oberg@exempel.se", "ZZABC123", "Varbergs kommun"))


def test_what_was_chosen_and_ticked_can_be_read_too_and_whose_it_was(
    client: FlaskClient, clock: FixedClock
) -> None:
    two = submit(client, FORM, ME | {"do": "add"})
    clock.set(datetime(2020, 3, 20, 23, 0, tzinfo=UTC))
    chosen = {
        "participants-0-allergies": ["gluten", "nuts"], "participants-1-listed": "y",
        "participants-1-given_name": "Bo", "buyer-reference_later": "y",
    }  # fmt: skip
    page = html.fromstring(resubmit(client, FORM, two, chosen).text)
    labels, texts = ([str(one.text) for one in page.iter(tag)] for tag in ("dt", "dd"))
    told = dict(zip(labels, texts, strict=True))
    assert told["Vem anmäler du?"] == "Mig själv och andra"
    assert told["Vilken konferens vill du gå på?"] == "Varberg"
    assert told["Deltagare 1: Allergi eller överkänslighet"] == "Gluten, Nötter"
    assert told["Deltagare 2: Förnamn"] == "Bo"
    assert told["Deltagare 2: Visa namn och organisation i deltagarlistan"] == "Ja"
    assert told["Vem ska faktureras?"] == "Kommun"
    assert "Lämna tomt" not in told


def test_a7_a_forged_post_stores_nothing_and_keeps_what_was_typed(
    client: FlaskClient, session: Session
) -> None:
    for token in (None, "wrong"):
        answer = submit(client, FORM, ME | {"csrf_token": token})
        assert answer.status_code == 400
        assert "asa.oberg@exempel.se" in answer.text
    stranger = client.application.test_client()
    sent = fields(read_form(client.get(FORM).text), ME)
    assert stranger.post(FORM, data=sent).status_code == 400
    assert people(session) == []


def test_i14_what_the_form_does_not_ask_for_is_ignored(client: FlaskClient, session: Session) -> None:
    extra = {"status": "cancelled", "is_admin": "1", "price": "0", "participants-0-status": "waiting"}
    submit(client, FORM, ME | extra)
    assert [person.status for person in people(session)] == [Status.CONFIRMED]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("anna+varberg@exempel.se", "anna+varberg@exempel.se"),
        ("anna@blåbär.se", "anna@blåbär.se"),
        ("åsa@blåbär.se", "åsa@blåbär.se"),
        ("anna@xn--blbr-noae.se", "anna@blåbär.se"),
    ],
)
def test_i7_addresses_of_other_alphabets_and_with_a_plus_are_taken(
    client: FlaskClient, session: Session, typed: str, kept: str
) -> None:
    assert submit(client, FORM, ME | {"participants-0-email": typed}).status_code == 303
    assert [person.email for person in people(session)] == [kept]


def test_a_script_that_fills_the_hidden_field_is_flagged_and_let_through(
    client: FlaskClient, session: Session
) -> None:
    assert submit(client, FORM, ME | {"website": "http://spam.example"}).status_code == 303
    session.commit()
    assert session.scalars(select(Registration)).one().flagged


def test_a_draft_and_an_unknown_address_have_no_form(client: FlaskClient) -> None:
    assert client.get("/finns-inte/anmalan").status_code == 404
    assert client.post("/finns-inte/anmalan").status_code == 404


def test_i16_a_huge_body_is_refused(client: FlaskClient, session: Session) -> None:
    answer = client.post(FORM, data={"participants-0-given_name": "x" * 300_000})
    assert answer.status_code == 413
    assert session.scalars(select(func.count(Registration.id))).one() == 0
