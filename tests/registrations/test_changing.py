"""Choices changed later: by the rules of the form, all or nothing; on both databases."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT
from regapp.billing.queries import charged_sum
from regapp.choices.models import ChoiceState, ParticipantDay, ParticipantMeal
from regapp.choices.rules import Chosen
from regapp.conferences.models import Conference, ConferenceMode, PoolKind, SeatPool
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.kernel.refusal import Refusal
from regapp.mailing.models import OutboxMessage
from regapp.programme.models import ProgrammeItem
from regapp.registrations.commands.changing import NewChoices, change_choices
from regapp.registrations.models import Attendance, Participant, Status
from regapp.registrations.queries import open_link
from tests.choosing import add_item, add_meal, add_round, choose, chosen, seats_of
from tests.sending import NOW, Send
from tests.world import a_person, a_sign_up, make_conference, make_organizer

pytestmark = pytest.mark.both_databases
SEATED, WISHED, HELD = ChoiceState.SEATED, ChoiceState.WISHED, ChoiceState.HELD
ONSITE, REMOTE = Attendance.ONSITE, Attendance.REMOTE
Change = Callable[..., list[str]]


@pytest.fixture
def nobel(session: Session) -> Conference:
    """Two days, held both ways: two seats on site, one from a distance."""
    made = make_conference(
        session, make_organizer(session), capacity=2, mode=ConferenceMode.HYBRID, asks_days=True,
        days=(date(2020, 3, 26), date(2020, 3, 27)),
    )  # fmt: skip
    session.add(SeatPool(conference_id=made.id, kind=PoolKind.REMOTE, capacity=1))
    session.commit()
    return get_conference(session, made.id)


@pytest.fixture
def themes(session: Session, nobel: Conference) -> list[ProgrammeItem]:
    return add_round(session, nobel, seats=1)


@pytest.fixture
def change(app: Flask, nobel: Conference) -> Change:
    """Change the first participant's choices in a transaction of its own; both days unless told."""

    def change(token: str, **values: Any) -> list[str]:
        wanted = NewChoices(**{"days": tuple(day.id for day in nobel.days)} | values)
        with app.app_context(), transaction() as rows:
            opened = open_link(rows, token)
            assert opened is not None
            return change_choices(
                rows, opened.registration, opened.participants[0], get_conference(rows, nobel.id), wanted,
                by=PARTICIPANT, now=NOW,
            )  # fmt: skip

    return change


def both_days(nobel: Conference, **values: Any) -> dict[str, Any]:
    return {"days": tuple(day.id for day in nobel.days)} | values


def pools(session: Session, nobel: Conference) -> dict[PoolKind, tuple[int, int]]:
    session.commit()
    rows = select(SeatPool).where(SeatPool.conference_id == nobel.id, SeatPool.kind != PoolKind.SEMINAR)
    found = session.scalars(rows.execution_options(populate_existing=True))
    return {pool.kind: (pool.taken, pool.waiting) for pool in found}


def letters(session: Session) -> list[str]:
    session.commit()
    return [
        kind.split(".")[1] for kind in session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id))
    ]


def test_one_seminar_is_given_up_for_another_and_goes_to_the_first_wish(
    session: Session, nobel: Conference, themes: list[ProgrammeItem], send: Send, change: Change
) -> None:
    mine = send(nobel, a_sign_up([a_person(**both_days(nobel, choices=(choose(session, themes[0]),)))]))
    wish = choose(session, themes[0], wish=True)
    send(nobel, a_sign_up([a_person(1, is_booker=True, **both_days(nobel, choices=(wish,)))]))
    assert change(mine.token, choices=(Chosen(themes[1].id),)) == ["choices"]
    assert [(item, state) for _person, item, state in chosen(session)] == [
        (themes[1].id, SEATED),
        (themes[0].id, SEATED),
    ]
    assert (seats_of(session, themes[0]), seats_of(session, themes[1])) == ((1, 0), (1, 0))
    assert letters(session)[-2:] == ["seminar_seat", "choices_changed"]


def test_a_full_seminar_changes_nothing_unless_it_is_wished_for(
    session: Session, nobel: Conference, themes: list[ProgrammeItem], send: Send, change: Change
) -> None:
    mine = send(nobel, a_sign_up([a_person(**both_days(nobel, choices=(choose(session, themes[0]),)))]))
    taken = (choose(session, themes[1]),)
    send(nobel, a_sign_up([a_person(1, is_booker=True, **both_days(nobel, choices=taken))]))
    with pytest.raises(Refusal, match="seminar_full"):
        change(mine.token, choices=(Chosen(themes[1].id),))
    assert seats_of(session, themes[0]) == (1, 0)
    change(mine.token, choices=(Chosen(themes[1].id, wish=True),))
    assert [state for _person, _item, state in chosen(session)] == [WISHED, SEATED]
    assert seats_of(session, themes[0]) == (0, 0)


