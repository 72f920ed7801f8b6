"""Everybody wants the last seats of one seminar, in three processes: never a seat too many."""

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, func, select, update
from sqlalchemy.orm import Session

from regapp.choices.models import ChoiceState, ParticipantChoice
from regapp.conferences.models import PoolKind, SeatPool
from regapp.programme.models import ProgrammeItem
from regapp.registrations.models import Participant
from tests.abuse.season import FORM, forms_for, send_all, start_season
from tests.conftest import StartServer
from tests.support.server import LiveServer

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]
SEATS, FORMS = 5, 60


@pytest.fixture
def server(start_server: StartServer) -> LiveServer:
    return start_season(start_server)


@pytest.fixture
def engine(server: LiveServer) -> Iterator[Engine]:
    made = create_engine(server.environment["REGAPP_DATABASE_URL"])
    yield made
    made.dispose()


def last_seats(engine: Engine) -> tuple[str, int]:
    """The field of the first round, and the item that has few seats now."""
    with Session(engine) as rows:
        item = rows.scalars(select(ProgrammeItem).where(ProgrammeItem.round == 1).limit(1)).one()
        pools = update(SeatPool).where(SeatPool.kind == PoolKind.SEMINAR, SeatPool.subject_id == item.id)
        rows.execute(pools.values(capacity=SEATS))
        rows.commit()
        return f"participants-0-round_{item.day_id}_{item.round}", item.id


def books(engine: Engine, item_id: int) -> tuple[int, int, Counter[ChoiceState], int]:
    """Taken and waiting by the pool, the choices, and how many people there are."""
    with Session(engine) as rows:
        found = select(SeatPool).where(SeatPool.kind == PoolKind.SEMINAR, SeatPool.subject_id == item_id)
        pool = rows.scalars(found).one()
        states = select(ParticipantChoice.state).where(ParticipantChoice.item_id == item_id)
        people = rows.scalars(select(func.count(Participant.id))).one()
        return pool.taken, pool.waiting, Counter(rows.scalars(states)), people


def test_sixty_posts_for_five_seats_of_a_seminar_take_five_and_ask_the_others(
    server: LiveServer, engine: Engine
) -> None:
    field, item_id = last_seats(engine)
    forms = [
        type(form)(form.cookie, f"{form.body}&{field}={item_id}")
        for form in forms_for(server, FORMS, "varberg")
    ]
    statuses = Counter(status for status, _address in send_all(server, forms, 24))
    assert statuses[303] == SEATS
    assert statuses[409] + statuses[422] == FORMS - SEATS
    # Whoever was refused has no seat at the conference either.
    assert books(engine, item_id) == (SEATS, 0, Counter({ChoiceState.SEATED: SEATS}), SEATS)


def test_sixty_wishes_for_five_seats_are_five_seats_and_one_line(server: LiveServer, engine: Engine) -> None:
    field, item_id = last_seats(engine)
    forms = [
        type(form)(form.cookie, f"{form.body}&{field}=w{item_id}")
        for form in forms_for(server, FORMS, "varberg")
    ]
    assert {status for status, _address in send_all(server, forms, 24)} == {303}, FORM
    wished = FORMS - SEATS
    states = Counter({ChoiceState.SEATED: SEATS, ChoiceState.WISHED: wished})
    assert books(engine, item_id) == (SEATS, wished, states, FORMS)
    with Session(engine) as rows:
        wishes = select(ParticipantChoice.ticket).where(ParticipantChoice.state == ChoiceState.WISHED)
        assert sorted(ticket or 0 for ticket in rows.scalars(wishes)) == list(range(1, wished + 1))
