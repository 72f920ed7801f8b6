"""Charges with everything an invoice needs to say about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from regapp.billing.models import Charge, ChargeExport, ChargeExportLine
from regapp.conferences.models import Conference, PriceRow
from regapp.organizers.models import Organizer
from regapp.registrations.models import Participant, Registration


@dataclass(frozen=True)
class ChargedSeat:
    """One charge with whom it concerns, who pays and for what. `earlier` is the number of the
    export that holds it already, or what it reverses; None where no export does."""

    charge: Charge
    participant: Participant
    registration: Registration
    conference: Conference
    price: PriceRow
    earlier: int | None = None


def list_new(session: Session, seller_id: int, *, lock: bool = False) -> list[ChargedSeat]:
    """Charges and reversals that no export holds."""
    reversed_ = aliased(Charge)
    found = (
        _seats(ChargeExport.number)
        .outerjoin(reversed_, reversed_.id == Charge.reverses_id)
        .outerjoin(ChargeExport, ChargeExport.id == reversed_.export_id)
        .where(Charge.seller_id == seller_id, Charge.export_id.is_(None))
    )
    if lock:
        found = found.with_for_update(of=Charge)
    return [ChargedSeat(*row) for row in session.execute(found.order_by(Charge.id)).unique()]


def list_exported(session: Session, seller_id: int) -> list[ChargedSeat]:
    """Charges in earlier exports that still stand: neither reversals nor reversed."""
    undone = select(Charge.reverses_id).where(Charge.reverses_id.is_not(None))
    found = (
        _seats(ChargeExport.number)
        .join(ChargeExport, ChargeExport.id == Charge.export_id)
        .where(Charge.seller_id == seller_id, Charge.reverses_id.is_(None), Charge.id.not_in(undone))
        .order_by(Charge.id)
    )
    return [ChargedSeat(*row) for row in session.execute(found).unique()]


def list_exports(session: Session, seller_id: int) -> Sequence[ChargeExport]:
    found = select(ChargeExport).where(ChargeExport.seller_id == seller_id)
    return session.scalars(found.order_by(ChargeExport.number.desc())).all()


def find_export(session: Session, seller_id: int, number: int) -> ChargeExport | None:
    found = select(ChargeExport).where(ChargeExport.seller_id == seller_id, ChargeExport.number == number)
    return session.scalars(found).one_or_none()


def list_lines(session: Session, export_id: int) -> Sequence[ChargeExportLine]:
    found = select(ChargeExportLine).where(ChargeExportLine.export_id == export_id)
    return session.scalars(found.order_by(ChargeExportLine.position)).all()


def list_sellers(session: Session, organizer_ids: Sequence[int]) -> Sequence[Organizer]:
    found = select(Organizer).where(Organizer.id.in_(organizer_ids)).order_by(Organizer.name)
    return session.scalars(found).all()


def _seats(*more: Any) -> Any:
    found = select(Charge, Participant, Registration, Conference, PriceRow, *more)
    return (
        found.join(Participant, Participant.id == Charge.participant_id)
        .join(Registration, Registration.id == Charge.registration_id)
        .join(Conference, Conference.id == Charge.conference_id)
        .join(PriceRow, PriceRow.id == Charge.price_row_id)
        .options(joinedload(Conference.days))
    )