def test_the_same_choices_again_change_nothing_and_write_no_letter(
    session: Session, nobel: Conference, themes: list[ProgrammeItem], send: Send, change: Change
) -> None:
    mine = send(nobel, a_sign_up([a_person(**both_days(nobel, choices=(choose(session, themes[0]),)))]))
    assert change(mine.token, choices=(Chosen(themes[0].id),)) == []
    assert letters(session) == ["confirmation"]


def test_i15_items_of_another_conference_two_of_one_round_and_no_day_are_refused(
    session: Session, nobel: Conference, themes: list[ProgrammeItem], send: Send, change: Change
) -> None:
    mine = send(nobel, a_sign_up([a_person(**both_days(nobel))]))
    other = add_item(session, make_conference(session, make_organizer(session, "b"), path="b"), "Hemligt")
    for items, code in (
        ([other.id], "choice_gone"),
        ([10**9], "choice_gone"),
        ([themes[0].id, themes[1].id], "choice_twice"),
    ):
        with pytest.raises(Refusal, match=code):
            change(mine.token, choices=tuple(Chosen(number) for number in items))
    with pytest.raises(Refusal, match="day_missing"):
        change(mine.token, days=(10**9,))
    with pytest.raises(Refusal, match="choice_other_day"):
        change(mine.token, days=(nobel.days[1].id,), choices=(Chosen(themes[0].id),))
    assert chosen(session) == []


def test_meals_are_eaten_on_the_days_somebody_comes_and_by_nobody_from_a_distance(
    session: Session, nobel: Conference, send: Send, change: Change
) -> None:
    meals = [add_meal(session, nobel, day=number) for number in (0, 1)]
    ids = tuple(meal.id for meal in meals)
    mine = send(nobel, a_sign_up([a_person(**both_days(nobel, meals=ids))]))
    assert change(mine.token, days=(nobel.days[0].id,), meals=ids) == ["days", "meals"]
    session.commit()
    assert session.scalars(select(ParticipantMeal.meal_id)).all() == [meals[0].id]
    assert session.scalars(select(ParticipantDay.day_id)).all() == [nobel.days[0].id]
    assert change(mine.token, attendance=REMOTE, days=(nobel.days[0].id,), meals=ids) == [
        "attendance",
        "meals",
    ]
    session.commit()
    assert session.scalars(select(ParticipantMeal.meal_id)).all() == []


def test_the_seat_on_site_goes_to_the_line_when_somebody_takes_part_from_a_distance_instead(
    session: Session, nobel: Conference, send: Send, change: Change
) -> None:
    pair = [a_person(number, **both_days(nobel)) for number in (0, 1)]
    mine = send(nobel, a_sign_up(pair))
    send(nobel, a_sign_up([a_person(2, is_booker=True, **both_days(nobel))]))
    assert pools(session, nobel)[PoolKind.CONFERENCE] == (2, 1)
    change(mine.token, attendance=REMOTE)
    assert pools(session, nobel) == {PoolKind.CONFERENCE: (2, 0), PoolKind.REMOTE: (1, 0)}
    with pytest.raises(Refusal, match="no_seat_here"):
        change(mine.token, attendance=ONSITE)


def test_who_waits_for_a_seat_on_site_has_one_at_once_from_a_distance(
    session: Session, nobel: Conference, send: Send, change: Change
) -> None:
    send(nobel, a_sign_up([a_person(number, **both_days(nobel)) for number in (0, 1)]))
    mine = send(nobel, a_sign_up([a_person(2, is_booker=True, **both_days(nobel))]))
    assert not mine.seated
    change(mine.token, attendance=REMOTE)
    session.commit()
    assert set(session.scalars(select(Participant.status))) == {Status.CONFIRMED}
    assert pools(session, nobel) == {PoolKind.CONFERENCE: (2, 0), PoolKind.REMOTE: (1, 0)}
    assert charged_sum(session, [nobel.id]) == {nobel.id: 3 * 70_000}
    assert letters(session)[-1] == "confirmation"


def test_seats_on_site_and_from_a_distance_are_counted_apart(
    session: Session, nobel: Conference, send: Send
) -> None:
    far = a_sign_up([a_person(0, attendance=REMOTE), a_person(1)])
    assert send(nobel, far).seated
    assert pools(session, nobel) == {PoolKind.CONFERENCE: (1, 0), PoolKind.REMOTE: (1, 0)}
    with pytest.raises(Refusal, match="remote_full"):
        send(nobel, a_sign_up([a_person(2, is_booker=True, attendance=REMOTE)]))
    send(nobel, a_sign_up([a_person(3, is_booker=True)]))
    with pytest.raises(Refusal, match="onsite_full"):
        send(nobel, a_sign_up([a_person(4, is_booker=True), a_person(5, attendance=REMOTE)]))
    assert not send(nobel, a_sign_up([a_person(6, is_booker=True)])).seated


def test_where_it_is_held_in_one_way_everybody_takes_part_in_that_way(session: Session, send: Send) -> None:
    plain = make_conference(session, make_organizer(session, "c"), path="c")
    send(plain, a_sign_up([a_person(0, attendance=REMOTE)]))
    session.commit()
    assert session.scalars(select(Participant.attendance)).all() == [ONSITE]
