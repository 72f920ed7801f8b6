"""Making a numbered export."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.billing.models import ChargeExport, ChargeExportLine
from regapp.dashboard.invoicing.exports import values_of
from regapp.dashboard.invoicing.queries import list_exported, list_new
from regapp.dashboard.invoicing.rules import buyer_digest, lines_of
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import Organizer


def make_export(session: Session, seller: Organizer, *, by: By, now: datetime) -> ChargeExport:
    """Gather what is new for the seller, number it, mark its charges. Refuses nothing_to_export.

    The seller's row is locked first, so that two at once neither share a number nor a charge.
    """
    session.execute(select(Organizer.id).where(Organizer.id == seller.id).with_for_update())
    new, exported = list_new(session, seller.id, lock=True), list_exported(session, seller.id)
    lines = lines_of(new, exported)
    if not lines:
        raise Refusal("nothing_to_export")
    last = select(func.coalesce(func.max(ChargeExport.number), 0))
    number = session.scalars(last.where(ChargeExport.seller_id == seller.id)).one() + 1
    export = ChargeExport(seller_id=seller.id, number=number, created_at=now, created_by_id=by.person_id)
    session.add(export)
    session.flush()
    for position, line in enumerate(lines):
        session.add(
            ChargeExportLine(export_id=export.id, position=position, kind=line.kind, values=values_of(line))
        )
    for seat in new:
        seat.charge.export_id = export.id
    for seat in (*new, *exported):
        seat.charge.buyer_digest = buyer_digest(seat.registration)
    session.flush()
    record_basis(session, "invoice_basis_made", export, by=by, now=now)
    return export


def record_basis(session: Session, action: str, export: ChargeExport, *, by: By, now: datetime) -> None:
    """That a list was made, or taken out as a file."""
    record(
        session, action, by=by, subject_type="export", subject_ids=[export.id], now=now,
        organizer_id=export.seller_id, fields=[str(export.number)],
    )  # fmt: skip
