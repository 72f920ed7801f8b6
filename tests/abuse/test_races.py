"""Everybody at once, in three processes: never a seat too many, never a place in line twice."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from bench.client import Visit, request, run
from regapp.conferences.models import PoolKind, SeatPool
from regapp.mailing.models import OutboxMessage
from regapp.registrations.models import Participant, Status
from tests.abuse.season import count, forms_for, numbers_in_line, send_all, set_capacity, start_season, tokens
from tests.conftest import StartServer
from tests.support.server import LiveServer

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]
SEATS = 50


@pytest.fixture
def server(start_server: StartServer) -> LiveServer:
    return start_season(start_server)


@pytest.fixture
def engine(server: LiveServer) -> Iterator[Engine]:
    made = create_engine(server.environment["REGAPP_DATABASE_URL"])
    yield made
    made.dispose()


@pytest.fixture
def varberg(engine: Engine) -> int:
    with Session(engine) as rows:
        return set_capacity(rows, "varberg", SEATS)


def pool_of(engine: Engine, conference_id: int) -> SeatPool:
    with Session(engine) as rows:
        own = SeatPool.kind == PoolKind.CONFERENCE
        return rows.scalars(select(SeatPool).where(SeatPool.conference_id == conference_id, own)).one()


def test_s1_s2_five_hundred_posts_for_fifty_seats_fill_them_exactly_and_line_up_the_rest(
    server: LiveServer, engine: Engine, varberg: int
) -> None:
    answers = send_all(server, forms_for(server, 500, "varberg"), 64)
    assert {status for status, _address in answers} == {303}
    assert count(engine, varberg, Status.CONFIRMED) == SEATS
    assert count(engine, varberg, Status.WAITING) == 450
    pool = pool_of(engine, varberg)
    assert (pool.taken, pool.waiting) == (SEATS, 450)
    receipts = [address for _status, address in answers]
    assert numbers_in_line(server, receipts) == list(range(1, 451))


def test_s3_one_form_sent_twenty_times_at_once_is_one_registration(
    server: LiveServer, engine: Engine, varberg: int
) -> None:
    form = forms_for(server, 1, "varberg") * 20
    answers = send_all(server, form, 20)
    assert {status for status, _address in answers} == {303}
    assert len({address.split("?", 1)[0] for _status, address in answers}) == 1
    assert len(tokens(engine)) == 1
    assert pool_of(engine, varberg).taken == 1
    with Session(engine) as rows:
        assert len(rows.scalars(select(OutboxMessage.id)).all()) == 1


def test_s7_leaving_and_coming_at_once_keeps_the_books_straight(
    server: LiveServer, engine: Engine, varberg: int
) -> None:
    """Everybody seated leaves while as many again sign up: those in line are offered the seats."""
    seated = forms_for(server, SEATS, "varberg")
    addresses = [address.split("?", 1)[0] for _status, address in send_all(server, seated, 16)]
    crowd = forms_for(server, SEATS, "varberg")
    done: list[int] = []

    def leaving(address: str, cookie: str, token: str) -> Visit:
        answer = yield request(
            "POST", f"{address}/avanmal", port=server.port, cookie=cookie, body=f"csrf_token={token}"
        )
        done.append(answer.status)
        return answer.status == 303

    def coming(cookie: str, body: str) -> Visit:
        answer = yield request(
            "POST", "/smartare-gronare-sverige/anmalan", port=server.port, cookie=cookie, body=body
        )
        done.append(answer.status)
        return answer.status == 303

    def both() -> Iterator[Visit]:
        for address, old, new in zip(addresses, seated, crowd, strict=True):
            yield leaving(address, old.cookie, _token(old.body))
            yield coming(new.cookie, new.body)

    assert run(server.port, 32, both()).wrong == 0
    pool = pool_of(engine, varberg)
    held = count(engine, varberg, Status.CONFIRMED) + count(engine, varberg, Status.OFFERED)
    assert held + count(engine, varberg, Status.WAITING) == SEATS
    assert (pool.taken, pool.waiting) == (held, count(engine, varberg, Status.WAITING))
    assert held == SEATS, "a seat was left empty while somebody waited"


def test_groups_get_seats_for_all_or_a_place_in_line_for_all(
    server: LiveServer, engine: Engine, varberg: int
) -> None:
    forms = forms_for(server, 30, "varberg")
    groups = [
        type(form)(form.cookie, _group_of(form.body, 1 + number % 5)) for number, form in enumerate(forms)
    ]
    assert {status for status, _address in send_all(server, groups, 30)} == {303}
    with Session(engine) as rows:
        people = rows.execute(select(Participant.registration_id, Participant.status)).all()
    by_group: dict[int, set[Status]] = {}
    for group, status in people:
        by_group.setdefault(group, set()).add(status)
    assert all(len(statuses) == 1 for statuses in by_group.values())
    assert count(engine, varberg, Status.CONFIRMED) <= SEATS
    assert len(people) == sum(1 + number % 5 for number in range(30))


def _token(body: str) -> str:
    return next(
        part.removeprefix("csrf_token=") for part in body.split("&") if part.startswith("csrf_token=")
    )


def _group_of(body: str, size: int) -> str:
    more = "".join(
        f"&participants-{number}-given_name=Bo&participants-{number}-family_name=Ek{number}"
        f"&participants-{number}-organization=Kommunen"
        for number in range(1, size)
    )
    return body.replace("booker_role=self", "booker_role=self_and_others") + more if size > 1 else body
