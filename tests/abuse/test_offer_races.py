"""Cancelling, offering, answering, running out, more seats and newcomers at once: the books after it.

Three web processes and two workers on one database, and a command that changes the capacity.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Thread

import pytest
from sqlalchemy import create_engine, func, select, update
from sqlalchemy.orm import Session

from bench.client import Visit, request, run
from bench.signing_up import FilledIn
from regapp.audit.models import Event
from regapp.billing.models import Charge
from regapp.conferences.models import Conference, PoolKind, SeatPool
from regapp.config import ROOT
from regapp.mailing.models import OutboxMessage
from regapp.registrations.models import Participant, Status
from tests.abuse.season import FORM, OPEN, count, forms_for, send_all
from tests.conftest import StartServer
from tests.support.server import LiveServer

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]
SEATS, IN_LINE, MORE = 30, 40, 5
_LONG_AGO = datetime(2020, 2, 1, tzinfo=UTC)
_SETTLED_S = 40.0


class Varberg:
    """The season's Varberg with few seats, and what stands in the database about it."""

    def __init__(self, start: StartServer, folder: Path) -> None:
        self.season = folder / "season.toml"
        self.server = start(workers=3, mail_worker=True, REGAPP_CLOCK=OPEN)
        self.load(SEATS)
        url = self.server.environment["REGAPP_DATABASE_URL"]
        self.other = start(workers=1, mail_worker=True, REGAPP_CLOCK=OPEN, REGAPP_DATABASE_URL=url)
        self.engine = create_engine(url)
        with Session(self.engine) as rows:
            self.id = rows.scalars(select(Conference.id).where(Conference.place_slug == "varberg")).one()

    def load(self, seats: int) -> None:
        """The season with so many seats in Varberg, by a process of its own."""
        text = (ROOT / "seasons/2020.toml").read_text("utf-8")
        before, varberg, after = text.partition('slug = "varberg"')
        whole = before + varberg + after.replace("seats = 150", f"seats = {seats}", 1)
        self.season.write_text(whole, "utf-8")
        self.server.flask("season", "load", str(self.season))

    def counts(self) -> dict[Status, int]:
        return {status: count(self.engine, self.id, status) for status in Status}

    def pool(self) -> SeatPool:
        with Session(self.engine) as rows:
            here = SeatPool.conference_id == self.id
            return rows.scalars(select(SeatPool).where(here, SeatPool.kind == PoolKind.CONFERENCE)).one()

    def happened(self, action: str) -> int:
        return self._number(select(func.count()).where(Event.action == action))

    def letters(self, kind: str) -> int:
        return self._number(select(func.count()).where(OutboxMessage.kind == f"registrations.{kind}"))

    def charged(self) -> int:
        return self._number(select(func.coalesce(func.sum(Charge.gross_minor), 0)))

    def tokens(self, status: Status) -> list[str]:
        with Session(self.engine) as rows:
            found = select(Participant.token).where(
                Participant.conference_id == self.id, Participant.status == status
            )
            return list(rows.scalars(found.order_by(Participant.id)))

    def tickets(self, status: Status) -> list[int]:
        """Places in the order of the line of those who stand there."""
        with Session(self.engine) as rows:
            found = select(Participant.queue_ticket).where(
                Participant.conference_id == self.id, Participant.status == status
            )
            return [ticket for ticket in rows.scalars(found) if ticket is not None]

    def let_run_out(self, tokens: list[str]) -> None:
        with Session(self.engine) as rows:
            mine = Participant.token.in_(tokens)
            rows.execute(update(Participant).where(mine).values(offered_until=_LONG_AGO))
            rows.commit()

    def settle(self) -> None:
        """Until the workers have ended what is over."""
        over = select(func.count()).where(
            Participant.status == Status.OFFERED, Participant.offered_until <= _LONG_AGO
        )
        until = time.monotonic() + _SETTLED_S
        while self._number(over) and time.monotonic() < until:
            time.sleep(0.3)

    def check_books(self) -> None:
        found, pool = self.counts(), self.pool()
        seated = found[Status.CONFIRMED] + found[Status.OFFERED]
        assert (pool.taken, pool.waiting) == (seated, found[Status.WAITING])
        assert seated <= pool.capacity
        assert seated == pool.capacity or not found[Status.WAITING], "a seat was left empty"
        assert self.charged() == 70_000 * found[Status.CONFIRMED]
        assert self.letters("offered") == self.happened("offered")
        assert self.letters("offer_expired") == self.happened("offer_expired")
        assert self.letters("offer_declined") == self.happened("offer_declined")
        answered = sum(self.happened(f"offer_{how}") for how in ("accepted", "declined", "expired"))
        assert self.happened("offered") == answered + found[Status.OFFERED]

    def _number(self, asked: object) -> int:
        with Session(self.engine) as rows:
            return rows.execute(asked).scalar_one()  # type: ignore[call-overload,no-any-return]  # any select


