"""What the form keeps of its conferences, read by every thread of the process."""

from collections.abc import Iterator
from functools import partial

import pytest
from sqlalchemy.orm import Session

from regapp.registrations import kept
from regapp.registrations.asking import Asking, list_asking
from tests.offers import make_option
from tests.world import make_conference, make_organizer

pytestmark = pytest.mark.both_databases
PATH = "varberg"
FORM = partial(list_asking, path=PATH)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    kept.forget()
    yield
    kept.forget()


@pytest.fixture
def asking(session: Session) -> Asking:
    """As it was kept by a request that is still at work."""
    conference = make_conference(session, make_organizer(session), path=PATH)
    make_option(session, conference, seats=5)
    session.commit()
    (found,) = kept.conferences_for(session, PATH, FORM)
    return found


def facts_of(asking: Asking) -> tuple[object, ...]:
    held = asking.conference
    parts = [list(part.fields()) for part in asking.parts]
    return held.title, held.owner.name, held.address.path, held.pools[0].capacity, len(held.days), parts


def test_it_stays_when_who_read_it_rolls_back(session: Session, asking: Asking) -> None:
    before = facts_of(asking)
    session.rollback()
    session.close()
    assert facts_of(asking) == before
    assert kept.conferences_for(session, PATH, FORM)[0] is asking


def test_it_is_no_part_of_the_session_that_read_it(session: Session, asking: Asking) -> None:
    assert asking.conference not in session
    assert session.in_transaction(), "the reading did not end the request's own transaction"
