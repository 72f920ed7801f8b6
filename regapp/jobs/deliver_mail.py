"""Carries promised letters out: claim a batch, render it, send one by one, mark each at once.

Nothing is sent twice unless the process dies between a send and its mark. While a server is
spoken to, no transaction is open. Log lines hold ids, kinds and codes only.
"""

import hashlib
import hmac
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from threading import Event

import structlog
from sqlalchemy.exc import SQLAlchemyError

from regapp.config import Config
from regapp.database.session import session, transaction
from regapp.kernel.clock import Clock, SystemClock
from regapp.mailing import commands, queries
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage, Priority
from regapp.mailing.render import Outgoing, UnusableAddressError, recipient_address, render
from regapp.mailing.renderers import LetterContext, Preparers, Renderers
from regapp.mailing.transport import (
    DeferredError,
    InterruptedLetterError,
    RejectedError,
    Transport,
    UnreachableError,
)

BATCH = 20
# More steps than one letter takes over SMTP, each of which may last a whole timeout.
_STEPS = 13
_MARKING_PAUSE_S = 1.0
_LAST_MARKINGS = 5

log = structlog.get_logger("mail")


@dataclass(frozen=True)
class Office:
    """All that delivering needs. `clock` is the system's; `context` brings domain time.

    preparers  what some kinds of letters need done before they are written
    """

    config: Config
    renderers: Renderers
    transport: Transport
    context: Callable[[], LetterContext]
    worker: str
    clock: Clock = field(default_factory=SystemClock)
    preparers: Preparers = field(default_factory=dict)

    @property
    def longest_letter(self) -> timedelta:
        """How long one letter may take at the very most."""
        return timedelta(seconds=_STEPS * self.config.smtp_timeout_s)

    @property
    def lease(self) -> timedelta:
        return 2 * self.longest_letter

    def has_time_since(self, begun: float) -> bool:
        """Whether one more letter fits into the lease of a batch begun at this monotonic time."""
        return time.monotonic() - begun < (self.lease - self.longest_letter).total_seconds()


@dataclass(frozen=True)
class Round:
    """What one batch came to. Not `reachable`: the server took no letters at all."""

    claimed: int = 0
    sent: int = 0
    reachable: bool = True


@dataclass(frozen=True)
class _Parcel:
    """One message and the promises it keeps (several where they were held back)."""

    ids: tuple[int, ...]
    kind: str
    message_id: str
    outgoing: Outgoing
    # None: the hourly limit does not ask for it.
    recipient_key: str | None


def deliver_batch(office: Office, stop: Event) -> Round:
    """Send what is due, up to one batch. Call inside an application context, again and again."""
    begun = time.monotonic()
    if not queries.has_due(session(), office.clock.now()):
        session().close()
        return Round()
    groups = _claim(office)
    try:
        parcels = _admitted(office, [parcel for group in groups if (parcel := _pack(office, group))])
    except BaseException:
        _let_go(office)
        raise
    finally:
        session().close()
    claimed = sum(len(group) for group in groups)
    sent, reachable = 0, True
    try:
        while parcels and reachable and not stop.is_set() and office.has_time_since(begun):
            parcel = parcels.pop(0)
            if _still_ours(office, parcel):
                taken, reachable = _send(office, parcel, stop)
                sent += taken
    finally:
        office.transport.close()
        _give_back(office, parcels)
    return Round(claimed, sent, reachable)


def _claim(office: Office) -> list[list[OutboxMessage]]:
    """Held letters of one address first, as one group; then single ones."""
    now = office.clock.now()
    with transaction() as rows:
        held = commands.claim_held(rows, now, worker=office.worker, lease=office.lease)
        single = commands.claim(rows, now, worker=office.worker, limit=BATCH, lease=office.lease)
        for row in single:
            if row.kind in office.preparers:
                office.preparers[row.kind](rows, row)
    return [group for group in (held, *([row] for row in single)) if group]


def _pack(office: Office, group: Sequence[OutboxMessage]) -> _Parcel | None:
    """Render a group into one message. None: marked already, nothing to send."""
    written = [(row, *letter) for row in group if (letter := _write(office, row))]
    if not written:
        return None
    ids, first = tuple(row.id for row, _, _ in written), written[0][0]
    envelope, letters = written[0][1], [letter for _, _, letter in written]
    try:
        outgoing = render(
            envelope,
            letters,
            config=office.config,
            message_id=first.message_id,
            sent_at=office.clock.now(),
        )
    except UnusableAddressError:
        _unsendable(office, ids, first.kind, "address")
        return None
    except Exception as error:
        _later(office, ids, first.kind, f"render {type(error).__name__}")
        return None
    limited = first.held_until is None and first.priority != Priority.IMMEDIATE
    key = _recipient_key(office.config, envelope) if limited else None
    return _Parcel(ids, first.kind, first.message_id, outgoing, key)


