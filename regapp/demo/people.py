"""Invented participants, signed up through the same command as everybody else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.prices import is_charged
from regapp.conferences.queries import find_address, get_conference
from regapp.conferences.rules import pool_of
from regapp.demo.choosing import Offered, offered_at, with_choices
from regapp.demo.crowd import KEY_PREFIX, WISHES, Opening, Step, Wish, invent
from regapp.demo.interested import INTERESTED, ask_to_hear
from regapp.demo.kitchen import TOLD_AT, tell_kitchens, with_food
from regapp.demo.mailings import add_mailings
from regapp.registrations.commands import sign_up
from regapp.registrations.commands.cancel import cancel_participants
from regapp.registrations.models import Registration, Status
from regapp.registrations.queries import list_standing


def add_people(session: Session, *, now: datetime) -> int:
    """Sign invented people up between each opening and `now`; how many forms they sent.

    Nobody before an opening, and nobody a second time: then 0.
    """
    if has_people(session):
        return 0
    conferences = {wish.path: row for wish in WISHES if (row := _find(session, wish.path))}
    openings = [
        opening
        for wish in WISHES
        if wish.path in conferences and (opening := _opening(conferences[wish.path], wish, now))
    ]
    steps = invent(openings)
    offered = {path: offered_at(session, row) for path, row in conferences.items()}
    told_at = int(len(steps) * TOLD_AT)
    for number, step in enumerate(steps):
        _do(session, conferences, step, offered[step.path])
        if number == told_at:
            tell_kitchens(session, [conferences[opening.wish.path] for opening in openings], step.at)
    for opening in openings:
        _offer(session, conferences[opening.wish.path], opening)
    add_mailings(
        session, {opening.wish.path: conferences[opening.wish.path] for opening in openings}, now=now
    )
    for path, count in INTERESTED.items():
        ask_to_hear(session, _find(session, path), count, now=now)
    return sum(step.form is not None for step in steps)


def has_people(session: Session) -> bool:
    mine = select(Registration.id).where(Registration.submission_key.startswith(KEY_PREFIX))
    return session.scalar(mine.limit(1)) is not None


def _find(session: Session, path: str) -> Conference | None:
    address = find_address(session, path)
    if address is None or address.conference_id is None:
        return None
    return get_conference(session, address.conference_id)


def _opening(conference: Conference, wish: Wish, now: datetime) -> Opening | None:
    """None where nobody can have signed up: not published, not open yet, full already."""
    pool = pool_of(conference)
    opens, closes = conference.opens_at, conference.closes_at
    if conference.status is not ConferenceStatus.PUBLISHED or pool is None or opens is None:
        return None
    ends = min(now, closes - timedelta(seconds=1)) if closes else now
    if ends <= opens or pool.waiting:
        return None
    seated = min(wish.seated, pool.free)
    full = seated == pool.free and conference.has_waiting_list
    return Opening(
        wish=replace(wish, seated=seated, waiting=wish.waiting if full else 0),
        begins=opens,
        ends=ends,
        charged=is_charged(conference.prices, ends),
    )


def _do(session: Session, conferences: Mapping[str, Conference], step: Step, offered: Offered) -> None:
    conference = conferences[step.path]
    if step.form is not None:
        sign_up(session, conference, with_food(with_choices(step.form, offered)), now=step.at)
        return
    mine = select(Registration).where(Registration.submission_key == step.cancels_key)
    registration = session.scalars(mine.options(selectinload(Registration.participants))).one()
    last = registration.participants[-1].id
    cancel_participants(session, registration, conference, [last], now=step.at)


def _offer(session: Session, conference: Conference, opening: Opening) -> None:
    """At last, one after the other changes their plans until some in line are offered seats."""
    own = Registration.submission_key.startswith(f"{KEY_PREFIX}{opening.wish.path}-")
    early = select(Registration).where(own).order_by(Registration.submission_key)
    if not opening.wish.offered:
        return
    for registration in session.scalars(early.options(selectinload(Registration.participants))).all():
        first = registration.participants[0]
        if len(registration.participants) > 1 or first.status is not Status.CONFIRMED:
            continue
        cancel_participants(session, registration, conference, [first.id], now=opening.ends)
        if len(list_standing(session, conference.id, Status.OFFERED, 10)) >= opening.wish.offered:
            return
