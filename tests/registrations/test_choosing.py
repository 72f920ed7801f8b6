"""Seats in seminars as sign-ups come and go; on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.choices.models import ChoiceState
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.kernel.refusal import Refusal
from regapp.mailing.models import OutboxMessage
from regapp.programme.models import ProgrammeItem
from regapp.registrations.commands import (
    NewParticipant,
    accept_offers,
    cancel_participants,
    move_participant,
    return_participant,
)
from regapp.registrations.commands.turns import cancel_conference
from regapp.registrations.models import Participant, Registration, Status
from regapp.registrations.queries import open_link
from tests.choosing import add_round, choose, chosen, seats_of
from tests.sending import NOW, Send
from tests.support.statements import statements
from tests.world import KALMAR, a_person, a_sign_up, make_conference, make_organizer, make_series

pytestmark = pytest.mark.both_databases
SEATED, WISHED, HELD = ChoiceState.SEATED, ChoiceState.WISHED, ChoiceState.HELD
Do = Callable[[str, Callable[..., Any]], Any]


@pytest.fixture
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    series = make_series(session, halland)
    make_conference(
        session, make_organizer(session, "kalmar", org_number=KALMAR), path="smartare/kalmar", series=series
    )
    return make_conference(session, halland, path="smartare/varberg", series=series, capacity=4)


@pytest.fixture
def themes(session: Session, varberg: Conference) -> list[ProgrammeItem]:
    return add_round(session, varberg, seats=1)


@pytest.fixture
def do(app: Flask) -> Do:
    """Run a command in a transaction of its own, on rows opened by a registration's token."""

    def do(token: str, command: Callable[..., Any]) -> Any:
        with app.app_context(), transaction() as rows:
            opened = open_link(rows, token)
            assert opened is not None
            conference = get_conference(rows, opened.participants[0].conference_id)
            return command(rows, opened.registration, conference, [one.id for one in opened.participants])

    return do


def cancel(rows: Session, registration: Any, conference: Conference, ids: list[int]) -> None:
    cancel_participants(rows, registration, conference, ids, now=NOW)


def people_who_chose(
    session: Session, item: ProgrammeItem, numbers: range, **how: Any
) -> list[NewParticipant]:
    return [a_person(number, choices=(choose(session, item, **how),)) for number in numbers]


def states(session: Session, item: ProgrammeItem) -> list[ChoiceState]:
    return [state for _person, number, state in chosen(session) if number == item.id]


