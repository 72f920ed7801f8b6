"""A conference takes a turn while everybody signs up, and two organizers turn it at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.billing.queries import charged_sum
from regapp.conferences.commands.turns import Reason
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.queries import get_conference
from regapp.database.engine import WRITES
from regapp.kernel.refusal import Refusal
from regapp.mailing.models import OutboxMessage
from regapp.registrations.commands.turns import cancel_conference, postpone_conference
from regapp.registrations.models import Participant
from regapp.registrations.rules import ACTIVE
from tests.abuse.season import forms_for, send_all, set_capacity, start_season
from tests.conftest import StartServer
from tests.support.databases import load_models, open_engine
from tests.support.server import LiveServer

load_models()
pytestmark = [pytest.mark.slow, pytest.mark.both_databases]
NOW = datetime(2020, 2, 14, 9, 5, tzinfo=UTC)
WHY = Reason("Smittläget.")
Act = Callable[[Session, Conference], None]


@pytest.fixture
def server(start_server: StartServer) -> LiveServer:
    return start_season(start_server)


@pytest.fixture
def engine(server: LiveServer) -> Iterator[Engine]:
    made = open_engine(server.environment["REGAPP_DATABASE_URL"])
    yield made
    made.dispose()


@pytest.fixture
def varberg(engine: Engine) -> int:
    with Session(engine) as rows:
        return set_capacity(rows, "varberg", 30)


def turn(engine: Engine, conference_id: int, act: Act) -> str:
    """In a transaction of its own; what a rule said if it said no."""
    with Session(engine, autoflush=False) as rows:
        rows.connection(execution_options={WRITES: True})
        try:
            act(rows, get_conference(rows, conference_id))
            rows.commit()
        except Refusal as refusal:
            rows.rollback()
            return refusal.code
    return "done"


def cancel(rows: Session, held: Conference) -> None:
    cancel_conference(rows, held, WHY, by=SYSTEM, now=NOW)


@pytest.mark.parametrize("status", [ConferenceStatus.CANCELLED, ConferenceStatus.POSTPONED])
def test_whoever_signs_up_while_it_is_called_off_is_told_or_refused_and_owes_nothing(
    server: LiveServer, engine: Engine, varberg: int, status: ConferenceStatus
) -> None:
    def postpone(rows: Session, held: Conference) -> None:
        postpone_conference(rows, held, WHY, by=SYSTEM, now=NOW, version=held.version)

    act = cancel if status is ConferenceStatus.CANCELLED else postpone
    send_all(server, forms_for(server, 10, "varberg"), 10)
    crowd = forms_for(server, 80, "varberg")
    with ThreadPoolExecutor(2) as pool:
        coming = pool.submit(send_all, server, crowd, 16)
        turning = pool.submit(turn, engine, varberg, act)
        answers, done = coming.result(), turning.result()
    assert done == "done"
    assert {code for code, _address in answers} <= {303, 409}
    with Session(engine) as rows:
        people = select(func.count(Participant.id)).where(
            Participant.conference_id == varberg, Participant.status.in_(ACTIVE)
        )
        letters = select(func.count(func.distinct(OutboxMessage.subject_id))).where(
            OutboxMessage.kind == f"registrations.conference_{status.value}"
        )
        count = rows.scalars(people).one()
        assert count == 10 + sum(code == 303 for code, _address in answers)
        assert rows.scalars(letters).one() == count
        assert charged_sum(rows, [varberg])[varberg] == 0


def test_of_two_organizers_at_once_one_is_told(engine: Engine, server: LiveServer, varberg: int) -> None:
    with Session(engine) as rows:
        seen = get_conference(rows, varberg).version

    def postpone(rows: Session, held: Conference) -> None:
        postpone_conference(rows, held, WHY, by=SYSTEM, now=NOW, version=seen)

    def call_off(rows: Session, held: Conference) -> None:
        cancel_conference(rows, held, WHY, by=SYSTEM, now=NOW, version=seen)

    with ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(turn, engine, varberg, act) for act in (postpone, call_off) * 2]
        results = sorted(one.result() for one in tries)
    assert results.count("done") == 1
    assert set(results) <= {"done", "edited_meanwhile", "not_published", "already_called_off"}
