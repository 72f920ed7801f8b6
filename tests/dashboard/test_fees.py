"""The organizers' pages about money: prices, categories, options, codes, terms, who stayed away."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.billing.models import Charge
from regapp.conferences.models import (
    AccessCode,
    Conference,
    FeeCategory,
    Option,
    PoolKind,
    PriceRow,
    SeatPool,
)
from regapp.kernel.clock import FixedClock
from regapp.mailing.models import OutboxMessage
from regapp.organizers.models import Role
from regapp.registrations.models import Participant
from tests.offers import add_price, make_category, make_option
from tests.people import CARIN, make_person, sign_in
from tests.sending import Send
from tests.support.forms import error_links, resubmit, submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer

HOME = "/arrangor/konferens/{}/avgifter"


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session))


@pytest.fixture
def carin(client: FlaskClient, session: Session, varberg: Conference) -> FlaskClient:
    make_person(session, CARIN, organizer=varberg.owner)
    assert sign_in(client, CARIN).status_code == 303
    return client


@pytest.fixture
def home(varberg: Conference) -> str:
    return HOME.format(varberg.id)


def text_of(page: str) -> str:
    return page.replace("\N{NO-BREAK SPACE}", " ")


def rows(session: Session, kind: Any) -> Any:
    session.commit()
    found = select(kind).order_by(kind.id).execution_options(populate_existing=True)
    return session.scalars(found).all()


def test_an_early_price_is_a_price_with_a_last_day(carin: FlaskClient, home: str) -> None:
    early = {"label": "Konferensavgift", "amount": "600", "until_on": "2020-02-20"}
    assert submit(carin, f"{home}/pris", early).status_code == 303
    assert "Till och med 20 februari 600 kr, därefter 700 kr" in text_of(carin.get("/varberg").text)
    assert "till och med 20 februari" in text_of(carin.get(home).text)


def test_a_changed_price_is_a_new_row_and_raises_the_version(
    carin: FlaskClient, session: Session, home: str, varberg: Conference
) -> None:
    assert submit(carin, f"{home}/pris", {"amount": "800"}).status_code == 303
    old, new = rows(session, PriceRow)
    assert (old.amount_minor, new.amount_minor) == (70_000, 80_000)
    assert old.withdrawn_at == new.valid_from
    assert rows(session, Conference)[0].version == 2
    assert "800 kr" in text_of(carin.get("/varberg").text)
    assert [event.fields for event in rows(session, Event) if event.action == "fees_saved"] == [["price"]]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"amount": "sjuhundra"}, "Skriv beloppet i kronor, till exempel 700 eller 562,50"),
        ({"amount": ""}, "Skriv beloppet, 0 om det är kostnadsfritt"),
        ({"amount": "-5"}, "Skriv beloppet i kronor, till exempel 700 eller 562,50"),
        ({"amount": "7", "label": ""}, "Skriv vad som står på fakturan"),
        (
            {"amount": "7", "from_on": "2020-02-20", "until_on": "2020-02-01"},
            "Sista dagen är före den första",
        ),
        ({"amount": "7", "until_on": "snart"}, "Skriv datumet så här: 2020-03-27"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_what_was_typed_stands(
    carin: FlaskClient, home: str, changed: dict[str, str], message: str
) -> None:
    answer = submit(carin, f"{home}/pris", {"included": "fika"} | changed)
    assert answer.status_code == 422
    assert error_links(answer.text) == [message]
    assert 'value="fika"' in answer.text


def test_a_save_over_a_newer_save_is_refused_once_and_keeps_what_was_typed(
    carin: FlaskClient, home: str
) -> None:
    page = carin.get(f"{home}/pris")
    submit(carin, f"{home}/kategori", {"label": "Student"})
    late = resubmit(carin, f"{home}/pris", page, {"amount": "812"})
    assert late.status_code == 409
    assert error_links(late.text) == ["Någon annan har sparat konferensen medan du skrev."]
    assert 'value="812"' in late.text
    assert resubmit(carin, f"{home}/pris", late).status_code == 303


def test_the_only_ordinary_price_cannot_be_ended(carin: FlaskClient, session: Session, home: str) -> None:
    price = rows(session, PriceRow)[0]
    submit(carin, home, action=f"{home}/pris/{price.id}/avsluta")
    assert "Det är den enda ordinarie avgiften." in carin.get(home).text
    assert rows(session, PriceRow)[0].withdrawn_at is None


def test_a_category_with_a_code_from_the_first_word_to_a_used_up_one(
    carin: FlaskClient, session: Session, home: str
) -> None:
    submit(carin, f"{home}/kategori", {"label": "Medverkande", "needs_code": "y"})
    category = rows(session, FeeCategory)[0]
    assert "Inget pris är satt" in carin.get(home).text
    submit(carin, f"{home}/pris?for=kategori-{category.id}", {"amount": "0"})
    submit(carin, f"{home}/kod", {"uses": "1"})
    code = rows(session, AccessCode)[0]
    assert "0 av 1" in carin.get(home).text
    short = submit(carin, f"{home}/kod", {"code": "abc"})
    assert "minst sex bokstäver" in error_links(short.text)[0]
    known = submit(carin, f"{home}/kod", {"code": code.code.lower()})
    assert error_links(known.text) == ["Koden finns redan. Välj en annan."]
    me = {
        "participants-0-given_name": "Åsa", "participants-0-family_name": "Öberg",
        "participants-0-email": "a@exempel.se", "participants-0-organization": "Kommunen",
        "participants-0-fee_category": str(category.id), "access_code": code.code,
    }  # fmt: skip
    assert submit(carin, "/varberg/anmalan", me).status_code == 303
    assert "1 av 1" in carin.get(home).text
    submit(carin, home, action=f"{home}/kod/{code.id}/avsluta")
    assert "avslutad" in carin.get(home).text
    ended = submit(carin, "/varberg/anmalan", me | {"participants-0-email": "b@exempel.se"})
    assert error_links(ended.text) == ["Koden stämmer inte. Kontrollera den och försök igen."]


def test_an_option_with_hours_seats_a_last_day_and_two_rates_of_vat(
    carin: FlaskClient, session: Session, home: str
) -> None:
    dinner = {
        "label": "Middag", "text": "Tre rätter", "on": "2020-03-26", "starts": "18.00", "ends": "22.00",
        "last_on": "2020-03-10", "seats": "40",
    }  # fmt: skip
    submit(carin, f"{home}/tillval", dinner)
    option = rows(session, Option)[0]
    for name, amount, rate in (("Mat", "336", "120"), ("Dryck", "125", "250")):
        priced = {"label": name, "amount": amount, "vat_rate": rate}
        assert submit(carin, f"{home}/pris?for=tillval-{option.id}", priced).status_code == 303
    form = text_of(carin.get("/varberg/anmalan").text)
    assert "Middag, 461 kr" in form
    assert "torsdag 26 mars kl. 18\N{EN DASH}22. Tre rätter" in form
    assert "Sista dag att välja: 10 mars." in form
    session.commit()
    pool = session.scalars(select(SeatPool).where(SeatPool.kind == PoolKind.OPTION)).one()
    pool.taken = 3
    session.commit()
    few = submit(carin, f"{home}/tillval/{option.id}", {"seats": "2"})
    assert error_links(few.text) == ["Det finns redan 3 anmälda. Antalet platser kan inte vara lägre."]
    assert resubmit(carin, f"{home}/tillval/{option.id}", few, {"seats": ""}).status_code == 303
    submit(carin, home, action=f"{home}/tillval/{option.id}/avsluta")
    assert "Middag" not in carin.get("/varberg/anmalan").text


def test_terms_are_set_shown_and_taken_back(carin: FlaskClient, session: Session, home: str) -> None:
    half = {
        "free_until": "2020-02-27", "late_fee": "part", "late_amount": "350", "transfer_until": "2020-03-25",
        "no_show_amount": "500",
    }  # fmt: skip
    missing = submit(carin, f"{home}/villkor", half | {"late_amount": "", "free_until": ""})
    assert error_links(missing.text) == ["Skriv sista dagen som avanmälan är kostnadsfri", "Skriv beloppet"]
    assert submit(carin, f"{home}/villkor", half).status_code == 303
    said = text_of(carin.get("/varberg/anmalan").text)
    assert "Avanmälan är kostnadsfri till och med 27 februari, därefter kostar den 350 kr." in said
    assert "Platsen kan gå till en kollega till och med 25 mars." in said
    assert "Den som uteblir utan att avanmäla sig faktureras 500 kr." in said
    count = len(rows(session, PriceRow))
    assert submit(carin, f"{home}/villkor", {}).status_code == 303
    assert len(rows(session, PriceRow)) == count
    submit(carin, f"{home}/villkor", {"late_fee": "none", "no_show_amount": ""})
    assert "Avanmälan är kostnadsfri" not in carin.get("/varberg/anmalan").text


def test_those_who_stayed_away_are_charged_once_by_name(
    carin: FlaskClient, session: Session, home: str, varberg: Conference, send: Send, clock: FixedClock
) -> None:
    submit(carin, f"{home}/villkor", {"no_show_amount": "500"})
    send(varberg, a_sign_up(2))
    assert "Vänta tills konferensen är över." in carin.get(f"{home}/uteblivna").text
    clock.set(datetime(2020, 3, 28, 9, 0, tzinfo=UTC))
    person = rows(session, Participant)[0]
    for _twice in range(2):
        submit(carin, f"{home}/uteblivna", {"deltagare": [str(person.id)]})
    assert [charge.gross_minor for charge in rows(session, Charge)] == [70_000, 70_000, 50_000]
    assert "redan debiterad" in carin.get(f"{home}/uteblivna").text
    kinds = [letter.kind for letter in rows(session, OutboxMessage)]
    assert kinds.count("registrations.no_show") == 1


def test_an_organizer_may_waive_a_late_fee(
    carin: FlaskClient, session: Session, home: str, varberg: Conference, send: Send
) -> None:
    submit(carin, f"{home}/villkor", {"free_until": "2020-02-01", "late_fee": "full"})
    send(varberg, a_sign_up())
    person = rows(session, Participant)[0]
    path = f"/arrangor/konferens/{varberg.id}/deltagare/{person.id}"
    assert "Avstå från avgiften" in carin.get(path).text
    assert submit(carin, path, {"avsta": "1"}, action=f"{path}/avanmal").status_code == 303
    assert sum(charge.gross_minor for charge in rows(session, Charge)) == 0


def test_an_organizer_sets_category_and_options_of_somebody_signed_up(
    carin: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    speaker = make_category(session, varberg, "Medverkande", 0, needs_code=True)
    dinner = make_option(session, varberg, seats=1)
    send(varberg, a_sign_up())
    person = rows(session, Participant)[0]
    path = f"/arrangor/konferens/{varberg.id}/deltagare/{person.id}"
    assert "Avgift och tillval" in carin.get(path).text
    choose = f"/arrangor/konferens/{varberg.id}/avgifter/deltagare/{person.id}"
    chosen = {"fee_category": str(speaker.id), f"fee_option_{dinner.id}": "y"}
    drawn = carin.get(choose)
    assert submit(carin, choose, chosen).status_code == 303
    stale = resubmit(carin, choose, drawn, {"fee_category": "ordinary"})
    assert stale.status_code in {409, 422}
    assert sum(charge.gross_minor for charge in rows(session, Charge)) == 46_100
    assert "Avgift och tillval ändrade" in carin.get(path).text
    send(varberg, a_sign_up([a_person(4, is_booker=True)]))
    other = rows(session, Participant)[1]
    full = submit(
        carin,
        f"/arrangor/konferens/{varberg.id}/avgifter/deltagare/{other.id}",
        {f"fee_option_{dinner.id}": "y"},
    )
    assert error_links(full.text) == ["Middag är fullbokat. Kryssa ur det, resten står kvar."]


@pytest.mark.parametrize(
    ("role", "home_status", "price_status", "category_status"),
    [
        (Role.EDITOR, 200, 404, 200),
        (Role.FINANCE, 200, 200, 404),
        (Role.PARTICIPANTS, 404, 404, 404),
        (Role.READER, 404, 404, 404),
    ],
)
def test_money_is_the_finance_role_s_and_what_is_offered_the_editor_s(
    client: FlaskClient,
    session: Session,
    varberg: Conference,
    home: str,
    role: Role,
    home_status: int,
    price_status: int,
    category_status: int,
) -> None:
    make_category(session, varberg, "Student", 30_000)
    add_price(session, varberg, 60_000)
    make_person(session, "eva@halland.exempel.se", organizer=varberg.owner, role=role)
    sign_in(client, "eva@halland.exempel.se")
    found = [client.get(home + path).status_code for path in ("", "/pris", "/kategori")]
    assert found == [home_status, price_status, category_status]
