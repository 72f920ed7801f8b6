"""What an organizer sets up about money: prices, categories, options, codes, terms.

Each raises the conference's version, so that a sign-up that read it before is tried anew. Rows
are withdrawn, never removed; a changed price is a new row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.codes import folded_code
from regapp.conferences.commands.feeds import touch_feeds
from regapp.conferences.commands.seats import resize
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import (
    AccessCode,
    Conference,
    ConferenceStatus,
    FeeCategory,
    LateFee,
    Option,
    PoolKind,
    PricePurpose,
    PriceRow,
    SeatPool,
    VatMode,
)
from regapp.conferences.prices import in_force, standing_price
from regapp.conferences.rules import UNLIMITED
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_reference

SAVED = "fees_saved"


@dataclass(frozen=True)
class PricePlan:
    """A price as it shall be. `values`: further columns of the row by name."""

    purpose: PricePurpose
    label: str
    amount_minor: int
    vat_mode: VatMode
    vat_permille: int = 250
    category_id: int | None = None
    option_id: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    label_en: str = ""
    included: str = ""
    included_en: str = ""
    state_pays_net: bool = False


@dataclass(frozen=True)
class TermsPlan:
    """The terms as they shall be; a price is None where there is no such fee."""

    late_from_at: datetime | None
    late_fee: LateFee
    transfer_closes_at: datetime | None
    late: PricePlan | None = None
    no_show: PricePlan | None = None


def add_price(
    session: Session, conference: Conference, plan: PricePlan, *, version: int, by: By, now: datetime
) -> PriceRow:
    """Offer a price. It takes the place of one for the same that ends at the same time.

    Refuses edited_meanwhile, price_undecided, category_gone. Loaded: prices, days, series.
    """
    _begin(session, conference, version, by, now)
    row = _put(session, conference, plan, now)
    _end(session, conference, ["price"], by, now)
    return row


def withdraw_price(
    session: Session, conference: Conference, price_id: int, *, version: int, by: By, now: datetime
) -> None:
    """Take a price back; what was charged stands. Refuses price_needed for the last ordinary one."""
    _begin(session, conference, version, by, now)
    standing = [row for row in conference.prices if row.withdrawn_at is None]
    row = next((one for one in standing if one.id == price_id), None)
    if row is None:
        raise Refusal("price_gone")
    row.withdrawn_at = now
    ordinary = [one for one in standing if one.purpose is PricePurpose.SEAT and one.category_id is None]
    if row in ordinary and not any(in_force(one, now) for one in ordinary if one is not row):
        raise Refusal("price_needed")
    _end(session, conference, ["price"], by, now)


def save_category(
    session: Session,
    conference: Conference,
    category_id: int | None,
    values: Mapping[str, Any],
    *,
    version: int,
    by: By,
    now: datetime,
) -> FeeCategory:
    """A new category, or new words for one: label, label_en, needs_code."""
    _begin(session, conference, version, by, now)
    row = _own(session, FeeCategory, conference, category_id) if category_id else None
    if row is None:
        row = FeeCategory(conference_id=conference.id, created_at=now)
        session.add(row)
    _set(row, values)
    _end(session, conference, ["category"], by, now)
    return row


def save_option(
    session: Session,
    conference: Conference,
    option_id: int | None,
    values: Mapping[str, Any],
    *,
    seats: int | None,
    version: int,
    by: By,
    now: datetime,
) -> Option:
    """A new option, or a changed one; `seats` None: no limit. Refuses capacity_below_taken."""
    _begin(session, conference, version, by, now)
    row = _own(session, Option, conference, option_id) if option_id else None
    if row is None:
        row = Option(conference_id=conference.id, created_at=now)
        session.add(row)
    _set(row, values)
    session.flush()
    _seat(session, conference, PoolKind.OPTION, row.id, UNLIMITED if seats is None else seats)
    _end(session, conference, ["option"], by, now)
    return row


def withdraw(
    session: Session,
    conference: Conference,
    kind: type[FeeCategory] | type[Option] | type[AccessCode],
    number: int,
    *,
    version: int,
    by: By,
    now: datetime,
) -> None:
    """Offer it no longer; who has it keeps it."""
    _begin(session, conference, version, by, now)
    _own(session, kind, conference, number).withdrawn_at = now
    for row in conference.prices:
        mine = row.category_id if kind is FeeCategory else row.option_id if kind is Option else None
        if mine == number and row.withdrawn_at is None:
            row.withdrawn_at = now
    _end(session, conference, [kind.__name__.lower()], by, now)


def add_code(
    session: Session,
    conference: Conference,
    category_id: int,
    code: str,
    values: Mapping[str, Any],
    *,
    uses: int | None,
    version: int,
    by: By,
    now: datetime,
) -> AccessCode:
    """A code for a category; an empty `code` is drawn. Refuses code_known, code_short."""
    _begin(session, conference, version, by, now)
    category = _own(session, FeeCategory, conference, category_id)
    word = code or new_reference()
    key = folded_code(word)
    if len(key) < 6:
        raise Refusal("code_short", "code")
    known = select(AccessCode.id).where(AccessCode.conference_id == conference.id, AccessCode.code_key == key)
    if session.scalar(known) is not None:
        raise Refusal("code_known", "code")
    row = AccessCode(
        conference_id=conference.id,
        category_id=category.id,
        code=word,
        code_key=key,
        created_at=now,
        **values,
    )
    session.add(row)
    session.flush()
    _seat(session, conference, PoolKind.CODE, row.id, UNLIMITED if uses is None else uses)
    _end(session, conference, ["code"], by, now)
    return row


def save_terms(
    session: Session, conference: Conference, plan: TermsPlan, *, version: int, by: By, now: datetime
) -> None:
    """What a late cancellation and staying away cost, and until when a place can be given away."""
    _begin(session, conference, version, by, now)
    values = {
        "late_from_at": plan.late_from_at,
        "late_fee": plan.late_fee,
        "transfer_closes_at": plan.transfer_closes_at,
    }
    changed = [name for name, value in values.items() if getattr(conference, name) != value]
    _set(conference, values)
    for purpose, wanted in ((PricePurpose.LATE, plan.late), (PricePurpose.NO_SHOW, plan.no_show)):
        if _put_one(session, conference, purpose, wanted, now):
            changed.append(purpose.value)
    _end(session, conference, changed, by, now)


def _put_one(
    session: Session, conference: Conference, purpose: PricePurpose, wanted: PricePlan | None, now: datetime
) -> bool:
    """One price for a purpose, or none; whether that is new."""
    standing = standing_price(conference.prices, purpose)
    if wanted is None:
        if standing is not None:
            standing.withdrawn_at = now
        return standing is not None
    if standing is not None and (standing.amount_minor, standing.vat_mode, standing.vat_permille) == (
        wanted.amount_minor, wanted.vat_mode, wanted.vat_permille,
    ):  # fmt: skip
        return False
    _put(session, conference, wanted, now)
    return True


def _put(session: Session, conference: Conference, plan: PricePlan, now: datetime) -> PriceRow:
    # A draft may leave it open until it is published.
    is_draft = conference.status is ConferenceStatus.DRAFT
    if plan.vat_mode is VatMode.UNDECIDED and conference.opens_at is not None and not is_draft:
        raise Refusal("price_undecided", "vat_mode")
    if plan.category_id is not None:
        _own(session, FeeCategory, conference, plan.category_id)
    if plan.option_id is not None:
        _own(session, Option, conference, plan.option_id)
    replaced = [row for row in conference.prices if _is_replaced(row, plan)]
    for row in replaced:
        row.withdrawn_at = now
    values = dict(vars(plan))
    if replaced and plan.valid_from is None:
        # Of the time before, the row that was there then tells.
        values["valid_from"] = now
    row = PriceRow(conference_id=conference.id, seller_id=conference.owner_id, created_at=now, **values)
    session.add(row)
    session.flush()
    return row


def _is_replaced(row: PriceRow, plan: PricePlan) -> bool:
    same = (row.purpose, row.category_id, row.option_id) == (plan.purpose, plan.category_id, plan.option_id)
    if not same or row.withdrawn_at is not None or row.valid_until != plan.valid_until:
        return False
    # An option's parts are told apart by their names.
    return plan.purpose is not PricePurpose.OPTION or row.label == plan.label


def _seat(session: Session, conference: Conference, kind: PoolKind, subject: int, seats: int) -> None:
    found = select(SeatPool).where(
        SeatPool.conference_id == conference.id, SeatPool.kind == kind, SeatPool.subject_id == subject
    )
    pool = session.scalars(found).one_or_none()
    if pool is None:
        session.add(SeatPool(conference_id=conference.id, kind=kind, subject_id=subject, capacity=seats))
    elif not resize(session, pool.id, seats):
        session.refresh(pool)
        raise Refusal("capacity_below_taken", "seats", taken=pool.taken)


def _own(session: Session, kind: Any, conference: Conference, number: int) -> Any:
    """The conference's own row. Refuses category_gone, option_gone."""
    row = session.get(kind, number)
    if row is None or row.conference_id != conference.id or row.withdrawn_at is not None:
        raise Refusal("category_gone" if kind is FeeCategory else "option_gone")
    return row


def _set(row: object, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _begin(session: Session, conference: Conference, version: int, by: By, now: datetime) -> None:
    claim_version(session, conference, version)
    conference.changed_at, conference.changed_by_id = now, by.person_id


def _end(session: Session, conference: Conference, fields: Sequence[str], by: By, now: datetime) -> None:
    """History, and calendars: an entry says what the conference costs."""
    session.flush()
    record(
        session, SAVED, by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id, fields=fields,
    )  # fmt: skip
    if conference.status is not ConferenceStatus.DRAFT and "price" in fields:
        for day in conference.days:
            day.changed_at = now
        touch_feeds(session, conference, now)
