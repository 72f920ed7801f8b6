"""What is charged."""

from collections.abc import Collection, Sequence

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import Session

from regapp.billing.models import Charge

_charges: Table = Charge.__table__  # type: ignore[assignment]  # declared as FromClause
_charged_to = select(func.coalesce(func.sum(_charges.c.gross_minor), 0)).where(
    _charges.c.participant_id.in_(bindparam("ids", expanding=True))
)


def charged_sum(session: Session, conference_ids: Collection[int]) -> dict[int, int]:
    """Charged per conference in öre, reversals taken off; conferences without are left out."""
    summed = (
        select(Charge.conference_id, func.sum(Charge.gross_minor))
        .where(Charge.conference_id.in_(conference_ids))
        .group_by(Charge.conference_id)
    )
    return {conference_id: int(total) for conference_id, total in session.execute(summed)}


def charged_to(session: Session, participant_ids: Collection[int]) -> int:
    """What these participants are charged in all, in öre."""
    return int(session.scalars(_charged_to, {"ids": list(participant_ids)}).one())


def list_charges(session: Session, participant_id: int) -> Sequence[Charge]:
    """A participant's charges and reversals in the order they came."""
    found = select(Charge).where(Charge.participant_id == participant_id)
    return session.scalars(found.order_by(Charge.id)).all()
