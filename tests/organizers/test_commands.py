"""Giving and taking roles."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.organizers.commands import remove_member, set_role
from regapp.organizers.models import Role
from regapp.organizers.queries import list_memberships
from tests.people import make_person
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
