"""What the pages about money show."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from regapp.billing.models import Charge
from regapp.conferences.models import (
    AccessCode,
    FeeCategory,
    Option,
    PoolKind,
    PricePurpose,
    PriceRow,
    SeatPool,
)
from regapp.registrations.models import Participant, Registration, Status


def list_categories(session: Session, conference_id: int) -> Sequence[FeeCategory]:
    row = FeeCategory
    found = select(row).where(row.conference_id == conference_id, row.withdrawn_at.is_(None))
    return session.scalars(found.order_by(row.position, row.id)).all()


def list_options(session: Session, conference_id: int) -> Sequence[Option]:
    row = Option
    found = select(row).where(row.conference_id == conference_id, row.withdrawn_at.is_(None))
    return session.scalars(found.order_by(row.position, row.id)).all()


def list_codes(session: Session, conference_id: int) -> Sequence[AccessCode]:
    """Those that were ended too: their uses stand."""
    found = select(AccessCode).where(AccessCode.conference_id == conference_id).order_by(AccessCode.id)
    return session.scalars(found).all()


def pools_by_subject(session: Session, conference_id: int, kind: PoolKind) -> dict[int, SeatPool]:
    found = select(SeatPool).where(SeatPool.conference_id == conference_id, SeatPool.kind == kind)
    return {pool.subject_id: pool for pool in session.scalars(found)}


def list_seated(session: Session, conference_id: int) -> Sequence[Participant]:
    """Who had a seat, in Swedish order."""
    found = (
        select(Participant)
        .where(Participant.conference_id == conference_id, Participant.status == Status.CONFIRMED)
        .options(joinedload(Participant.registration))
        .order_by(Participant.sort_key, Participant.id)
    )
    return session.scalars(found).all()


def no_show_ids(session: Session, conference_id: int) -> set[int]:
    """Whom staying away is charged to."""
    undone = select(Charge.reverses_id).where(Charge.reverses_id.is_not(None))
    found = (
        select(Charge.participant_id)
        .join(PriceRow, PriceRow.id == Charge.price_row_id)
        .where(
            Charge.conference_id == conference_id,
            PriceRow.purpose == PricePurpose.NO_SHOW,
            Charge.reverses_id.is_(None),
            Charge.id.not_in(undone),
        )
    )
    return set(session.scalars(found))


def list_registrations_of(session: Session, participant_ids: Sequence[int]) -> Sequence[Registration]:
    """The registrations of these people, with everybody on them."""
    theirs = select(Participant.registration_id).where(Participant.id.in_(participant_ids))
    found = select(Registration).where(Registration.id.in_(theirs)).order_by(Registration.id)
    return session.scalars(found.options(selectinload(Registration.participants))).all()
