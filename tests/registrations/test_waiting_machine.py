"""The waiting list against a simple model: everything that may happen to seats, in any order.

The states and events are those of `docs/waiting-list.md`. The model is one list and a few
numbers; after every step the database must say the same.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.billing.models import Charge
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.models import LetInMode, SeatPool
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import held_days
from regapp.database.session import transaction
from regapp.kernel.refusal import Refusal
from regapp.mailing.models import OutboxMessage
from regapp.registrations.commands import (
    accept_offers,
    cancel_participants,
    choose_fewer,
    choose_let_in_mode,
    expire_offers,
    offer_by_hand,
    return_participant,
    sign_up,
)
from regapp.registrations.commands.conference import edit_conference
from regapp.registrations.models import Participant, Status
from regapp.registrations.queries import list_expired, open_link
from regapp.registrations.rules import answer_by_hand
from tests.conftest import Ground
from tests.sending import NOW
from tests.world import a_person, a_sign_up, make_conference, make_organizer

CAPACITY = 4
PRICE = 70_000
# Not so near the conference that nothing is offered by itself.
LATEST = datetime(2020, 3, 18, tzinfo=UTC)
numbers = st.integers(0, 40)


@dataclass
class Someone:
    """As the model sees a participant."""

    id: int
    group: int
    state: str = "waiting"
    until: datetime | None = None


@dataclass
class Model:
    """Seats, the line as a list of groups, and who is where."""

    capacity: int = CAPACITY
    mode: LetInMode = LetInMode.OFFER
    people: dict[int, Someone] = field(default_factory=dict)
    # Places in line, each with who stands on it; the first is the head.
    line: list[list[int]] = field(default_factory=list)
    fewer: set[int] = field(default_factory=set)
    letters: int = 0

    @property
    def taken(self) -> int:
        return sum(one.state in {"confirmed", "offered"} for one in self.people.values())

    def let_in(self, until: datetime, *, by_hand: bool = False) -> None:
        if self.mode is LetInMode.MANUAL and not by_hand:
            return
        while self.line and self.taken < self.capacity:
            head, free = self.line[0], self.capacity - self.taken
            takes_fewer = self.people[head[0]].group in self.fewer
            if len(head) > free and not takes_fewer:
                return
            for number in head[:free]:
                direct = self.mode is LetInMode.DIRECT and not by_hand
                self.people[number].state = "confirmed" if direct else "offered"
                self.people[number].until = None if direct else until
                self.letters += 1
            self.line[0] = head[free:]
            self.line = [place for place in self.line if place]

    def leave(self, number: int) -> None:
        self.people[number].state, self.people[number].until = "cancelled", None
        self.line = [[one for one in place if one != number] for place in self.line]
        self.line = [place for place in self.line if place]
        self.letters += 1


class WaitingList(RuleBasedStateMachine):
    """Every rule does the same to the database and to the model."""

    def __init__(self, app: Flask, ground: Ground, backend: str) -> None:
        super().__init__()
        ground.reset(backend)
        self.app, self.now, self.made = app, NOW, 0
        self.model = Model()
        self.tokens: dict[int, str] = {}
        with app.app_context(), transaction() as rows:
            self.conference_id = make_conference(rows, make_organizer(rows), capacity=CAPACITY).id

    def run(self, command: Callable[[Session], Any]) -> Any:
        with self.app.app_context(), transaction() as rows:
            return command(rows)

    def on(self, group: int, command: Callable[..., Any]) -> Any:
        """`command(rows, registration, conference)` on the registration of a group."""

        def opened(rows: Session) -> Any:
            found = open_link(rows, self.tokens[group])
            assert found is not None
            return command(rows, found.registration, get_conference(rows, self.conference_id))

        return self.run(opened)

    def until(self) -> datetime:
        found: datetime = self.run(
            lambda rows: answer_by_hand(get_conference(rows, self.conference_id), self.now)
        )
        return found

    def chosen(self, number: int, *states: str) -> Someone | None:
        """One of those who stand so, or nobody."""
        found = [one for one in self.model.people.values() if one.state in states]
        return found[number % len(found)] if found else None

    @rule(size=st.integers(1, CAPACITY), fewer=st.booleans())
    def sign_up(self, size: int, fewer: bool) -> None:
        first = self.made
        self.made += size
        form = a_sign_up(
            [a_person(100 + first + n, is_booker=n == 0) for n in range(size)], accepts_fewer=fewer
        )
        if size > self.model.capacity:
            with pytest.raises(Refusal, match="group_too_large"):
                self.run(
                    lambda rows: sign_up(rows, get_conference(rows, self.conference_id), form, now=self.now)
                )
            return
        done = self.run(
            lambda rows: sign_up(rows, get_conference(rows, self.conference_id), form, now=self.now)
        )
        fits = not self.model.line and self.model.taken + size <= self.model.capacity
        assert done.seated is fits
        self.tokens[first] = done.token
        ids = self.on(first, lambda rows, registration, held: [one.id for one in registration.participants])
        state = "confirmed" if fits else "waiting"
        self.model.people.update({number: Someone(number, first, state) for number in ids})
        if not fits:
            self.model.line.append(ids)
        if fewer and size > 1:
            self.model.fewer.add(first)
        self.model.letters += size

    @rule(number=numbers)
    def cancel(self, number: int) -> None:
        if one := self.chosen(number, "confirmed", "waiting", "offered"):
            self.on(
                one.group,
                lambda rows, registration, held: cancel_participants(
                    rows, registration, held, [one.id], now=self.now
                ),
            )
            self.model.leave(one.id)
            self.model.let_in(self.until())

    @rule(number=numbers)
    def decline(self, number: int) -> None:
        if one := self.chosen(number, "offered", "confirmed"):
            gone = self.on(
                one.group,
                lambda rows, registration, held: cancel_participants(
                    rows, registration, held, [one.id], now=self.now, only={Status.OFFERED}
                ),
            )
            assert gone == (one.state == "offered")
            if gone:
                self.model.leave(one.id)
                self.model.let_in(self.until())

    @rule(number=numbers)
    def accept(self, number: int) -> None:
        one = self.chosen(number, "offered", "confirmed", "cancelled", "waiting")
        if one is None:
            return

        def say_yes() -> Any:
            return self.on(
                one.group,
                lambda rows, registration, held: accept_offers(
                    rows, registration, held, [one.id], now=self.now
                ),
            )

        if one.state in {"cancelled", "waiting"}:
            with pytest.raises(Refusal, match="offer_gone"):
                say_yes()
        elif one.until is not None and self.now >= one.until:
            with pytest.raises(Refusal, match="offer_late"):
                say_yes()
        else:
            assert say_yes() == (one.state == "offered")
            self.model.letters += one.state == "offered"
            one.state, one.until = "confirmed", None

    @rule(number=numbers)
    def come_back(self, number: int) -> None:
        if one := self.chosen(number, "cancelled"):
            seated = self.on(
                one.group,
                lambda rows, registration, held: return_participant(
                    rows, registration, held, one.id, now=self.now
                ),
            )
            assert seated == (not self.model.line and self.model.taken < self.model.capacity)
            one.state = "confirmed" if seated else "waiting"
            if not seated:
                self.model.line.append([one.id])
            self.model.letters += 1

    @rule(hours=st.integers(1, 60))
    def wait(self, hours: int) -> None:
        self.now = min(self.now + timedelta(hours=hours), LATEST)

    @rule(times=st.integers(1, 2))
    def worker(self, times: int) -> None:
        """The worker ends what is over; a second one finds nothing."""
        over = [
            one.id for one in self.model.people.values() if one.until is not None and one.until <= self.now
        ]
        for _turn in range(times):
            self.run(
                lambda rows: [
                    expire_offers(rows, number, now=self.now) for number in list_expired(rows, self.now)
                ]
            )
        for number in over:
            self.model.leave(number)
        if over:
            self.model.let_in(self.until())

    @rule(capacity=st.integers(0, 9))
    def resize(self, capacity: int) -> None:
        if capacity < self.model.taken:
            with pytest.raises(Refusal, match="capacity_below_taken"):
                self.save(capacity=capacity)
            return
        self.save(capacity=capacity)
        self.model.capacity = capacity
        self.model.let_in(self.until())

    @rule()
    def move_the_venue(self) -> None:
        """What is offered is offered anew, to whom the order says."""
        self.save(venue=f"Sal {self.made}-{self.now.timestamp():.0f}-{self.model.letters}")
        self.model.letters += sum(one.state != "cancelled" for one in self.model.people.values())
        was = {one.id for one in self.model.people.values() if one.state == "offered"}
        for number in was:
            one = self.model.people[number]
            one.state, one.until = "waiting", None
        self.model.line = self.in_order([*was, *(number for place in self.model.line for number in place)])
        self.model.let_in(self.until())
        self.model.letters += sum(self.model.people[number].state == "waiting" for number in was)

    @rule(mode=st.sampled_from(LetInMode))
    def choose_mode(self, mode: LetInMode) -> None:
        self.run(
            lambda rows: choose_let_in_mode(
                rows, get_conference(rows, self.conference_id), mode, by=SYSTEM, now=self.now
            )
        )
        self.model.mode = mode
        self.model.let_in(self.until())

    @rule(number=numbers, accepts=st.booleans())
    def take_fewer(self, number: int, accepts: bool) -> None:
        if one := self.chosen(number, "waiting"):
            self.on(
                one.group,
                lambda rows, registration, held: choose_fewer(
                    rows, registration, held, accepts, now=self.now
                ),
            )
            if accepts is not (one.group in self.model.fewer):
                self.model.fewer ^= {one.group}
                self.model.let_in(self.until())

    @rule()
    def by_hand(self) -> None:
        with suppress(Refusal):
            self.run(
                lambda rows: offer_by_hand(
                    rows, get_conference(rows, self.conference_id), now=self.now, by=SYSTEM
                )
            )
        self.model.let_in(self.until(), by_hand=True)

    @invariant()
    def the_database_says_the_same(self) -> None:
        self.run(self.compare)

    def compare(self, rows: Session) -> None:
        model = self.model
        people = rows.scalars(select(Participant).execution_options(populate_existing=True)).all()
        assert {one.id: (one.status.value, one.offered_until) for one in people} == {
            one.id: (one.state, one.until) for one in model.people.values()
        }
        pool = rows.scalars(select(SeatPool).execution_options(populate_existing=True)).one()
        waiting = sum(len(place) for place in model.line)
        assert (pool.taken, pool.capacity, pool.waiting) == (model.taken, model.capacity, waiting)
        assert pool.taken <= pool.capacity
        line = [one for one in people if one.status is Status.WAITING]
        line.sort(key=lambda one: (one.queue_ticket or 0, one.position))
        assert [one.id for one in line] == [number for place in model.line for number in place]
        # Only a seat that is somebody's is charged, once.
        sums = rows.execute(
            select(Charge.participant_id, func.sum(Charge.gross_minor)).group_by(Charge.participant_id)
        )
        confirmed = {one.id for one in people if one.status is Status.CONFIRMED}
        assert {number for number, total in sums if total} == confirmed
        charged = rows.scalar(select(func.sum(Charge.gross_minor))) or 0
        assert charged == PRICE * len(confirmed)
        # One letter about each thing that happens; the booker's copies aside.
        own = OutboxMessage.kind.not_like("%_to_booker")
        assert rows.scalar(select(func.count()).where(own).select_from(OutboxMessage)) == model.letters

    def save(self, *, capacity: int | None = None, venue: str = "") -> None:
        def save(rows: Session) -> None:
            held = get_conference(rows, self.conference_id)
            days = [DayPlan(day.on, day.starts_at, day.ends_at) for day in held_days(held)]
            edit = ConferenceEdit(held.version, {"venue": venue} if venue else {}, days)
            edit_conference(rows, held, edit, capacity=capacity, by=SYSTEM, now=self.now)

        self.run(save)

    def in_order(self, ids: list[int]) -> list[list[int]]:
        """The line as the tickets have it: places are never stored, but tickets are."""

        def tickets(rows: Session) -> dict[int, tuple[int, int]]:
            found = select(Participant.id, Participant.queue_ticket, Participant.position)
            return {number: (ticket or 0, position) for number, ticket, position in rows.execute(found)}

        known = self.run(tickets)
        places: dict[int, list[int]] = {}
        for number in sorted(ids, key=lambda one: known[one]):
            places.setdefault(known[number][0], []).append(number)
        return list(places.values())


@pytest.mark.slow
@pytest.mark.both_databases
def test_seats_order_offers_and_charges_stay_right_whatever_happens(
    app: Flask, ground: Ground, backend: str
) -> None:
    examples, steps = (25, 40) if backend == "sqlite" else (6, 25)
    run_state_machine_as_test(
        lambda: WaitingList(app, ground, backend),  # type: ignore[arg-type]  # a factory will do
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
