"""Invented participants: enough to judge a dashboard, the same every time, never twice."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.billing.models import Charge
from regapp.conferences.models import Conference, PoolKind, SeatPool
from regapp.database.session import transaction
from regapp.demo.crowd import WISHES, Opening, invent
from regapp.demo.moments import START
from regapp.demo.names import workplaces
from regapp.demo.nobel import add_nobel_people
from regapp.demo.people import add_people
from regapp.demo.start import invent_people
from regapp.interest.models import Interest
from regapp.kernel.clock import FixedClock
from regapp.organizers.organization_number import parse, suggested_kind
from regapp.registrations.models import Attendance, NeedsAnswer, Participant, Registration, Status
from tests.conftest import PRESENT

OPENS = datetime(2020, 1, 14, 23, 0, tzinfo=UTC)
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("season")]


def add(demo: Flask, now: datetime = START) -> int:
    with demo.app_context(), transaction() as rows:
        return add_people(rows, now=now)


def statuses(session: Session, place: str, *, charged: bool = True) -> Counter[Status]:
    found = select(Participant.status).join(Conference).where(Conference.place == place)
    found = found.where(Conference.series_id.is_not(None) if charged else Conference.series_id.is_(None))
    return Counter(session.scalars(found))


def everybody(session: Session) -> Sequence[Any]:
    columns = (Participant.given_name, Participant.family_name, Participant.email, Participant.status)
    session.rollback()
    return session.execute(select(*columns, Participant.created_at).order_by(Participant.id)).all()


def test_kalmar_is_full_with_a_waiting_list_and_the_others_are_not(demo: Flask, session: Session) -> None:
    add(demo)
    assert statuses(session, "Varberg") == {Status.CONFIRMED: 116, Status.CANCELLED: 4}
    assert statuses(session, "Kalmar") == {
        Status.CONFIRMED: 145, Status.OFFERED: 5, Status.WAITING: 7, Status.CANCELLED: 8,
    }  # fmt: skip
    assert statuses(session, "Luleå") == {Status.CONFIRMED: 141, Status.CANCELLED: 2}
    assert statuses(session, "Varberg", charged=False) == {Status.CONFIRMED: 34, Status.CANCELLED: 1}


def test_the_seats_are_counted_as_for_everybody_else(demo: Flask, session: Session) -> None:
    add(demo)
    pools = select(Conference.place, SeatPool.taken, SeatPool.waiting).join(Conference)
    own = pools.where(SeatPool.kind == PoolKind.CONFERENCE)
    in_series = own.where(Conference.series_id.is_not(None)).order_by(Conference.id)
    assert session.execute(in_series).all() == [("Varberg", 116, 0), ("Kalmar", 150, 7), ("Luleå", 141, 0)]


def test_nobody_signs_up_before_the_opening_or_after_the_present(demo: Flask, session: Session) -> None:
    present = OPENS + timedelta(days=3)
    add(demo, present)
    first, last = session.execute(
        select(func.min(Participant.created_at), func.max(Participant.created_at))
    ).one()
    assert first >= OPENS and last <= present
    kalmar = statuses(session, "Kalmar")
    assert kalmar[Status.WAITING] + kalmar[Status.OFFERED] == 12


@pytest.mark.parametrize("now", [datetime(2019, 12, 20, 9, 0, tzinfo=UTC), OPENS])
def test_before_the_opening_there_is_nobody(demo: Flask, session: Session, now: datetime) -> None:
    assert add(demo, now) == 0
    assert everybody(session) == []


def test_who_were_none_before_the_opening_come_at_a_later_start(demo: Flask, session: Session) -> None:
    add(demo, datetime(2019, 12, 20, 9, 0, tzinfo=UTC))
    assert add(demo) > 200


def test_a_second_time_nobody_comes(demo: Flask, session: Session) -> None:
    add(demo)
    before = everybody(session)
    assert add(demo) == 0
    assert everybody(session) == before


def test_the_same_people_come_every_time() -> None:
    openings = [Opening(wish, OPENS, PRESENT, charged=True) for wish in WISHES]
    assert invent(openings) == invent(openings)


def test_nobody_is_there_twice(demo: Flask, session: Session) -> None:
    add(demo)
    names = [(row.given_name, row.family_name) for row in everybody(session)]
    assert len(names) == len(set(names))


def test_there_is_something_of_everything_a_dashboard_shows(demo: Flask, session: Session) -> None:
    add(demo)
    lacking = session.scalars(select(func.count()).where(Participant.lacks_reference)).one()
    kinds = set(session.scalars(select(Participant.buyer_kind).distinct()))
    groups = select(func.count(Participant.id)).group_by(Participant.registration_id)
    assert 10 <= lacking <= 80
    assert len(kinds) >= 6
    assert max(session.scalars(groups)) >= 4
    assert session.scalars(select(func.count(NeedsAnswer.participant_id))).one() > 50
    assert session.scalars(select(func.count()).where(Participant.email == "")).one() > 10


def test_the_free_seminar_costs_nobody_anything(demo: Flask, session: Session) -> None:
    add(demo)
    free = select(Charge.id).join(Conference, Conference.id == Charge.conference_id)
    assert session.scalars(free.where(Conference.series_id.is_(None))).all() == []
    assert session.scalars(select(func.sum(Charge.gross_minor))).one() > 0


@pytest.mark.parametrize("county", ["N", "H", "BD"])
def test_every_workplace_has_a_right_number_of_its_kind(county: str) -> None:
    for place in workplaces(county):
        assert parse(place.number) == place.number
        assert suggested_kind(place.number) in {None, place.kind}


def test_no_two_workplaces_share_a_number() -> None:
    places = {place for county in ("N", "H", "BD") for place in workplaces(county)}
    assert len({place.number for place in places}) == len(places)


def test_addresses_are_invented(demo: Flask, session: Session) -> None:
    add(demo)
    emails = [*(row.email for row in everybody(session)), *session.scalars(select(Registration.booker_email))]
    assert [email for email in emails if email and not email.endswith(".exempel.se")] == []


def test_the_clock_decides_who_has_come(demo: Flask, session: Session, clock: FixedClock) -> None:
    clock.set(OPENS + timedelta(hours=12))
    with demo.app_context():
        assert invent_people() > 200
    assert all(row.created_at <= clock.now() for row in everybody(session))


def test_some_want_to_hear_where_sign_up_is_not_decided(demo: Flask, session: Session) -> None:
    add(demo)
    add(demo)
    lists = Counter(session.execute(select(Interest.conference_id, Interest.awaits_date)).all())
    assert sorted((count, row.awaits_date) for row, count in lists.items()) == [(6, True), (14, False)]


def test_seminars_in_varberg_are_chosen_and_the_popular_one_is_wished_for(
    demo: Flask, session: Session
) -> None:
    add(demo)
    pools = select(SeatPool.taken, SeatPool.waiting, SeatPool.capacity)
    rows = session.execute(pools.where(SeatPool.kind == PoolKind.SEMINAR)).all()
    assert len(rows) == 8
    assert all(row.taken <= row.capacity == 40 for row in rows)
    assert any(row.waiting for row in rows)


def test_the_nobel_meeting_has_some_fifty_on_site_and_a_few_from_a_distance(
    demo: Flask, session: Session
) -> None:
    with demo.app_context(), transaction() as rows:
        assert (add_nobel_people(rows), add_nobel_people(rows)) == (58, 0)
    session.rollback()
    ways = Counter(session.scalars(select(Participant.attendance)))
    assert ways == {Attendance.ONSITE: 50, Attendance.REMOTE: 8}
