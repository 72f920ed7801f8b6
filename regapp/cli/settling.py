"""What a restored database needs before anybody uses it, and a look at the one it replaces."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, inspect, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from regapp.accounts.models import LoginSession, PasswordReset
from regapp.billing.models import ChargeExport
from regapp.mailing.commands import pause
from regapp.mailing.queries import queue_state
from regapp.organizers.models import Organizer
from regapp.organizers.queries import find_organizer

# Tables of which one row makes a database one that somebody uses, with the words for them.
_CONTENT = {
    "registrations": "registrations",
    "people": "people who sign in",
    "conferences": "conferences",
    "organizers": "organizers",
}
_LAST_NUMBERS = text(
    "SELECT o.slug, max(e.number) FROM charge_exports e"
    " JOIN organizers o ON o.id = e.seller_id GROUP BY o.slug"
)


@dataclass(frozen=True)
class Present:
    """The database that is to be replaced.

    content       what it holds, in words; empty: nothing
    last_numbers  organizer to the number of its last invoice basis
    """

    content: str = ""
    last_numbers: Mapping[str, int] = field(default_factory=dict)
    last_numbers_read: bool = False


@dataclass(frozen=True)
class Settled:
    """waiting: letters the backup still promised; reserved: organizer to its last number taken."""

    waiting: int
    reserved: Mapping[str, int]
    unknown: tuple[str, ...]


def look_at(engine: Engine) -> Present:
    """A database that cannot be read holds something, as far as anybody knows."""
    try:
        with engine.connect() as connection:
            return _look(connection)
    except DatabaseError as error:
        if engine.dialect.name == "postgresql":
            raise
        return Present(content=f"something that cannot be read ({error.orig})")


def settle(session: Session, *, last_numbers: Mapping[str, int], now: datetime) -> Settled:
    """Pause the letters, end every session, keep numbers from being handed out twice."""
    pause(session)
    session.execute(delete(LoginSession))
    session.execute(delete(PasswordReset))
    reserved, unknown = {}, []
    for slug, number in last_numbers.items():
        organizer = find_organizer(session, slug)
        if organizer is None:
            unknown.append(slug)
        elif _reserve(session, organizer, number, now):
            reserved[slug] = number
    return Settled(queue_state(session, now).waiting, reserved, tuple(unknown))


def _look(connection: Connection) -> Present:
    tables = set(inspect(connection).get_table_names())
    held = []
    for table, words in _CONTENT.items():
        if table in tables:
            count = connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - our own names
            held += [f"{count} {words}"] if count else []
    numbers: dict[str, int] = {}
    if "charge_exports" in tables:
        numbers = {slug: number for slug, number in connection.execute(_LAST_NUMBERS)}
    # An empty database beside a backup says nothing of what another one handed out.
    return Present(", ".join(held), numbers, last_numbers_read=bool(held))


def _reserve(session: Session, seller: Organizer, number: int, now: datetime) -> bool:
    """Take `number` by an empty basis, unless the backup's own numbers reach as far."""
    last = select(func.max(ChargeExport.number)).where(ChargeExport.seller_id == seller.id)
    if (session.scalar(last) or 0) >= number:
        return False
    session.add(ChargeExport(seller_id=seller.id, number=number, created_at=now))
    session.flush()
    return True
