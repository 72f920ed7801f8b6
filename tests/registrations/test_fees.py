"""Categories, options and codes on the form, and what they cost; as a browser sends them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.billing.models import Charge
from regapp.conferences.models import (
    AccessCode,
    CodeAttempt,
    Conference,
    FeeCategory,
    Option,
    PoolKind,
    SeatPool,
)
from regapp.conferences.rules import local_instant
from regapp.kernel.clock import FixedClock
from regapp.registrations.models import OptionPick, Participant, PickState
from tests.offers import add_price, make_category, make_code, make_option
from tests.support.forms import ONE_PERSON, error_links, read_form, resubmit, submit
from tests.support.statements import statements
from tests.world import make_conference, make_organizer

FORM = "/varberg/anmalan"
ME = ONE_PERSON


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session))


def charged(session: Session) -> list[int]:
    session.commit()
    return list(session.scalars(select(Charge.gross_minor).order_by(Charge.id)))


def pool(session: Session, kind: PoolKind) -> SeatPool:
    session.commit()
    found = select(SeatPool).where(SeatPool.kind == kind).execution_options(populate_existing=True)
    return session.scalars(found).one()


def text_of(page: str) -> str:
    return page.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def student(session: Session, varberg: Conference) -> FeeCategory:
    return make_category(session, varberg, "Student", 30_000)


def test_the_ordinary_fee_is_chosen_until_somebody_chooses(
    client: FlaskClient, session: Session, student: FeeCategory
) -> None:
    page = client.get(FORM)
    assert dict(read_form(page.text).form_values())["participants-0-fee_category"] == "0"
    assert "300 kr" in text_of(page.text)
    assert resubmit(client, FORM, page, ME).status_code == 303
    assert charged(session) == [70_000]


def test_a_student_pays_what_students_pay_everywhere(
    client: FlaskClient, session: Session, student: FeeCategory
) -> None:
    chosen = ME | {"participants-0-fee_category": str(student.id)}
    counted = submit(client, FORM, chosen | {"do": "recount"})
    assert "Att betala" in counted.text
    assert '<dt>Student</dt><dd class="num">300 kr' in text_of(counted.text)
    done = resubmit(client, FORM, counted)
    assert charged(session) == [30_000]
    assert "300 kr" in text_of(client.get(done.headers["Location"]).text)


def test_a_category_of_another_conference_is_refused(
    client: FlaskClient, session: Session, student: FeeCategory
) -> None:
    elsewhere = make_conference(session, make_organizer(session, "kalmar"), path="kalmar")
    other = make_category(session, elsewhere, "Gratis", 0)
    answer = submit(client, FORM, ME | {"participants-0-fee_category": str(other.id)})
    assert error_links(answer.text) == ["Välj vilken avgift som gäller"]
    assert charged(session) == []


def test_who_pays_nothing_needs_no_buyer(client: FlaskClient, session: Session, varberg: Conference) -> None:
    free = make_category(session, varberg, "Medverkande", 0)
    alone = {name: value for name, value in ME.items() if not name.startswith("buyer")}
    answer = submit(client, FORM, alone | {"participants-0-fee_category": str(free.id)})
    assert answer.status_code == 303
    assert charged(session) == []


@pytest.fixture
def early(session: Session, varberg: Conference) -> None:
    until = local_instant(date(2020, 2, 16), 0, 0, "Europe/Stockholm")
    add_price(session, varberg, 60_000, valid_until=until)


@pytest.mark.usefixtures("early")
def test_the_form_tells_both_and_charges_the_one_of_the_moment(
    client: FlaskClient, session: Session, clock: FixedClock
) -> None:
    assert "Till och med 15 februari 600 kr, därefter 700 kr" in text_of(client.get("/varberg").text)
    submit(client, FORM, ME)
    clock.set(datetime(2020, 2, 15, 23, 0, tzinfo=UTC))
    assert "Till och med" not in client.get("/varberg").text
    page = client.get(FORM)
    assert "600 kr" not in text_of(page.text)
    resubmit(client, FORM, page, ME | {"participants-0-email": "b@exempel.se"})
    assert charged(session) == [60_000, 70_000]


@pytest.fixture
def dinner(session: Session, varberg: Conference) -> Option:
    closes = local_instant(date(2020, 3, 1), 0, 0, "Europe/Stockholm")
    return make_option(session, varberg, seats=2, closes_at=closes)


def test_dinner_is_charged_by_its_rows_in_the_same_sign_up(
    client: FlaskClient, session: Session, dinner: Option
) -> None:
    box = f"participants-0-fee_option_{dinner.id}"
    page = client.get(FORM)
    assert "Middag, 461 kr" in text_of(page.text)
    assert "Sista dag att välja: 29 februari." in text_of(page.text)
    counted = resubmit(client, FORM, page, ME | {box: "y", "do": "recount"})
    shown = text_of(counted.text)
    assert all(words in shown for words in ("1 161 kr", "165 kr", "Varav moms 12 %", "36 kr"))
    done = resubmit(client, FORM, counted)
    assert charged(session) == [70_000, 33_600, 12_500]
    assert pool(session, PoolKind.OPTION).taken == 1
    receipt = text_of(client.get(done.headers["Location"]).text)
    assert "1 161 kr" in receipt
    assert "Middag, mat 336 kr" in receipt


def test_what_is_full_cannot_be_chosen_and_says_so(
    client: FlaskClient, session: Session, dinner: Option
) -> None:
    page = client.get(FORM)
    pool(session, PoolKind.OPTION).taken = 2
    session.commit()
    fresh = client.get(FORM).text
    assert "Fullbokat." in fresh
    assert "disabled" in fresh
    box = f"participants-0-fee_option_{dinner.id}"
    answer = resubmit(client, FORM, page, ME | {box: "y"})
    assert answer.status_code == 422
    assert error_links(answer.text) == ["Middag är fullbokat. Kryssa ur det, resten står kvar."]
    assert dict(read_form(answer.text).form_values())[box] == "y"
    assert charged(session) == []


def test_s11_three_who_want_two_seats_get_nothing_and_keep_everything(
    client: FlaskClient, session: Session, dinner: Option
) -> None:
    page = submit(client, FORM, ME | {"do": "add"})
    page = resubmit(client, FORM, page, {"do": "add"})
    group: dict[str, Any] = {f"participants-{n}-fee_option_{dinner.id}": "y" for n in range(3)}
    for number in (1, 2):
        group |= {
            f"participants-{number}-given_name": "Bo",
            f"participants-{number}-family_name": f"Ek {number}",
            f"participants-{number}-organization": "Kommunen",
        }
    answer = resubmit(client, FORM, page, group)
    assert answer.status_code == 409
    assert error_links(answer.text) == ["Deltagare 1: Middag har bara 2 platser kvar. Kryssa ur för någon."]
    assert session.scalars(select(func.count(Participant.id))).one() == 0
    assert (pool(session, PoolKind.OPTION).taken, pool(session, PoolKind.CONFERENCE).taken) == (0, 0)
    two = {f"participants-0-fee_option_{dinner.id}": None}
    assert resubmit(client, FORM, answer, two).status_code == 303
    assert pool(session, PoolKind.OPTION).taken == 2


def test_after_its_last_day_it_is_there_but_locked(
    client: FlaskClient, session: Session, clock: FixedClock, dinner: Option
) -> None:
    page = client.get(FORM)
    clock.set(datetime(2020, 3, 2, 9, 0, tzinfo=UTC))
    assert "Går inte längre att välja." in client.get(FORM).text
    answer = resubmit(client, FORM, page, ME | {f"participants-0-fee_option_{dinner.id}": "y"})
    assert answer.status_code == 422
    assert "Sista dagen har varit." in error_links(answer.text)[0]


def test_i15_an_option_of_another_conference_is_not_there(
    client: FlaskClient, session: Session, dinner: Option
) -> None:
    other = make_option(
        session, make_conference(session, make_organizer(session, "k"), path="kalmar"), "Resa"
    )
    submit(client, FORM, ME | {f"participants-0-fee_option_{other.id}": "y"})
    assert session.scalars(select(OptionPick)).all() == []


def test_cancelling_gives_the_dinner_back_and_returning_takes_it_again(
    client: FlaskClient, session: Session, dinner: Option
) -> None:
    done = submit(client, FORM, ME | {f"participants-0-fee_option_{dinner.id}": "y"})
    mine = done.headers["Location"].partition("?")[0]
    submit(client, f"{mine}/avanmal")
    assert sum(charged(session)) == 0
    assert pool(session, PoolKind.OPTION).taken == 0
    submit(client, mine, action=f"{mine}/aterkom")
    assert sum(charged(session)) == 116_100
    assert session.scalars(select(OptionPick.state)).all() == [PickState.HELD]


@pytest.fixture
def speaker(session: Session, varberg: Conference) -> FeeCategory:
    return make_category(session, varberg, "Medverkande", 0, needs_code=True)


@pytest.fixture
def code(session: Session, varberg: Conference, speaker: FeeCategory) -> AccessCode:
    return make_code(session, varberg, speaker, uses=2)


@pytest.fixture
def chosen(code: AccessCode) -> dict[str, Any]:
    return ME | {"participants-0-fee_category": str(code.category_id), "access_code": "7kq2 m9xr"}


def test_the_code_opens_its_category_however_it_is_typed(
    client: FlaskClient, session: Session, chosen: dict[str, Any]
) -> None:
    assert submit(client, FORM, chosen).status_code == 303
    assert charged(session) == []
    assert pool(session, PoolKind.CODE).taken == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"access_code": "FEL"}, "Koden stämmer inte. Kontrollera den och försök igen."),
        ({"access_code": ""}, "Medverkande behöver en kod. Skriv den, eller välj en annan avgift."),
        (
            {"participants-0-fee_category": "0"},
            "Koden gäller Medverkande. Välj den avgiften för den som koden är till för.",
        ),
    ],
)
def test_a_wrong_code_is_told_at_its_field_and_everything_is_kept(
    client: FlaskClient,
    session: Session,
    chosen: dict[str, Any],
    changed: dict[str, str],
    message: str,
) -> None:
    answer = submit(client, FORM, chosen | changed)
    assert answer.status_code == 409
    assert error_links(answer.text) == [message]
    kept = dict(read_form(answer.text).form_values())
    assert kept["buyer-reference"] == "ZZABC123"
    assert kept["participants-0-fee_category"] == (chosen | changed)["participants-0-fee_category"]
    assert session.scalars(select(func.count(Participant.id))).one() == 0


def test_it_works_from_its_first_day_until_its_last(
    client: FlaskClient, session: Session, chosen: dict[str, Any], code: AccessCode
) -> None:
    code.valid_from = datetime(2020, 2, 20, tzinfo=UTC)
    session.commit()
    assert "Koden gäller först från och med" in submit(client, FORM, chosen).text
    code.valid_from, code.valid_until = None, datetime(2020, 2, 1, tzinfo=UTC)
    session.commit()
    assert error_links(submit(client, FORM, chosen).text) == ["Koden gäller inte längre."]


def test_uses_are_counted_by_head_and_come_back_with_a_cancellation(
    client: FlaskClient, session: Session, chosen: dict[str, Any]
) -> None:
    first = submit(client, FORM, chosen)
    submit(client, FORM, chosen | {"participants-0-email": "b@exempel.se"})
    spent = submit(client, FORM, chosen | {"participants-0-email": "c@exempel.se"})
    assert error_links(spent.text) == ["Koden har redan använts så många gånger som den får."]
    submit(client, first.headers["Location"].partition("?")[0] + "/avanmal")
    assert pool(session, PoolKind.CODE).taken == 1
    assert resubmit(client, FORM, spent).status_code == 303


def test_guessing_is_stopped_for_a_while(
    client: FlaskClient, session: Session, chosen: dict[str, Any]
) -> None:
    page = client.get(FORM)
    for number in range(20):
        resubmit(client, FORM, page, chosen | {"access_code": f"GISSNING{number}"})
    session.commit()
    assert session.scalars(select(func.count(CodeAttempt.id))).one() == 20
    stopped = resubmit(client, FORM, page, chosen)
    assert "Det har blivit för många felaktiga koder." in error_links(stopped.text)[0]


def test_a_sign_up_with_categories_and_options_asks_few_things_more(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference
) -> None:
    student = make_category(session, varberg, "Student", 30_000)
    dinner = make_option(session, varberg, seats=5)
    chosen = {"participants-0-fee_category": str(student.id), f"participants-0-fee_option_{dinner.id}": "y"}
    page = client.get(FORM)
    with statements(app) as seen:
        assert resubmit(client, FORM, page, ME | chosen).status_code == 303
    assert len(seen) <= 16, seen
