"""Several workers and a crowd at once: done once, and never more seats than there are."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.batches.commands import do_batch, plan_batch, refuse_batch, undo_batch
from regapp.batches.models import Batch, BatchKind, BatchState
from regapp.conferences.models import Conference, SeatPool
from regapp.database.session import transaction
from regapp.kernel.refusal import Refusal
from regapp.mailing.models import OutboxMessage
from regapp.registrations.models import Participant, Status
from regapp.registrations.rules import SEATED
from tests.people import make_person
from tests.sending import NOW, Send
from tests.world import a_person, a_sign_up, make_conference, make_organizer, make_series

pytestmark = pytest.mark.both_databases
LATER = NOW + timedelta(minutes=11)


class World:
    def __init__(self, session: Session, send: Send) -> None:
        halland = make_organizer(session)
        series = make_series(session, halland)
        self.varberg = make_conference(session, halland, path="smartare/varberg", series=series, capacity=10)
        self.kalmar = make_conference(
            session, halland, path="smartare/kalmar", series=series, capacity=6, days=(date(2020, 3, 31),)
        )
        self.person_id = make_person(session, organizer=halland).id
        for number in range(12):
            send(self.varberg, a_sign_up([a_person(number, is_booker=True, given_name=f"P{number}")]))
        session.commit()


@pytest.fixture
def world(session: Session, send: Send) -> World:
    return World(session, send)


def planned(app: Flask, session: Session, world: World, kind: BatchKind, count: int) -> int:
    found = select(Participant.id).where(Participant.conference_id == world.varberg.id)
    ids = session.scalars(found.order_by(Participant.id).limit(count)).all()
    session.commit()
    target = world.kalmar.id if kind is BatchKind.MOVE else None
    with app.app_context(), transaction() as rows:
        batch = plan_batch(
            rows, kind, {world.varberg.id: ids}, target_id=target, person_id=world.person_id, now=NOW
        )
        return batch.id


def do(app: Flask, number: int) -> str:
    with app.app_context():
        try:
            with transaction() as rows:
                return str(do_batch(rows, number, now=LATER))
        except Refusal as refusal:
            with transaction() as rows:
                refuse_batch(rows, number, refusal, now=LATER)
            return refusal.code


def undo(app: Flask, number: int) -> str:
    with app.app_context():
        try:
            with transaction() as rows:
                undo_batch(rows, rows.get_one(Batch, number), by=SYSTEM, now=LATER)
        except Refusal as refusal:
            return refusal.code
        return "undone"


def counted(session: Session, conference: Conference) -> tuple[int, int, int]:
    """Capacity, what the pool says is taken, and how many have seats."""
    session.commit()
    session.expire_all()
    pool = session.scalars(select(SeatPool).where(SeatPool.conference_id == conference.id)).one()
    seated = select(func.count(Participant.id)).where(
        Participant.conference_id == conference.id, Participant.status.in_(SEATED)
    )
    return pool.capacity, pool.taken, session.scalars(seated).one()


def test_many_workers_do_it_once(app: Flask, session: Session, world: World) -> None:
    number = planned(app, session, world, BatchKind.CANCEL, 5)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _n: do(app, number), range(4)))
    assert sorted(done) == ["5", "None", "None", "None"]
    cancelled = select(func.count(Participant.id)).where(Participant.status == Status.CANCELLED)
    assert session.scalars(cancelled).one() == 5
    told = select(func.count(OutboxMessage.id)).where(OutboxMessage.kind == "registrations.cancelled")
    assert session.scalars(told).one() == 5
    assert counted(session, world.varberg) == (10, 7, 7)


def test_undoing_and_doing_at_once_is_one_of_them(app: Flask, session: Session, world: World) -> None:
    number = planned(app, session, world, BatchKind.CANCEL, 5)
    with ThreadPoolExecutor(2) as pool:
        doing, undoing = pool.submit(do, app, number), pool.submit(undo, app, number)
        outcome = (doing.result(), undoing.result())
    assert outcome in {("5", "batch_done"), ("None", "undone")}
    session.commit()
    state = session.scalars(select(Batch.state)).one()
    cancelled = select(func.count(Participant.id)).where(Participant.status == Status.CANCELLED)
    assert session.scalars(cancelled).one() == (5 if state is BatchState.DONE else 0)


def test_a_move_of_many_and_a_crowd_share_the_seats_there_are(
    app: Flask, session: Session, world: World, send: Send
) -> None:
    number = planned(app, session, world, BatchKind.MOVE, 5)

    def come(one: int) -> None:
        send(world.kalmar, a_sign_up([a_person(50 + one, is_booker=True, given_name=f"K{one}")]))

    with ThreadPoolExecutor(4) as pool:
        coming = [pool.submit(come, one) for one in range(4)]
        moving = pool.submit(do, app, number)
        coming += [pool.submit(come, one) for one in range(4, 8)]
        for one in coming:
            one.result()
    capacity, taken, seated = counted(session, world.kalmar)
    assert taken == seated <= capacity == 6
    capacity, taken, seated = counted(session, world.varberg)
    assert taken == seated <= capacity
    moved = select(func.count(Participant.id)).where(
        Participant.conference_id == world.kalmar.id, Participant.given_name.startswith("P")
    )
    assert session.scalars(moved).one() == (5 if moving.result() == "5" else 0)