def letters(session: Session) -> list[str]:
    session.commit()
    return list(session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def test_a_choice_takes_a_seat_in_the_seminar(
    session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send
) -> None:
    send(varberg, a_sign_up(people_who_chose(session, themes[0], range(1))))
    assert states(session, themes[0]) == [SEATED]
    assert seats_of(session, themes[0]) == (1, 0)


def test_s11_a_full_seminar_refuses_the_whole_form_and_takes_no_seat_anywhere(
    session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send
) -> None:
    add_round(session, varberg, number=2)
    send(varberg, a_sign_up(people_who_chose(session, themes[0], range(1))))
    free, full = choose(session, themes[1]), choose(session, themes[0])
    late = [a_person(1, choices=(free,)), a_person(2, choices=(full,))]
    with pytest.raises(Refusal, match="seminar_full"):
        send(varberg, a_sign_up(late))
    assert len(chosen(session)) == 1
    assert seats_of(session, themes[1]) == (0, 0)
    session.commit()
    assert len(session.scalars(select(Participant)).all()) == 1


def test_a_wish_for_a_full_seminar_keeps_the_seat_at_the_conference_and_waits_in_its_line(
    session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send
) -> None:
    send(varberg, a_sign_up(people_who_chose(session, themes[0], range(1))))
    send(varberg, a_sign_up(people_who_chose(session, themes[0], range(1, 3), wish=True)))
    assert states(session, themes[0]) == [SEATED, WISHED, WISHED]
    assert seats_of(session, themes[0]) == (1, 2)
    session.commit()
    assert set(session.scalars(select(Participant.status))) == {Status.CONFIRMED}


def test_a_wish_for_a_seminar_that_has_room_after_all_is_a_seat(
    session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send
) -> None:
    send(varberg, a_sign_up(people_who_chose(session, themes[0], range(2), wish=True)))
    assert states(session, themes[0]) == [SEATED, WISHED]
    assert seats_of(session, themes[0]) == (1, 1)


def test_nobody_passes_those_who_wish_even_when_a_seat_is_free(
    session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send
) -> None:
    send(varberg, a_sign_up(people_who_chose(session, themes[0], range(2), wish=True)))
    with pytest.raises(Refusal, match="seminar_full"):
        send(varberg, a_sign_up(people_who_chose(session, themes[0], range(2, 3))))


def test_a_seat_that_is_freed_goes_to_the_first_wish_with_a_letter(
    session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send, do: Do
) -> None:
    first = send(varberg, a_sign_up(people_who_chose(session, themes[0], range(1))))
    send(varberg, a_sign_up(people_who_chose(session, themes[0], range(1, 2), wish=True)))
    send(varberg, a_sign_up(people_who_chose(session, themes[0], range(2, 3), wish=True)))
    do(first.token, cancel)
    assert states(session, themes[0]) == [HELD, SEATED, WISHED]
    assert seats_of(session, themes[0]) == (1, 1)
    assert letters(session).count("registrations.seminar_seat") == 1


def test_cancelling_twice_frees_one_seat(
    session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send, do: Do
) -> None:
    done = send(varberg, a_sign_up(people_who_chose(session, themes[0], range(1))))
    do(done.token, cancel)
    do(done.token, cancel)
    assert seats_of(session, themes[0]) == (0, 0)


def test_who_returns_has_the_seminar_again_or_wishes_for_it(
    session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send, do: Do
) -> None:
    first = send(varberg, a_sign_up(people_who_chose(session, themes[0], range(1))))
    do(first.token, cancel)
    again = lambda rows, registration, held, ids: return_participant(  # noqa: E731 - a step of this test
        rows, registration, held, ids[0], now=NOW
    )
    do(first.token, again)
    assert states(session, themes[0]) == [SEATED]
    do(first.token, cancel)
    send(varberg, a_sign_up(people_who_chose(session, themes[0], range(1, 2))))
    do(first.token, again)
    assert states(session, themes[0]) == [WISHED, SEATED]
    assert seats_of(session, themes[0]) == (1, 1)


def test_who_waits_for_the_conference_holds_a_choice_that_is_settled_when_let_in(
    session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send, do: Do
) -> None:
    full = send(varberg, a_sign_up(4))
    send(varberg, a_sign_up(people_who_chose(session, themes[0], range(5, 6))))
    assert states(session, themes[0]) == [HELD]
    assert seats_of(session, themes[0]) == (0, 0)
    do(full.token, cancel)
    assert states(session, themes[0]) == [HELD], "so is it while a seat is offered"
    token = session.scalars(select(Registration.token).order_by(Registration.id.desc())).all()[0]
    session.commit()
    do(token, lambda rows, one, held, ids: accept_offers(rows, one, held, ids, now=NOW))
    assert states(session, themes[0]) == [SEATED]
    assert seats_of(session, themes[0]) == (1, 0)


def test_moving_to_another_place_frees_what_was_chosen(
    session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send, do: Do
) -> None:
    done = send(varberg, a_sign_up(people_who_chose(session, themes[0], range(1))))
    kalmar = session.scalars(select(Conference).where(Conference.place == "Kalmar")).one()

    def move(rows: Session, registration: Any, origin: Conference, ids: list[int]) -> None:
        target = get_conference(rows, kalmar.id)
        person = registration.participants[0]
        move_participant(rows, registration, person, origin=origin, target=target, now=NOW, by=SYSTEM)

    do(done.token, move)
    assert chosen(session) == []
    assert seats_of(session, themes[0]) == (0, 0)


def test_a_conference_that_is_called_off_has_nobody_in_its_seminars(
    app: Flask, session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send
) -> None:
    send(varberg, a_sign_up(people_who_chose(session, themes[0], range(2), wish=True)))
    with app.app_context(), transaction() as rows:
        cancel_conference(rows, get_conference(rows, varberg.id), "", by=SYSTEM, now=NOW)
    assert states(session, themes[0]) == [HELD, HELD]
    assert seats_of(session, themes[0]) == (0, 0)


def test_four_choices_cost_one_statement_each_and_one_for_all(
    app: Flask, session: Session, varberg: Conference, themes: list[ProgrammeItem], send: Send
) -> None:
    items = [themes[0], *(add_round(session, varberg, number=number)[0] for number in (2, 3, 4))]
    choices = tuple(choose(session, one) for one in items)
    plain, busy = a_sign_up(1), a_sign_up([a_person(5, is_booker=True, choices=choices)])
    with statements(app) as few:
        send(varberg, plain)
    with statements(app) as many:
        send(varberg, busy)
    assert len(many) == len(few) + 5, many
