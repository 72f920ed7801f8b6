"""A thousand people at one door: each scan is one post, as a phone with a network sends it."""

import json
import random
import re
import time
from datetime import date
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import func, select, update

from bench import fill
from bench.client import Answer, Visit, once, request, run
from bench.ground import Ground
from bench.servers import CLOCK
from bench.table import Table
from regapp.audit.commands import SYSTEM
from regapp.checkin.commands.links import make_link
from regapp.checkin.models import CheckIn
from regapp.conferences.models import Conference, ConferenceDay
from regapp.database.session import session, transaction
from regapp.registrations.models import Participant, Status
from regapp.web.clock import now

PEOPLE, PIN = 1000, "123456"
_PLACE = "Ort 9"


def measure(table: Table, here: Ground, name: str) -> None:
    """One phone, then eight at once; the list that a phone fetches in the morning."""
    base, ids = _door(here)
    cookie, csrf, fetched_ms, size = _let_in(here.port, base)
    half = len(ids) // 2
    for clients, some in ((1, ids[:half]), (8, ids[half:])):
        visits = (once(_scan(here.port, base, cookie, csrf, number), (200,)) for number in some)
        load = run(here.port, clients, visits)
        what = f"check-in, {clients} {'phone' if clients == 1 else 'phones'}, {PEOPLE:,} people"
        took = f"median {load.within(0.5):.1f} ms, p95 {load.within(0.95):.1f} ms"
        table.say(f"{what}: {took}, {load.rate:.0f} a second.")
        if clients == 1:
            table.check(f"{name}, {what}, median ms", load.within(0.5), most=20)
        else:
            table.check(f"{name}, {what}, per second", load.rate, least=50)
    table.say(f"The list of {PEOPLE:,} for a phone: {fetched_ms:.0f} ms, {size // 1000} kB.")
    _check_all(here.app, len(ids))


def _door(ground: Ground) -> tuple[str, list[int]]:
    """The place's day is today, and there is a link; its address and who is expected."""
    secret = ground.server.environment["REGAPP_SECRET_KEY"]
    with ground.app.app_context(), transaction() as rows:
        number = rows.scalars(select(Conference.id).where(Conference.place == _PLACE)).one()
        today = date.fromisoformat(CLOCK.partition("T")[0])
        rows.execute(update(ConferenceDay).where(ConferenceDay.conference_id == number).values(on=today))
        here = (Participant.conference_id == number, Participant.status == Status.CONFIRMED)
        missing = PEOPLE - rows.scalars(select(func.count(Participant.id)).where(*here)).one()
        if missing > 0:
            fill.people(rows, number, missing, random.Random(9))
            pool = rows.scalars(fill.main_pool(number)).one()
            pool.taken, pool.capacity = pool.taken + missing, pool.capacity + missing
        link = make_link(
            rows, number, "Julia i entrén", pin=PIN, secret=secret, open_links=0, by=SYSTEM,
            now=now(),
        )  # fmt: skip
        return f"/dorr/{link.token}", list(rows.scalars(select(Participant.id).where(*here)))[:PEOPLE]


def _let_in(port: int, base: str) -> tuple[str, str, float, int]:
    """The cookie, the token for posts, how long the list took (ms) and how large it is."""
    answers: list[Answer] = []

    def coming() -> Visit:
        page = yield request("GET", f"{base}/pin", port=port)
        found = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page.body)
        body = urlencode({"pin": PIN, "csrf_token": found[1].decode() if found else ""})
        done = yield request("POST", f"{base}/pin", port=port, cookie=page.cookie, body=body)
        answers.append((yield request("GET", f"{base}/lista.json", port=port, cookie=done.cookie)))
        cookies.append(done.cookie)
        return answers[-1].status == 200

    cookies: list[str] = []
    if run(port, 1, iter([coming()])).wrong:
        raise RuntimeError("the door did not open")
    began = time.perf_counter()
    run(port, 1, iter([once(request("GET", f"{base}/lista.json", port=port, cookie=cookies[0]))]))
    took = 1000 * (time.perf_counter() - began)
    return cookies[0], json.loads(answers[0].body)["csrf"], took, len(answers[0].body)


def _scan(port: int, base: str, cookie: str, csrf: str, number: int) -> bytes:
    at = round(time.time() * 1000)
    scan = {"nonce": f"bench-{number:08d}", "id": number, "at": at}
    body = json.dumps({"csrf": csrf, "sent_at": at, "scans": [scan]})
    return request(
        "POST", f"{base}/skanningar", port=port, cookie=cookie, body=body, Content_Type="application/json"
    )


def _check_all(app: Flask, expected: int) -> None:
    with app.app_context():
        came = session().scalars(select(func.count(CheckIn.participant_id))).one()
        session().rollback()
    if came != expected:
        raise RuntimeError(f"{came} of {expected} were checked in")
