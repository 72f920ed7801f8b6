"""Offered seats: letters, answers, deadlines, groups; by command, on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.models import Conference, LetInMode, PriceRow
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import held_days
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands import (
    cancel_participants,
    choose_fewer,
    choose_let_in_mode,
    move_participant,
    offer_by_hand,
)
from regapp.registrations.commands.turns import cancel_conference
from regapp.registrations.models import BookerRole, Status
from tests.registrations.desk import Desk
from tests.sending import NOW, Send
from tests.world import KALMAR, a_person, a_sign_up, make_conference, make_organizer, make_series

pytestmark = pytest.mark.both_databases
# Friday 14 February 10.00: the first working day at 12.00 at least 48 hours away is Monday.
MONDAY = datetime(2020, 2, 17, 11, tzinfo=UTC)
OFFERED, WAITING, CONFIRMED, GONE = Status.OFFERED, Status.WAITING, Status.CONFIRMED, Status.CANCELLED


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session), capacity=3)


@pytest.fixture
def desk(app: Flask, session: Session, varberg: Conference) -> Desk:
    return Desk(app, session, varberg)


@pytest.fixture
def full(varberg: Conference, send: Send) -> str:
    """Three seated of three."""
    return send(varberg, a_sign_up(3)).token


def one(number: int) -> Any:
    return a_sign_up([a_person(number, is_booker=True)])


def group(*numbers: int, **values: Any) -> Any:
    return a_sign_up([a_person(n, is_booker=n == numbers[0]) for n in numbers], **values)


def test_s7_a_freed_seat_is_offered_to_the_head_held_and_not_charged(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    send(varberg, one(8))
    send(varberg, one(9))
    desk.cancel(full, 0)
    assert desk.statuses() == [GONE, CONFIRMED, CONFIRMED, OFFERED, WAITING]
    assert desk.pool() == (3, 1)
    assert desk.until() == {MONDAY}
    assert desk.charged() == 2 * 70_000
    assert desk.letters()[-2:] == ["cancelled", "offered"]
    assert not send(varberg, one(10)).seated, "a newcomer takes no held seat"


def test_the_letter_is_an_offer_with_a_deadline_and_no_invitation(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    token = send(varberg, one(8)).token
    desk.cancel(full, 0)
    (letter,) = desk.written("offered")
    assert letter.subject == (
        "En plats är ledig för dig i Varberg, svara senast måndag 17\xa0februari kl.\xa012.00"
    )
    assert letter.paragraphs[0] == (
        "En plats är ledig för dig i Varberg. Svara senast måndag 17\xa0februari kl.\xa012.00."
    )
    assert letter.actions == (("Svara på erbjudandet", f"http://localhost/a/{token}"),)
    assert letter.calendar is None
    desk.accept(token)
    assert desk.written("offered") == [], "nobody is asked for an answer that has come"


def test_yes_confirms_charges_and_invites(desk: Desk, varberg: Conference, send: Send, full: str) -> None:
    token = send(varberg, one(8)).token
    desk.cancel(full, 0)
    assert desk.accept(token) == 1
    assert desk.accept(token) == 0, "twice is once"
    assert desk.statuses()[-1] is CONFIRMED
    assert (desk.pool(), desk.charged()) == ((3, 0), 3 * 70_000)
    assert desk.letters()[-1] == "confirmation"
    letter = desk.written("confirmation")[-1]
    assert letter.calendar is not None
    assert letter.calendar.method == "REQUEST"
    assert desk.history()[-1] == "offer_accepted"


def test_yes_costs_what_it_costs_at_that_moment(
    desk: Desk, session: Session, varberg: Conference, send: Send, full: str
) -> None:
    token = send(varberg, one(8)).token
    desk.cancel(full, 0)
    session.commit()
    old = session.scalars(select(PriceRow)).one()
    old.valid_until = NOW + timedelta(hours=1)
    session.add(
        PriceRow(
            conference_id=varberg.id, seller_id=old.seller_id, label="Sen avgift", amount_minor=90_000,
            vat_mode=old.vat_mode, vat_permille=250, valid_from=old.valid_until, created_at=NOW,
        )
    )  # fmt: skip
    session.commit()
    desk.accept(token, now=NOW + timedelta(hours=2))
    assert desk.charged() == 2 * 70_000 + 90_000


def test_no_leaves_the_line_and_the_next_is_offered(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    token = send(varberg, one(8)).token
    send(varberg, one(9))
    desk.cancel(full, 0)
    desk.cancel(token)
    assert desk.statuses()[-2:] == [GONE, OFFERED]
    assert desk.letters()[-2:] == ["offer_declined", "offered"]
    (letter,) = desk.written("offer_declined")
    assert letter.calendar is None
    assert "sist i kön" in letter.paragraphs[-1]
    assert "offer_declined" in desk.history()
    with pytest.raises(Refusal, match="offer_gone"):
        desk.accept(token)


def test_a_no_does_not_cancel_a_seat_that_was_said_yes_to(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    token = send(varberg, one(8)).token
    desk.cancel(full, 0)
    desk.accept(token)
    gone = desk.on(
        token,
        lambda rows, one, held, ids: cancel_participants(rows, one, held, ids, now=NOW, only={OFFERED}),
    )
    assert gone == 0
    assert desk.statuses()[-1] is CONFIRMED


def test_no_answer_ends_at_the_deadline_once_and_the_next_is_offered(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    send(varberg, one(8))
    send(varberg, one(9))
    desk.cancel(full, 0)
    assert desk.expire(MONDAY - timedelta(seconds=1)) == 0
    assert desk.expire(MONDAY) == 1
    assert desk.expire(MONDAY) == 0
    assert desk.statuses()[-2:] == [GONE, OFFERED]
    assert desk.letters()[-2:] == ["offer_expired", "offered"]
    (letter,) = desk.written("offer_expired")
    assert "du står inte kvar i kön" in letter.paragraphs[0]
    assert desk.until() == {datetime(2020, 2, 19, 11, tzinfo=UTC)}


def test_a_late_yes_is_refused_before_the_worker_has_been_there(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    token = send(varberg, one(8)).token
    desk.cancel(full, 0)
    with pytest.raises(Refusal, match="offer_late"):
        desk.accept(token, now=MONDAY)
    assert desk.statuses()[-1] is OFFERED
    assert desk.accept(token, now=MONDAY - timedelta(seconds=1)) == 1


def test_a_group_answers_one_by_one_or_all_at_once(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    token = send(varberg, group(7, 8, 9)).token
    send(varberg, one(10))
    desk.cancel(full)
    assert desk.statuses()[3:] == [OFFERED, OFFERED, OFFERED, WAITING]
    assert desk.accept(token, 1) == 1
    desk.cancel(token, 2)
    assert desk.statuses()[3:] == [OFFERED, CONFIRMED, GONE, OFFERED]
    assert desk.accept(token) == 1
    assert desk.statuses()[3:] == [CONFIRMED, CONFIRMED, GONE, OFFERED]


@pytest.mark.parametrize("beforehand", [True, False])
def test_a_group_that_accepts_fewer_is_offered_in_form_order_and_keeps_the_head(
    desk: Desk, varberg: Conference, send: Send, full: str, beforehand: bool
) -> None:
    token = send(varberg, group(7, 8, 9, accepts_fewer=beforehand)).token
    send(varberg, one(10))
    desk.cancel(full, 0, 1)
    if not beforehand:
        assert desk.statuses()[3:] == [WAITING] * 4, "nobody passes them"
        desk.on(token, lambda rows, reg, held, ids: choose_fewer(rows, reg, held, True, now=NOW))
    assert desk.statuses()[3:] == [OFFERED, OFFERED, WAITING, WAITING]
    desk.cancel(full, 2)
    assert desk.statuses()[3:] == [OFFERED, OFFERED, OFFERED, WAITING]
    letters = desk.written("offered")
    assert dict(letters[0].facts)["Gäller"] == "Person Nummer 7, Person Nummer 8"


def test_a_booker_who_stays_at_home_hears_of_every_offer(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    people = [a_person(7), a_person(8, email="")]
    at_home = {"booker_role": BookerRole.OTHERS, "booker_name": "Bo Ek", "booker_email": "bo@exempel.se"}
    send(varberg, a_sign_up(people, **at_home))
    desk.cancel(full, 0, 1)
    assert desk.letters()[-2:] == ["offered", "offered_to_booker"]
    (letter,) = desk.written("offered_to_booker")
    assert letter.subject.startswith("2 platser är lediga för er i Varberg, svara senast")
    assert letter.calendar is None
    desk.expire(MONDAY)
    assert desk.letters()[-2:] == ["offer_expired", "offer_expired_to_booker"]


def test_where_nothing_is_charged_the_head_gets_the_seat_at_once(
    app: Flask, session: Session, send: Send
) -> None:
    free = make_conference(session, make_organizer(session), capacity=1, price=0)
    desk = Desk(app, session, free)
    token = send(free, a_sign_up(buyer=None)).token
    send(free, a_sign_up([a_person(8, is_booker=True)], buyer=None))
    desk.cancel(token)
    assert desk.statuses() == [GONE, CONFIRMED]
    assert desk.letters()[-1] == "let_in"


def test_by_hand_nothing_happens_until_an_organizer_offers(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    desk.do(lambda rows, held: choose_let_in_mode(rows, held, LetInMode.MANUAL, by=SYSTEM, now=NOW))
    send(varberg, one(8))
    desk.cancel(full, 0)
    assert (desk.statuses()[-1], desk.pool()) == (WAITING, (2, 1))
    assert len(desk.do(lambda rows, held: offer_by_hand(rows, held, now=NOW, by=SYSTEM))) == 1
    assert desk.statuses()[-1] is OFFERED
    with pytest.raises(Refusal, match="no_free_seat"):
        desk.do(lambda rows, held: offer_by_hand(rows, held, now=NOW, by=SYSTEM))


def test_choosing_to_offer_or_let_in_takes_what_is_free(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    desk.do(lambda rows, held: choose_let_in_mode(rows, held, LetInMode.MANUAL, by=SYSTEM, now=NOW))
    send(varberg, one(8))
    send(varberg, one(9))
    desk.cancel(full, 0)
    desk.do(lambda rows, held: choose_let_in_mode(rows, held, None, by=SYSTEM, now=NOW))
    assert desk.statuses()[3:] == [OFFERED, WAITING]
    desk.cancel(full, 1)
    desk.do(lambda rows, held: choose_let_in_mode(rows, held, LetInMode.DIRECT, by=SYSTEM, now=NOW))
    assert desk.statuses()[3:] == [OFFERED, OFFERED], "open offers stay open"
    desk.cancel(full, 2)


def test_out_of_turn_is_offered_only_to_a_group_that_fits_and_the_history_says_so(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    send(varberg, group(5, 6, 7))
    send(varberg, group(8, 9))
    send(varberg, one(10))
    desk.cancel(full, 0)

    def offer(ticket: int | None) -> Any:
        return desk.do(lambda rows, held: offer_by_hand(rows, held, now=NOW, by=SYSTEM, ticket=ticket))

    for ticket, code in ((None, "head_does_not_fit"), (2, "group_does_not_fit"), (77, "not_in_line")):
        with pytest.raises(Refusal, match=code):
            offer(ticket)
    assert len(offer(3)) == 1
    assert desk.statuses()[-1] is OFFERED
    assert desk.history()[-1] == "offered_out_of_turn"
    assert desk.pool() == (3, 5)


def test_in_the_last_two_days_only_a_hand_offers_and_never_past_the_start(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    evening = datetime(2020, 3, 26, 18, tzinfo=UTC)
    send(varberg, one(8))
    desk.cancel(full, 0, now=evening)
    assert desk.statuses()[-1] is WAITING
    desk.do(lambda rows, held: offer_by_hand(rows, held, now=evening, by=SYSTEM))
    assert desk.until() == {held_days(varberg)[0].starts_at}
    begun = datetime(2020, 3, 27, 9, tzinfo=UTC)
    with pytest.raises(Refusal, match="offer_too_late"):
        desk.do(lambda rows, held: offer_by_hand(rows, held, now=begun, by=SYSTEM))


def test_s9_offered_seats_count_when_the_capacity_is_lowered(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    send(varberg, one(8))
    desk.cancel(full, 0)
    with pytest.raises(Refusal, match="capacity_below_taken"):
        desk.save(capacity=2)


def test_s10_more_seats_are_offered_to_exactly_so_many(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    for number in range(10, 14):
        send(varberg, one(number))
    desk.save(capacity=5)
    assert desk.statuses()[3:] == [OFFERED, OFFERED, WAITING, WAITING]


def test_a_new_venue_ends_open_offers_and_offers_anew(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    send(varberg, one(8))
    desk.cancel(full, 0)
    desk.save(venue="Teatern")
    assert desk.statuses()[-1] is OFFERED
    assert desk.letters()[-4:] == ["changed", "changed", "changed", "offered"]
    assert "offer_withdrawn" in desk.history()


def test_an_offer_that_is_not_made_anew_is_taken_back_with_a_letter(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    send(varberg, one(8))
    send(varberg, one(9))
    desk.cancel(full, 0)
    desk.do(lambda rows, held: choose_let_in_mode(rows, held, LetInMode.MANUAL, by=SYSTEM, now=NOW))
    desk.save(venue="Teatern")
    assert desk.statuses()[3:] == [WAITING, WAITING]
    assert desk.pool() == (2, 2)
    assert desk.letters()[-1] == "offer_withdrawn"
    (letter,) = desk.written("offer_withdrawn")
    assert "samma plats" in letter.paragraphs[-1]


def test_calling_off_ends_open_offers_and_tells_them(
    desk: Desk, varberg: Conference, send: Send, full: str
) -> None:
    token = send(varberg, one(8)).token
    desk.cancel(full, 0)
    desk.do(lambda rows, held: cancel_conference(rows, held, "Storm.", by=SYSTEM, now=NOW))
    assert OFFERED not in desk.statuses()
    assert desk.letters()[-3:] == ["conference_cancelled"] * 3
    letter = desk.written("conference_cancelled")[-1]
    assert (letter.calendar, letter.paragraphs[0]) == (None, "Storm.")
    with pytest.raises(Refusal, match="signup_cancelled"):
        desk.accept(token)
    assert desk.expire(MONDAY + timedelta(days=9)) == 0


def test_who_moves_away_leaves_the_offered_seat_to_the_next(app: Flask, session: Session, send: Send) -> None:
    halland, kalmar = make_organizer(session), make_organizer(session, "kalmar", org_number=KALMAR)
    series = make_series(session, halland)
    here = make_conference(session, halland, path="smartare/varberg", series=series, capacity=1)
    there = make_conference(session, kalmar, path="smartare/kalmar", series=series)
    desk = Desk(app, session, here)
    first = send(here, a_sign_up()).token
    token = send(here, one(8)).token
    send(here, one(9))
    desk.cancel(first)

    def move(rows: Session, registration: Any, held: Conference, ids: list[int]) -> None:
        (person,) = registration.participants
        target = get_conference(rows, there.id)
        move_participant(rows, registration, person, origin=held, target=target, now=NOW, by=SYSTEM)

    desk.on(token, move)
    assert desk.statuses() == [GONE, OFFERED]
    assert Desk(app, session, there).statuses() == [CONFIRMED]
    assert Desk(app, session, there).charged() == 70_000
    moved = desk.written("cancelled")[-1]
    assert moved.calendar is None, "there was nothing in the calendar to cancel"
