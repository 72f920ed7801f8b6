"""The loop behind `flask worker`: letters as they fall due, and chores at their intervals.

Outlives a database or a mail server that is away; ends in good order when told to stop.
"""

import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from queue import SimpleQueue
from threading import Event, Thread

import structlog
from flask import Flask

from regapp.config import Config
from regapp.jobs.deliver_mail import Office, Round, deliver_batch
from regapp.jobs.lives import free_dead, sign_of_life
from regapp.mailing.renderers import LetterContext, Preparers, Renderers
from regapp.mailing.transport import Transport, transport_for
from regapp.web import clock
from regapp.web.state import addresses, config, state

IDLE_S = 1.0
LONGEST_PAUSE_S = 60.0
_LOOK_FOR_DEAD = timedelta(seconds=30)

log = structlog.get_logger("worker")


@dataclass(frozen=True)
class Chore:
    """Something to do at the start and then once every `every`, in an application context."""

    name: str
    run: Callable[[], None]
    every: timedelta


def stop_on_signals() -> Event:
    """Set at SIGTERM and SIGINT. Call in the main thread.

    Another thread sets it: a handler runs in the middle of whatever the main thread does, and if
    that is a look at this very event, it would wait for itself. A SimpleQueue may be filled there.
    """
    stop, told = Event(), SimpleQueue[None]()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: told.put(None))

    def listen() -> None:
        told.get()
        stop.set()

    Thread(target=listen, name="stop on signals", daemon=True).start()
    return stop


def run_worker(
    app: Flask,
    stop: Event,
    *,
    renderers: Renderers,
    preparers: Preparers | None = None,
    chores: Iterable[Chore] = (),
    transport: Transport | None = None,
) -> None:
    """Work until `stop` is set: the letter under way is finished, the rest is given back."""
    with app.app_context():
        settings = config()
        transport = transport or transport_for(settings, state().clock.now)
    signs = settings.instance_path / "workers"
    with sign_of_life(signs) as name:
        office = _office(settings, renderers, transport, worker=name) if transport else None
        if office is not None and preparers:
            office = replace(office, preparers=preparers)
        if office is None:
            log.warning("no mail server is set (REGAPP_SMTP_HOST): letters wait")
        dead = Chore("free letters of dead workers", lambda: free_dead(signs, alive=name), _LOOK_FOR_DEAD)
        _loop(app, stop, office, [_Timer(chore) for chore in (dead, *chores)])


def _loop(app: Flask, stop: Event, office: Office | None, timers: list["_Timer"]) -> None:
    pause_s = IDLE_S
    while not stop.is_set():
        with app.app_context():
            for timer in timers:
                timer.run_if_due()
            done = _deliver(office, stop) if office else Round()
        if done.reachable:
            pause_s = IDLE_S
            wait_s = 0 if done.claimed else IDLE_S
        else:
            wait_s, pause_s = pause_s, min(2 * pause_s, LONGEST_PAUSE_S)
        stop.wait(wait_s)


def _deliver(office: Office, stop: Event) -> Round:
    try:
        return deliver_batch(office, stop)
    except Exception as error:
        # The loop outlives whatever happens. Not the error's text: a database's errors quote the values.
        log.error("delivery was interrupted", error=type(error).__name__)
        return Round(reachable=False)


def _office(settings: Config, renderers: Renderers, transport: Transport, *, worker: str) -> Office:
    return Office(
        config=settings,
        renderers=renderers,
        transport=transport,
        context=lambda: LetterContext(config=config(), addresses=addresses(), now=clock.now()),
        worker=worker,
    )


class _Timer:
    """When a chore is due next. A failed one is tried again at its next turn."""

    def __init__(self, chore: Chore) -> None:
        self._chore = chore
        self._next = 0.0

    def run_if_due(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._chore.every.total_seconds()
        try:
            self._chore.run()
        except Exception as error:
            log.error("chore failed", chore=self._chore.name, error=type(error).__name__)
