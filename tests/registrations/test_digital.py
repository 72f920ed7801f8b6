"""On site becomes remote: seats, sums by hand, what goes with the house, and the question of a higher fee."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.billing.models import Charge
from regapp.choices.models import Meal, ParticipantMeal
from regapp.choices.rules import Chosen
from regapp.conferences.models import Conference, ConferenceMode, Option, PoolKind, SeatPool
from regapp.database.session import transaction
from regapp.kernel.clock import FixedClock
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import Organizer, OrganizerKind
from regapp.registrations.commands.consents import accept_fee, expire_consents
from regapp.registrations.commands.edit import edit_buyer
from regapp.registrations.models import Attendance, FeeConsent, NeedsAnswer, OptionPick, Participant, Status
from regapp.registrations.needs import DIET_WORDS
from tests.choosing import add_item, add_meal
from tests.offers import make_category, make_option
from tests.registrations.desk import Desk
from tests.registrations.turning import ANSWER_BY, Turns, entry
from tests.sending import NOW, Send
from tests.support.forms import submit
from tests.world import HALLAND, KALMAR, a_buyer, a_person, a_sign_up, make_conference, make_organizer

both = pytest.mark.both_databases


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session), capacity=4, arrival="Fika från kl. 09.30")


@pytest.fixture
def turns(app: Flask, session: Session, varberg: Conference) -> Turns:
    return Turns(Desk(app, session, varberg))


def attendances(session: Session) -> set[Attendance]:
    session.rollback()
    return set(session.scalars(select(Participant.attendance)))


def standing(session: Session) -> list[int]:
    """The charges that are not undone, in öre."""
    session.rollback()
    undone = select(Charge.reverses_id).where(Charge.reverses_id.is_not(None))
    stands = select(Charge.gross_minor).where(Charge.reverses_id.is_(None), Charge.id.not_in(undone))
    return list(session.scalars(stands.order_by(Charge.id)))


def asked(session: Session) -> list[int]:
    session.rollback()
    return list(session.scalars(select(FeeConsent.amount_minor).order_by(FeeConsent.participant_id)))


@both
def test_free_from_a_distance_reverses_everything_and_lets_the_line_in(
    session: Session, turns: Turns, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up(4))
    send(varberg, a_sign_up([a_person(8, is_booker=True)]))
    assert (turns.desk.charged(), turns.desk.pool()) == (280_000, (4, 1))
    turns.digital(0)
    held = turns.conference()
    assert held.mode is ConferenceMode.REMOTE
    assert attendances(session) == {Attendance.REMOTE}
    assert turns.desk.charged() == 0
    assert turns.desk.statuses() == [Status.CONFIRMED] * 5
    assert turns.desk.pool() == (5, 0)
    assert turns.desk.letters()[-6:] == ["conference_digital"] * 5 + ["let_in"]
    assert held.arrival == ""


@both
def test_a_lower_fee_is_charged_at_once_by_each_kind_of_buyer(
    session: Session, turns: Turns, varberg: Conference, send: Send
) -> None:
    """700 to 400 kr: a municipality and a company 400 with VAT in it, a state authority 400 without,
    the seller itself nothing."""
    own = a_buyer(kind=OrganizerKind.COUNTY_BOARD, name="Länsstyrelsen i Halland", org_number=HALLAND)
    state = a_buyer(kind=OrganizerKind.COUNTY_BOARD, name="Länsstyrelsen i Kalmar", org_number=KALMAR)
    company = a_buyer(kind=OrganizerKind.COMPANY, name="Virke AB")
    for number, buyer in enumerate((a_buyer(), company, state, own)):
        send(varberg, a_sign_up([a_person(number + 1, is_booker=True)], buyer=buyer))
    assert standing(session) == [70_000, 70_000, 70_000]
    turns.digital(40_000)
    assert standing(session) == [40_000, 40_000, 40_000]
    vat = select(Charge.vat_minor).order_by(Charge.id.desc()).limit(3)
    assert list(session.scalars(vat)) == [0, 8_000, 8_000]
    assert asked(session) == []
    letters = [" ".join(one.paragraphs) for one in turns.desk.written("conference_digital")]
    assert all("400\N{NO-BREAK SPACE}kr" in text for text in letters[:3])


@both
def test_a_higher_fee_is_asked_and_charged_at_the_yes_only(
    app: Flask, session: Session, turns: Turns, varberg: Conference, send: Send
) -> None:
    token = send(varberg, a_sign_up(2)).token
    turns.digital(90_000)
    assert asked(session) == [90_000, 90_000]
    assert turns.desk.charged() == 0
    (letter, _other) = turns.desk.written("conference_digital")
    assert "svara senast" in " ".join(letter.paragraphs)
    assert letter.actions[0][0] == "Svara om du deltar på distans"
    first = turns.desk.on(
        token, lambda rows, one, held, ids: accept_fee(rows, one, held, ids[:1], now=NOW)
    )  # fmt: skip
    again = turns.desk.on(
        token, lambda rows, one, held, ids: accept_fee(rows, one, held, ids[:1], now=NOW)
    )  # fmt: skip
    assert (first, again) == (1, 0)
    assert standing(session) == [90_000]
    with pytest.raises(Refusal, match="fee_answer_late"):
        turns.desk.on(token, lambda rows, one, held, ids: accept_fee(rows, one, held, ids, now=ANSWER_BY))
    with app.app_context(), transaction() as rows:
        assert expire_consents(rows, now=ANSWER_BY) == 1
    assert turns.desk.statuses() == [Status.CONFIRMED, Status.CANCELLED]
    assert (standing(session), turns.desk.pool(), asked(session)) == ([90_000], (1, 0), [])
    with app.app_context(), transaction() as rows:
        assert expire_consents(rows, now=ANSWER_BY) == 0


@both
def test_a_category_never_pays_more_than_it_did(
    session: Session, turns: Turns, varberg: Conference, send: Send
) -> None:
    student = make_category(session, varberg, "Student", 20_000)
    send(varberg, a_sign_up([a_person(0, category_id=student.id)]))
    assert standing(session) == [20_000]
    turns.digital(90_000)
    assert (standing(session), asked(session)) == ([20_000], [])


@both
def test_what_goes_with_the_house_is_gone_and_the_kitchen_counts_nobody(
    session: Session, turns: Turns, varberg: Conference, send: Send
) -> None:
    dinner, notes = make_option(session, varberg, seats=5), make_option(session, varberg, "Dokumentation")
    lunch, item = add_meal(session, varberg), add_item(session, varberg, "Skog", room="Aulan", seats=1)
    person = a_person(
        0, diet=(next(iter(DIET_WORDS)),), food_note="Inte svamp", access_needs="Hörslinga",
        option_ids=(dinner.id, notes.id), meals=(lunch.id,),
        choices=(Chosen(item.id, _pool(session, item.id)),),
    )  # fmt: skip
    send(varberg, a_sign_up([person]))
    assert sum(standing(session)) == 70_000 + 2 * 46_100
    turns.digital(40_000, kept_options=frozenset({notes.id}))
    assert sum(standing(session)) == 40_000 + 46_100
    assert session.scalars(select(OptionPick.option_id)).all() == [notes.id]
    assert session.get_one(Option, dinner.id).withdrawn_at == NOW
    assert session.scalar(select(func.count()).select_from(ParticipantMeal)) == 0
    assert session.scalars(select(Meal.removed)).all() == [True]
    needs = session.scalars(select(NeedsAnswer)).one()
    assert (needs.diet, needs.allergies, needs.food_note, needs.access_needs) == ([], [], "", "Hörslinga")
    session.refresh(item)
    assert (item.room, item.sequence) == ("", 1)


def _pool(session: Session, item_id: int) -> int:
    found = select(SeatPool.id).where(SeatPool.kind == PoolKind.SEMINAR, SeatPool.subject_id == item_id)
    return session.scalars(found).one()


def test_the_calendar_and_the_page_follow(
    client: FlaskClient, session: Session, turns: Turns, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up())
    turns.digital(0)
    (letter,) = turns.desk.written("conference_digital")
    assert letter.changes == (("Var", "Varberg", "På distans"),)
    found = entry(letter)
    assert (str(found["LOCATION"]), int(found["SEQUENCE"])) == ("På distans", 1)
    page = client.get("/varberg").text
    assert "Konferensen hålls på distans i stället." in page
    assert "EventMovedOnline" in page
    assert "OnlineEventAttendanceMode" in page
    assert "Digital" in page
    assert "platser kvar" not in page


def test_fewer_seats_than_people_and_a_fee_where_nobody_pays_are_refused(
    session: Session, turns: Turns, varberg: Conference, send: Send, app: Flask
) -> None:
    send(varberg, a_sign_up(3))
    with pytest.raises(Refusal, match="capacity_below_taken"):
        turns.digital(0, seats=2)
    session.rollback()
    free = make_conference(session, session.get_one(Organizer, varberg.owner_id), path="gratis", price=0)
    with pytest.raises(Refusal, match="digital_fee_without_buyers"):
        Turns(Desk(app, session, free)).digital(10_000)
    turns.digital(0, seats=3)
    with pytest.raises(Refusal, match="already_remote"):
        turns.digital(0)


def test_the_yes_is_a_button_and_a_look_changes_nothing(
    client: FlaskClient, clock: FixedClock, session: Session, turns: Turns, varberg: Conference, send: Send
) -> None:
    token = send(varberg, a_sign_up(2)).token
    turns.digital(90_000)
    page = client.get(f"/a/{token}").text
    assert "1\N{NO-BREAK SPACE}800\N{NO-BREAK SPACE}kr" in page
    assert client.get(f"/a/{token}/avgift").status_code == 405
    assert standing(session) == []
    done = submit(client, f"/a/{token}", action=f"/a/{token}/avgift")
    assert done.status_code == 303
    assert standing(session) == [90_000, 90_000]
    assert "Svara senast" not in client.get(f"/a/{token}").text
    clock.set(ANSWER_BY)
    assert client.post(f"/a/{token}/avgift").status_code == 400


def test_nothing_is_charged_to_whoever_has_not_said_yes_whatever_else_changes(
    session: Session, turns: Turns, varberg: Conference, send: Send
) -> None:
    token = send(varberg, a_sign_up()).token
    turns.digital(90_000)
    _change_buyer(turns, token)
    assert standing(session) == []
    turns.postpone()
    with pytest.raises(Refusal, match="signup_postponed"):
        turns.desk.on(token, lambda rows, one, held, ids: accept_fee(rows, one, held, ids, now=NOW))
    turns.cancel()
    assert asked(session) == []


def _change_buyer(turns: Turns, token: str) -> None:
    buyer = a_buyer(kind=OrganizerKind.COMPANY, name="Virke AB")

    def change(rows: Session, one: Any, held: Conference, ids: list[int]) -> Any:
        return edit_buyer(rows, one, buyer, {held.id: held}, by=SYSTEM, now=NOW)

    act: Callable[..., Any] = change
    turns.desk.on(token, act)
