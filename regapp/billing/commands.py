"""Charging and undoing: rows are added, never changed. One statement each."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, insert, select
from sqlalchemy.orm import Session, aliased

from regapp.billing.models import Charge
from regapp.billing.rules import Amounts, amounts, is_own_authority
from regapp.conferences.models import PriceRow
from regapp.database.prepared import Prepared
from regapp.database.types import UtcDateTime
from regapp.organizers.models import OrganizerKind

_insert = insert(Charge.__table__)  # type: ignore[arg-type]  # declared as FromClause
_insert_one = Prepared(_insert)
_undone = aliased(Charge)
_columns = (
    "participant_id", "registration_id", "conference_id", "price_row_id", "seller_id", "net_minor",
    "vat_minor", "gross_minor", "currency", "vat_permille", "reverses_id", "created_at",
)  # fmt: skip
_reverse = (
    insert(Charge.__table__)  # type: ignore[arg-type]  # declared as FromClause
    .from_select(
        _columns,
        select(
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
        ).where(
            Charge.participant_id.in_(bindparam("participant_ids", expanding=True)),
            Charge.reverses_id.is_(None),
            ~exists().where(_undone.reverses_id == Charge.id),
        ),
        include_defaults=False,
    )
    .returning(Charge.__table__.c.id)
)


def add_charges(
    session: Session,
    price: PriceRow,
    *,
    participant_ids: Sequence[int],
    registration_id: int,
    seller_kind: OrganizerKind,
    seller_org_number: str | None,
    buyer_kind: OrganizerKind,
    buyer_org_number: str,
    now: datetime,
) -> Amounts | None:
    """Charge each participant one seat at `price`; None where nothing is owed.

    Nothing is owed for a free seat, nor where buyer and seller are the same authority.
    """
    if price.amount_minor == 0 or is_own_authority(seller_org_number, buyer_org_number):
        return None
    each = amounts(price, seller_kind=seller_kind, buyer_kind=buyer_kind)
    row = {
        "registration_id": registration_id,
        "conference_id": price.conference_id,
        "price_row_id": price.id,
        "seller_id": price.seller_id,
        "net_minor": each.net_minor,
        "vat_minor": each.vat_minor,
        "gross_minor": each.gross_minor,
        "currency": each.currency,
        "vat_permille": each.vat_permille,
        "created_at": now,
    }
    rows = [row | {"participant_id": number} for number in participant_ids]
    if len(rows) == 1:
        _insert_one.run(session, rows[0])
    else:
        session.execute(_insert, rows)
    return each


def reverse_charges(session: Session, participant_ids: Sequence[int], *, now: datetime) -> int:
    """Undo what these participants are charged by reversing rows; how many there were.

    A charge is reversed once: a second call finds nothing left.
    """
    if not participant_ids:
        return 0
    values = {"participant_ids": list(participant_ids), "now": now}
    return len(session.execute(_reverse, values).all())
