"""A running server with the season's three conferences, and the load that is put on it."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from bench import signing_up
from bench.client import Visit, request, run
from bench.signing_up import FilledIn
from regapp.conferences.models import Conference, PoolKind, SeatPool
from regapp.config import ROOT
from regapp.registrations.models import Participant, Registration, Status
from tests.conftest import StartServer
from tests.support.server import LiveServer

FORM = "/smartare-gronare-sverige/anmalan"
OPEN = "2020-02-14T10:00:00"
_NUMBER = re.compile(r"väntelistan som nummer (\d+)")


def start_season(start_server: StartServer, **settings: object) -> LiveServer:
    """Three processes in the middle of the sign-up."""
    server = start_server(workers=3, REGAPP_CLOCK=OPEN, **settings)
    server.flask("season", "load", str(ROOT / "seasons/2020.toml"))
    return server


def set_capacity(session: Session, place: str, capacity: int) -> int:
    """The conference's id."""
    conference_id = session.scalars(select(Conference.id).where(Conference.place_slug == place)).one()
    own = SeatPool.kind == PoolKind.CONFERENCE
    pools = update(SeatPool).where(SeatPool.conference_id == conference_id, own)
    session.execute(pools.values(capacity=capacity))
    session.commit()
    return conference_id


def send_all(server: LiveServer, forms: Sequence[FilledIn], clients: int) -> list[tuple[int, str]]:
    """Status and address of each answer, `clients` posts at a time."""
    answers: list[tuple[int, str]] = []

    def sending(form: FilledIn) -> Visit:
        answer = yield request("POST", FORM, port=server.port, cookie=form.cookie, body=form.body)
        answers.append((answer.status, answer.headers.get("location", "")))
        return answer.status == 303

    run(server.port, clients, (sending(form) for form in forms))
    broken = [status for status, _address in answers if status >= 500]
    assert not broken, f"{broken}:\n{server.log[-4000:]}"
    return answers


def forms_for(server: LiveServer, count: int, place: str) -> list[FilledIn]:
    return signing_up.open_forms(server.port, count, place, path=FORM)


def numbers_in_line(server: LiveServer, receipts: Iterable[str]) -> list[int]:
    """The places that the pages of those who wait tell them, sorted."""
    found: list[int] = []

    def reading(address: str) -> Visit:
        answer = yield request("GET", address, port=server.port)
        found.extend(map(int, _NUMBER.findall(answer.body.decode())))
        return answer.status == 200

    assert run(server.port, 4, (reading(address) for address in receipts)).wrong == 0
    return sorted(found)


def count(engine: Engine, conference_id: int, status: Status) -> int:
    with Session(engine) as rows:
        return rows.scalars(
            select(func.count()).where(
                Participant.conference_id == conference_id, Participant.status == status
            )
        ).one()


def tokens(engine: Engine) -> list[str]:
    with Session(engine) as rows:
        return list(rows.scalars(select(Registration.token)))
