"""Giving and taking roles."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import member
from regapp.audit.models import Event
from regapp.database.session import transaction
from regapp.kernel.refusal import Refusal
from regapp.organizers.commands import remove_member, set_role
from regapp.organizers.models import Member, Role
from regapp.organizers.queries import list_memberships
from tests.people import CARIN, DAVID, make_person
from tests.world import make_organizer


@pytest.mark.both_databases
def test_a_second_role_at_an_organizer_replaces_the_first(session: Session, now: datetime) -> None:
    halland, person = make_organizer(session), make_person(session)
    for role in (Role.READER, Role.FINANCE):
        set_role(session, halland, person_id=person.id, role=role, now=now)
    assert [one.role for one in list_memberships(session, person.id)] == [Role.FINANCE]


@pytest.mark.both_databases
def test_a_role_is_taken_once(session: Session, now: datetime) -> None:
    halland = make_organizer(session)
    person = make_person(session, organizer=halland)
    assert remove_member(session, halland, person_id=person.id, now=now)
    assert not remove_member(session, halland, person_id=person.id, now=now)
    assert list_memberships(session, person.id) == ()


def test_the_history_tells_who_got_which_role(session: Session, now: datetime) -> None:
    halland, person = make_organizer(session), make_person(session)
    set_role(session, halland, person_id=person.id, role=Role.DOOR, now=now)
    remove_member(session, halland, person_id=person.id, now=now)
    events = session.scalars(select(Event).order_by(Event.id)).all()
    assert [(one.action, one.fields) for one in events] == [
        ("role_given", ["role:halland:door"]),
        ("role_taken", ["role:halland"]),
    ]


@pytest.mark.both_databases
def test_two_owners_cannot_remove_each_other_at_once(app: Flask, session: Session, now: datetime) -> None:
    halland = make_organizer(session)
    carin = make_person(session, CARIN, organizer=halland)
    david = make_person(session, DAVID, organizer=halland)
    start = Barrier(2)

    def remove(who: int, whom: int) -> bool:
        with app.app_context():
            start.wait()
            try:
                with transaction() as rows:
                    return remove_member(rows, halland, person_id=whom, now=now, by=member(who))
            except Refusal as refusal:
                assert refusal.code == "last_owner"
                return False

    pairs = ((carin.id, david.id), (david.id, carin.id))
    with ThreadPoolExecutor(2) as pool:
        done = [one.result() for one in [pool.submit(remove, *pair) for pair in pairs]]
    assert sorted(done) == [False, True]
    session.rollback()
    assert len(session.scalars(select(Member)).all()) == 1
