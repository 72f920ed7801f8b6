"""Fifty at once for five uses of a code and for five seats at dinner, in three processes."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from bench.signing_up import FilledIn
from regapp.billing.models import Charge
from regapp.conferences.models import Conference, PoolKind, SeatPool
from regapp.registrations.models import OptionPick, Participant, PickState
from tests.abuse.season import forms_for, send_all, start_season
from tests.conftest import StartServer
from tests.offers import make_category, make_code, make_option
from tests.support.databases import load_models
from tests.support.server import LiveServer

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]
FIFTY = 50


@pytest.fixture
def server(start_server: StartServer) -> LiveServer:
    return start_season(start_server)


@pytest.fixture
def engine(server: LiveServer) -> Iterator[Engine]:
    load_models()
    made = create_engine(server.environment["REGAPP_DATABASE_URL"])
    yield made
    made.dispose()


@pytest.fixture
def at_varberg(engine: Engine) -> Callable[[Callable[[Session, Conference], Any]], Any]:
    """Set something up at Varberg."""

    def do(command: Callable[[Session, Conference], Any]) -> Any:
        with Session(engine, expire_on_commit=False) as rows:
            found = select(Conference).where(Conference.place_slug == "varberg")
            return command(rows, rows.scalars(found).one())

    return do


def with_more(form: FilledIn, **more: str) -> FilledIn:
    return FilledIn(form.cookie, f"{form.body}&{urlencode({'asked_for': 'varberg', **more})}")


def taken(engine: Engine, kind: PoolKind) -> int:
    """At all conferences; the season's other options have nobody."""
    with Session(engine) as rows:
        return rows.scalars(select(func.sum(SeatPool.taken)).where(SeatPool.kind == kind)).one()


def test_s13_five_uses_are_five_when_fifty_come_at_once(
    server: LiveServer, engine: Engine, at_varberg: Callable[..., Any]
) -> None:
    def five_uses(rows: Session, varberg: Conference) -> str:
        speaker = make_category(rows, varberg, "Medverkande", 0, needs_code=True)
        make_code(rows, varberg, speaker, "TALARE-2020", uses=5)
        return str(speaker.id)

    chosen = {"participants-0-fee_category": at_varberg(five_uses), "access_code": "TALARE-2020"}
    forms = [with_more(form, **chosen) for form in forms_for(server, FIFTY, "varberg")]
    statuses = [status for status, _address in send_all(server, forms, FIFTY)]
    assert (statuses.count(303), statuses.count(409)) == (5, 45)
    assert taken(engine, PoolKind.CODE) == 5
    with Session(engine) as rows:
        assert rows.scalars(select(func.count(Participant.id))).one() == 5
        assert rows.scalars(select(func.count(Charge.id))).one() == 0


def test_s11_five_seats_at_dinner_are_five_and_whoever_gets_none_gets_no_seat_either(
    server: LiveServer, engine: Engine, at_varberg: Callable[..., Any]
) -> None:
    dinner = at_varberg(lambda rows, varberg: make_option(rows, varberg, seats=5).id)
    box = {f"participants-0-fee_option_{dinner}": "y"}
    forms = [with_more(form, **box) for form in forms_for(server, FIFTY, "varberg")]
    statuses = [status for status, _address in send_all(server, forms, FIFTY)]
    assert statuses.count(303) == 5
    assert set(statuses) <= {303, 409, 422}
    assert taken(engine, PoolKind.OPTION) == 5
    with Session(engine) as rows:
        assert rows.scalars(select(func.count(Participant.id))).one() == 5
        held = select(func.count()).where(OptionPick.state == PickState.HELD)
        assert rows.scalars(held).one() == 5
        assert rows.scalars(select(func.sum(Charge.gross_minor))).one() == 5 * 116_100
