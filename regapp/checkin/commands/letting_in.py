"""Whoever comes without a place here gets one and is checked in, in one transaction, or nothing happens."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from regapp.audit.commands import record
from regapp.checkin.commands.scans import Answered, admit
from regapp.checkin.keeper import Keeper
from regapp.checkin.queries import Guest
from regapp.conferences.commands.seats import bring_line_back, lock_pools, make_room, set_line_aside
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import pool_of
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands import (
    SignUp,
    accept_offers,
    move_participant,
    return_participant,
    sign_up,
)
from regapp.registrations.commands.line import give_seats, lock_pool
from regapp.registrations.models import Participant, Registration, Status
from regapp.registrations.queries import open_link
from regapp.registrations.rules import check_may_get_seat


def move_here(
    session: Session, keeper: Keeper, guest: Guest, *, override: bool, nonce: str, now: datetime
) -> Answered:
    """From another place of the series; the charge goes with them. Refuses what moving refuses."""
    keeper.check_open(now)
    here = keeper.conference
    if guest.series_id is None or guest.series_id != here.series_id:
        raise Refusal("no_moving_there")
    registration, person = _person(session, guest)
    origin = get_conference(session, guest.conference_id)
    pools = sorted(pool.id for pool in (*origin.pools, *here.pools))
    lock_pools(session, pools)
    with _room(session, keeper, override=override, now=now):
        move_participant(session, registration, person, origin=origin, target=here, now=now, by=keeper.by)
    return admit(session, keeper, guest.id, nonce=nonce, now=now)


def take_back(
    session: Session, keeper: Keeper, guest: Guest, *, override: bool, nonce: str, now: datetime
) -> Answered:
    """Whoever cancelled comes after all. Refuses door_full and what returning refuses."""
    keeper.check_open(now)
    registration, person = _person(session, guest)
    lock_pools(session, [pool.id for pool in keeper.conference.pools])
    with _room(session, keeper, override=override, now=now):
        seated = return_participant(
            session, registration, keeper.conference, person.id, now=now, by=keeper.by, always_open=True
        )
    if not seated:
        raise Refusal("door_full")
    return admit(session, keeper, guest.id, nonce=nonce, now=now)


def let_in_from_line(
    session: Session, keeper: Keeper, guest: Guest, *, nonce: str, now: datetime
) -> Answered:
    """Whoever waits, or was offered a place, has come. The offered say yes by coming; past the line
    goes whoever the keeper may decide for. Refuses door_full and what accepting refuses."""
    keeper.check_open(now)
    here = keeper.conference
    pool = pool_of(here)
    registration, person = _person(session, guest)
    if pool is None:
        raise Refusal("door_full")
    lock_pool(session, pool.id)
    session.refresh(person)
    if person.status is Status.OFFERED:
        accept_offers(session, registration, here, [person.id], now=now, by=keeper.by)
    elif person.status is Status.WAITING:
        if not keeper.may_override:
            raise Refusal("door_full")
        check_may_get_seat(here, now)
        _make_room(session, keeper, pool.id, now)
        give_seats(session, here, pool.id, [person.id], until=None, now=now, by=keeper.by)
    return admit(session, keeper, guest.id, nonce=nonce, now=now)


def walk_in(
    session: Session, keeper: Keeper, form: SignUp, *, override: bool, now: datetime
) -> Answered | None:
    """Somebody who never signed up. None: the form was sent before. Refuses door_full and what
    signing up by hand refuses."""
    keeper.check_open(now)
    here = keeper.conference
    lock_pools(session, [pool.id for pool in here.pools])
    with _room(session, keeper, override=override, now=now):
        done = sign_up(session, here, form, now=now, by=keeper.by, always_open=True)
    if done.again:
        return None
    if not done.seated:
        raise Refusal("door_full")
    opened = open_link(session, done.token)
    if opened is None:
        raise RuntimeError("a registration without its link")
    return admit(session, keeper, opened.participants[0].id, nonce=form.key[:40], now=now)


@contextmanager
def _room(session: Session, keeper: Keeper, *, override: bool, now: datetime) -> Iterator[None]:
    """Past those who wait, and one place more if there must be; for those who may decide that."""
    pool = pool_of(keeper.conference)
    if pool is None or not (override and keeper.may_override):
        yield
        return
    _make_room(session, keeper, pool.id, now)
    waiting = set_line_aside(session, pool.id)
    yield
    bring_line_back(session, pool.id, waiting)


def _make_room(session: Session, keeper: Keeper, pool_id: int, now: datetime) -> None:
    if make_room(session, pool_id):
        number = keeper.conference.id
        record(
            session, "over_capacity", by=keeper.by, subject_type="conference", subject_ids=[number],
            now=now, conference_id=number, fields=("capacity",),
        )  # fmt: skip


def _person(session: Session, guest: Guest) -> tuple[Registration, Participant]:
    """As the commands of registrations want them: the registration with all its people."""
    asked = select(Registration).where(Registration.id == guest.registration_id)
    whole = asked.options(selectinload(Registration.participants))
    found = session.scalars(whole.execution_options(populate_existing=True)).one()
    return found, next(one for one in found.participants if one.id == guest.id)