def _write(office: Office, row: OutboxMessage) -> tuple[Envelope, Letter] | None:
    renderer = office.renderers.get(row.kind)
    if renderer is None:
        # Promised by a newer version than this worker's.
        _later(office, (row.id,), row.kind, "unknown kind")
        return None
    try:
        letter = renderer(session(), row, office.context())
    except SQLAlchemyError:
        raise
    except Exception as error:
        _later(office, (row.id,), row.kind, f"render {type(error).__name__}")
        return None
    if letter is None:
        with transaction() as rows:
            commands.mark_needless(rows, office.clock.now(), ids=[row.id])
    return letter


def _admitted(office: Office, parcels: list[_Parcel]) -> list[_Parcel]:
    """Without those that the hourly limit holds back."""
    limited = {parcel.ids[0]: parcel.recipient_key for parcel in parcels if parcel.recipient_key}
    if not limited:
        return parcels
    with transaction() as rows:
        admitted = commands.admit(rows, office.clock.now(), recipients=limited)
    return [parcel for parcel in parcels if not parcel.recipient_key or parcel.ids[0] in admitted]


def _still_ours(office: Office, parcel: _Parcel) -> bool:
    """Not after this process or the machine's clock stood still or jumped past the lease."""
    try:
        return queries.is_claimed_by(session(), worker=office.worker, ids=parcel.ids)
    finally:
        session().close()


def _send(office: Office, parcel: _Parcel, stop: Event) -> tuple[int, bool]:
    """(letters sent, whether the server still takes letters)."""
    ids, kind = parcel.ids, parcel.kind
    try:
        office.transport.send(parcel.outgoing)
    except UnreachableError as error:
        log.warning("mail server takes no letters", code=error.code)
        _give_back(office, [parcel])
        return 0, False
    except RejectedError as error:
        _insist(partial(_unsendable, office, ids, kind, error.code), stop)
        return 0, True
    except (DeferredError, InterruptedLetterError) as error:
        _insist(partial(_later, office, ids, kind, error.code), stop)
        return 0, isinstance(error, DeferredError)
    except Exception as error:
        # One letter's fault must not stop the others.
        _insist(partial(_later, office, ids, kind, f"send {type(error).__name__}"), stop)
        return 0, True
    _insist(partial(_mark_sent, office, parcel), stop)
    log.info("letter sent", ids=ids, kind=kind)
    return len(ids), True


def _mark_sent(office: Office, parcel: _Parcel) -> None:
    with transaction() as rows:
        commands.mark_sent(rows, office.clock.now(), ids=parcel.ids, message_id=parcel.message_id)


def _unsendable(office: Office, ids: Sequence[int], kind: str, code: str) -> None:
    with transaction() as rows:
        commands.mark_failed(rows, office.clock.now(), ids=ids, error=code)
    log.warning("letter refused for good", ids=ids, kind=kind, code=code)


def _later(office: Office, ids: Sequence[int], kind: str, code: str) -> None:
    with transaction() as rows:
        commands.mark_retry(rows, office.clock.now(), ids=ids, error=code)
    log.warning("letter put off", ids=ids, kind=kind, code=code)


def _give_back(office: Office, parcels: Sequence[_Parcel]) -> None:
    ids = [message_id for parcel in parcels for message_id in parcel.ids]
    if ids:
        with transaction() as rows:
            commands.release(rows, worker=office.worker, ids=ids)


def _let_go(office: Office) -> None:
    """Nothing of this batch was sent yet. If even this fails, the lease will end."""
    with suppress(SQLAlchemyError), transaction() as rows:
        commands.release_all(rows, worker=office.worker)


def _insist(mark: Callable[[], None], stop: Event) -> None:
    """Mark, however long the database is away: an unmarked letter would be sent again."""
    tries_left = _LAST_MARKINGS
    while True:
        try:
            mark()
            return
        except SQLAlchemyError as error:
            log.error("cannot mark a letter", error=type(error).__name__)
            tries_left -= stop.is_set()
            if tries_left <= 0:
                raise
        time.sleep(_MARKING_PAUSE_S)


def _recipient_key(config: Config, envelope: Envelope) -> str:
    address = recipient_address(envelope.to_email).lower().encode()
    return hmac.new(config.secret_key.encode(), b"recipient:" + address, hashlib.sha256).hexdigest()