@pytest.fixture
def varberg(start_server: StartServer, tmp_path: Path) -> Iterator[Varberg]:
    made = Varberg(start_server, tmp_path)
    send_all(made.server, forms_for(made.server, SEATS + IN_LINE, "varberg"), 16)
    assert made.counts()[Status.WAITING] == IN_LINE
    yield made
    made.engine.dispose()


def at_once(server: LiveServer, visits: list[Visit]) -> None:
    Random(7).shuffle(visits)
    assert run(server.port, 24, iter(visits)).wrong == 0


def press(server: LiveServer, form: FilledIn, token: str, word: str, right: set[int]) -> Visit:
    """POST one of the buttons of a personal page."""
    csrf = next(part for part in form.body.split("&") if part.startswith("csrf_token="))
    answer = yield request("POST", f"/a/{token}/{word}", port=server.port, cookie=form.cookie, body=csrf)
    return answer.status in right


def sign_up(server: LiveServer, form: FilledIn) -> Visit:
    answer = yield request("POST", FORM, port=server.port, cookie=form.cookie, body=form.body)
    return answer.status == 303


def aside(work: Callable[[], None]) -> Thread:
    thread = Thread(target=work)
    thread.start()
    return thread


def test_seats_that_get_free_in_a_rush_are_offered_to_the_line_and_to_nobody_else(varberg: Varberg) -> None:
    server = varberg.server
    seated = varberg.tokens(Status.CONFIRMED)
    newcomers = forms_for(server, 20, "varberg")
    form = newcomers[0]
    # Each leaves twice, from two tabs.
    visits = [press(server, form, token, "avanmal", {303}) for token in seated * 2]
    visits += [sign_up(server, one) for one in newcomers]
    capacity = aside(lambda: varberg.load(SEATS + MORE))
    at_once(server, visits)
    capacity.join()
    found = varberg.counts()
    assert found[Status.OFFERED] == SEATS + MORE
    assert found[Status.CONFIRMED] == 0, "a newcomer passed the line"
    assert found[Status.WAITING] == IN_LINE + 20 - SEATS - MORE
    assert max(varberg.tickets(Status.OFFERED)) < min(varberg.tickets(Status.WAITING)), "not the heads"
    varberg.check_books()


def test_yes_no_silence_and_newcomers_at_once_keep_the_books_straight(varberg: Varberg) -> None:
    server = varberg.server
    newcomers = forms_for(server, 15, "varberg")
    form = newcomers[0]
    before = {token for status in Status for token in varberg.tokens(status)}
    leaving = varberg.tokens(Status.CONFIRMED)
    at_once(server, [press(server, form, token, "avanmal", {303}) for token in leaving])
    offered = varberg.tokens(Status.OFFERED)
    assert len(offered) == SEATS
    yes, no, both, late = offered[:8], offered[8:14], offered[14:20], offered[20:]
    varberg.let_run_out(late)
    visits = [press(server, form, token, "tacka-ja", {303}) for token in yes * 2]
    visits += [press(server, form, token, "tacka-nej", {303}) for token in no * 2]
    # Yes and no from two tabs: one of them holds, and a no never takes a seat that was said yes to.
    for word in ("tacka-ja", "tacka-nej"):
        visits += [press(server, form, token, word, {303, 409}) for token in both]
    visits += [press(server, form, token, "tacka-ja", {409}) for token in late]
    visits += [sign_up(server, one) for one in newcomers]
    capacity = aside(lambda: varberg.load(SEATS + MORE))
    at_once(server, visits)
    capacity.join()
    varberg.settle()
    varberg.check_books()
    assert varberg.happened("offer_expired") == len(late), "each once, whatever the number of workers"
    confirmed = set(varberg.tokens(Status.CONFIRMED))
    assert confirmed.issuperset(yes)
    # A newcomer may get a seat, once nobody waits any more; of the others only who said yes.
    assert confirmed & before <= {*yes, *both}
    assert set(varberg.tokens(Status.CANCELLED)) >= {*no, *late}
