"""Charging and undoing: rows are added, never changed. One statement each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, insert, select
from sqlalchemy.orm import Session, aliased

from regapp.billing.models import Charge
from regapp.billing.rules import Amounts, Parties
from regapp.conferences.models import PriceRow
from regapp.database.prepared import Prepared
from regapp.database.types import UtcDateTime

_insert = insert(Charge.__table__)  # type: ignore[arg-type]  # declared as FromClause
_insert_one = Prepared(_insert)
_undone = aliased(Charge)
_columns = (
    "participant_id", "registration_id", "conference_id", "price_row_id", "seller_id", "net_minor",
    "vat_minor", "gross_minor", "currency", "vat_permille", "reverses_id", "created_at",
)  # fmt: skip
_standing = (
    Charge.participant_id.in_(bindparam("participant_ids", expanding=True)),
    Charge.reverses_id.is_(None),
    ~exists().where(_undone.reverses_id == Charge.id),
)


def _reversing(*which: ColumnElement[bool]) -> Any:
    """The negative of every charge that stands and is meant."""
    rows = select(
        Charge.participant_id,
        Charge.registration_id,
        Charge.conference_id,
        Charge.price_row_id,
        Charge.seller_id,
        -Charge.net_minor,
        -Charge.vat_minor,
        -Charge.gross_minor,
        Charge.currency,
        Charge.vat_permille,
        Charge.id,
        bindparam("now", type_=UtcDateTime()),
    ).where(*_standing, *which)
    into = insert(Charge.__table__)  # type: ignore[arg-type]  # declared as FromClause
    return into.from_select(_columns, rows, include_defaults=False).returning(Charge.__table__.c.id)


_reverse_all = _reversing()
_reverse_rows = _reversing(Charge.price_row_id.in_(bindparam("price_row_ids", expanding=True)))


@dataclass(frozen=True)
class Owed:
    """One participant, one price row: what is to be charged."""

    participant_id: int
    price: PriceRow


def add_charges(
    session: Session, owed: Sequence[Owed], parties: Parties, *, registration_id: int, now: datetime
) -> int:
    """Charge the buyer what is owed, in one statement; how many rows it took.

    Nothing is charged for what costs nothing, nor where buyer and seller are the same authority.
    """
    return add_bills(session, [Bill(owed, parties, registration_id)], now=now)


@dataclass(frozen=True)
class Bill:
    """What one registration's buyer owes."""

    owed: Sequence[Owed]
    parties: Parties
    registration_id: int


def add_bills(session: Session, bills: Iterable[Bill], *, now: datetime) -> int:
    """The same for many registrations, in one statement however many they are."""
    rows = [
        _row(one, bill.parties.amounts(one.price), bill.registration_id, now)
        for bill in bills
        if not bill.parties.own
        for one in bill.owed
    ]
    rows = [row for row in rows if row["gross_minor"]]
    if len(rows) == 1:
        _insert_one.run(session, rows[0])
    elif rows:
        session.execute(_insert, rows)
    return len(rows)


def _row(one: Owed, each: Amounts, registration_id: int, now: datetime) -> dict[str, Any]:
    return {
        "participant_id": one.participant_id,
        "registration_id": registration_id,
        "conference_id": one.price.conference_id,
        "price_row_id": one.price.id,
        "seller_id": one.price.seller_id,
        "net_minor": each.net_minor,
        "vat_minor": each.vat_minor,
        "gross_minor": each.gross_minor,
        "currency": each.currency,
        "vat_permille": each.vat_permille,
        "created_at": now,
    }


def reverse_charges(
    session: Session,
    participant_ids: Sequence[int],
    *,
    now: datetime,
    price_row_ids: Sequence[int] | None = None,
) -> int:
    """Undo what these participants are charged by reversing rows; how many there were.

    A charge is reversed once: a second call finds nothing left.

    price_row_ids  only what was charged by these
    """
    values: dict[str, Any] = {"participant_ids": list(participant_ids), "now": now}
    if not participant_ids or price_row_ids == []:
        return 0
    if price_row_ids is None:
        return len(session.execute(_reverse_all, values).all())
    values["price_row_ids"] = list(price_row_ids)
    return len(session.execute(_reverse_rows, values).all())
