"""Cancelling, moving and giving away at once, each in its own tab: one of them holds, the books agree."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from bench.client import Visit, request, run
from regapp.billing.models import Charge
from regapp.conferences.models import Conference, PoolKind, SeatPool
from regapp.registrations.models import Participant, Status
from tests.abuse.season import count, forms_for, send_all, set_capacity, start_season
from tests.conftest import StartServer
from tests.support.server import LiveServer

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]
PEOPLE = 24


@pytest.fixture
def server(start_server: StartServer) -> LiveServer:
    return start_season(start_server)


@pytest.fixture
def engine(server: LiveServer) -> Iterator[Engine]:
    made = create_engine(server.environment["REGAPP_DATABASE_URL"])
    yield made
    made.dispose()


def test_s8_three_tabs_that_cancel_move_and_give_away_leave_seats_and_charges_straight(
    server: LiveServer, engine: Engine
) -> None:
    with Session(engine) as rows:
        varberg = set_capacity(rows, "varberg", PEOPLE)
        kalmar = set_capacity(rows, "kalmar", PEOPLE // 2)
    forms = forms_for(server, PEOPLE, "varberg")
    addresses = [address.split("?", 1)[0] for _status, address in send_all(server, forms, 8)]
    answers: list[int] = []

    def post(address: str, body: str, cookie: str) -> Visit:
        answer = yield request("POST", address, port=server.port, cookie=cookie, body=body)
        answers.append(answer.status)
        return answer.status in {303, 409}

    def tabs() -> Iterator[Visit]:
        for number, (address, form) in enumerate(zip(addresses, forms, strict=True)):
            token = next(part for part in form.body.split("&") if part.startswith("csrf_token="))
            colleague = (
                f"given_name=Ida&family_name=Ask{number}&email=ida{number}%40exempel.se&organization=X"
            )
            yield post(f"{address}/overlat", f"{token}&{colleague}", form.cookie)
            yield post(f"{address}/flytta", f"{token}&place={kalmar}", form.cookie)
            yield post(f"{address}/avanmal", token, form.cookie)
            yield post(f"{address}/avanmal", token, form.cookie)

    assert run(server.port, 32, tabs()).wrong == 0
    assert max(answers) < 500
    for conference_id in (varberg, kalmar):
        assert held(engine, conference_id) == pool(engine, conference_id).taken
    assert pool(engine, kalmar).taken <= PEOPLE // 2
    assert standing(engine) == charged_people(engine)
    # Nobody is given to a colleague twice, and nobody's old link opens the colleague's place.
    with Session(engine) as rows:
        assert rows.scalar(select(func.count(Participant.id))) == PEOPLE
        assert len(set(rows.scalars(select(Participant.token)))) == PEOPLE


def test_what_was_under_way_by_the_old_link_does_nothing_to_the_colleague(
    server: LiveServer, engine: Engine
) -> None:
    with Session(engine) as rows:
        set_capacity(rows, "varberg", PEOPLE)
    forms = forms_for(server, PEOPLE, "varberg")
    send_all(server, forms, 8)
    with Session(engine) as rows:
        links = [f"/a/{token}" for token in rows.scalars(select(Participant.token))]

    def post(address: str, body: str, cookie: str) -> Visit:
        answer = yield request("POST", address, port=server.port, cookie=cookie, body=body)
        return answer.status in {303, 404, 409}

    def tabs() -> Iterator[Visit]:
        for number, link in enumerate(links):
            form = forms[number]
            token = next(part for part in form.body.split("&") if part.startswith("csrf_token="))
            colleague = (
                f"given_name=Ida&family_name=Ask{number}&email=ida{number}%40exempel.se&organization=X"
            )
            yield post(f"{link}/overlat", f"{token}&{colleague}", form.cookie)
            yield post(f"{link}/avanmal", token, form.cookie)
            yield post(f"{link}/avanmal", token, form.cookie)

    assert run(server.port, 32, tabs()).wrong == 0
    with Session(engine) as rows:
        new = select(Participant.status).where(Participant.family_name.startswith("Ask"))
        assert set(rows.scalars(new)) <= {Status.CONFIRMED}
    assert standing(engine) == charged_people(engine)


def pool(engine: Engine, conference_id: int) -> SeatPool:
    with Session(engine) as rows:
        own = (SeatPool.conference_id == conference_id, SeatPool.kind == PoolKind.CONFERENCE)
        return rows.scalars(select(SeatPool).where(*own)).one()


def held(engine: Engine, conference_id: int) -> int:
    return count(engine, conference_id, Status.CONFIRMED) + count(engine, conference_id, Status.OFFERED)


def standing(engine: Engine) -> dict[int, int]:
    """Charges that are not undone, by participant: how many."""
    undone = select(Charge.reverses_id).where(Charge.reverses_id.is_not(None))
    with Session(engine) as rows:
        found = select(Charge.participant_id, func.count()).where(
            Charge.reverses_id.is_(None), Charge.id.not_in(undone)
        )
        return {number: many for number, many in rows.execute(found.group_by(Charge.participant_id))}


def charged_people(engine: Engine) -> dict[int, int]:
    """One each for who has a seat at a conference that costs something."""
    with Session(engine) as rows:
        found = select(Participant.id).join(Conference, Conference.id == Participant.conference_id)
        return dict.fromkeys(rows.scalars(found.where(Participant.status == Status.CONFIRMED)), 1)
