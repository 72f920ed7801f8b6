"""Nobody over the capacity: fifty seats, four times as many posts at once, and the books after it."""

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import fill, signing_up
from bench.client import run
from bench.ground import Ground
from regapp.conferences.models import Conference, PoolKind, SeatPool
from regapp.database.session import db
from regapp.registrations.models import Participant, Status

_TIMES = 4


def check_small(here: Ground) -> str:
    """Fill the small place to the brim and past it; what came of it."""
    forms = signing_up.open_forms(here.port, _TIMES * fill.SEATS, place=fill.SMALL.lower())
    load = run(here.port, 32, signing_up.sending(here.port, forms))
    if load.wrong:
        raise RuntimeError(f"{load.wrong} sign-ups were not taken in")
    with here.app.app_context():
        pool = db.session.scalars(
            select(SeatPool)
            .join(Conference, Conference.id == SeatPool.conference_id)
            .where(Conference.place == fill.SMALL, SeatPool.kind == PoolKind.CONFERENCE)
        ).one()
        seated, waiting = (
            _count(db.session(), pool, Status.CONFIRMED),
            _count(db.session(), pool, Status.WAITING),
        )
        capacity = pool.capacity
        db.session.rollback()
    if seated != capacity or waiting != (_TIMES - 1) * fill.SEATS:
        raise RuntimeError(f"{seated} seated of {capacity}, {waiting} waiting")
    return f"{len(forms)} posts at once for {fill.SEATS} seats: {fill.SEATS} seated, {waiting} waiting."


def check_sold(app: Flask) -> None:
    """Every conference has given out as many seats as there are seated participants, and no more."""
    with app.app_context():
        for pool in db.session.scalars(select(SeatPool).where(SeatPool.kind == PoolKind.CONFERENCE)):
            seated = sum(_count(db.session(), pool, one) for one in (Status.CONFIRMED, Status.OFFERED))
            if seated != pool.taken or seated > pool.capacity:
                raise RuntimeError(f"{seated} seated, {pool.taken} taken of {pool.capacity}")
        db.session.rollback()


def _count(session: Session, pool: SeatPool, status: Status) -> int:
    counted = select(func.count()).where(
        Participant.conference_id == pool.conference_id, Participant.status == status
    )
    return session.execute(counted).scalar_one()
