"""What each step saves. All drafts of a series together, or none of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from regapp.audit.commands import By
from regapp.conferences.commands.create import (
    name_co_organizers,
    rename_draft,
    rename_place,
    rename_series,
    set_draft_seats,
)
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan, publish_conference
from regapp.conferences.commands.fees import PricePlan, add_price
from regapp.conferences.commands.questions import QuestionText, add_question, retire_question
from regapp.conferences.creating import READY_QUESTIONS
from regapp.conferences.models import Conference, ConferenceStatus, PricePurpose, QuestionKind, Series
from regapp.conferences.prices import seat_price
from regapp.conferences.queries import get_conference, list_questions
from regapp.conferences.rules import held_days
from regapp.dashboard.creating.rules import stamp
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.conference import edit_conference


def get_drafts(session: Session, ids: Sequence[int], seen: str) -> list[Conference]:
    """The drafts as they stand. Refuses edited_meanwhile unless they stand as the page saw them."""
    drafts = [get_conference(session, number) for number in ids]
    if any(one.status is not ConferenceStatus.DRAFT for one in drafts):
        raise Refusal("already_published")
    if stamp(drafts) != seen:
        raise Refusal("edited_meanwhile")
    return drafts


def save_basics(
    session: Session,
    drafts: Sequence[Conference],
    series: Series | None,
    values: Mapping[str, str],
    *,
    slug: str,
    co_organizer_ids: Sequence[int],
    by: By,
    now: datetime,
) -> None:
    """Name, address, who else holds it, whom to ask. Refuses as a new one does."""
    if series is not None:
        rename_series(session, series, slug, drafts)
        for name, value in values.items():
            setattr(series, name, value)
        series.changed_at = now
    for draft in drafts:
        if series is None:
            rename_draft(session, draft, slug)
        name_co_organizers(session, draft, co_organizer_ids)
        _edit(session, draft, values, _kept_days(draft), by, now)


def save_when_where(
    session: Session,
    drafts: Sequence[Conference],
    series: Series | None,
    places: Sequence[Mapping[str, Any]],
    *,
    by: By,
    now: datetime,
) -> None:
    """Days and place of each draft: its columns and, as "days", its days."""
    for draft, place in zip(drafts, places, strict=True):
        values = {name: value for name, value in place.items() if name != "days"}
        if series is not None:
            values["place_slug"] = rename_place(session, draft, series, str(values["place"]))
        _edit(session, draft, values, place["days"], by, now)


def save_seats(
    session: Session,
    drafts: Sequence[Conference],
    dates: Sequence[Mapping[str, Any]],
    *,
    seats: int | None,
    remote: int | None,
    fee: PricePlan | None,
    by: By,
    now: datetime,
) -> None:
    """Seats, the days of sign-up and the ordinary fee; None is free."""
    for draft, values in zip(drafts, dates, strict=True):
        _edit(session, draft, values, _kept_days(draft), by, now)
        set_draft_seats(session, draft, seats=seats or 0, remote=remote)
        _set_fee(session, draft, fee, by, now)


def save_questions(
    session: Session,
    drafts: Sequence[Conference],
    ready: Sequence[str],
    own: Sequence[str],
    *,
    by: By,
    now: datetime,
) -> None:
    """Ask what is ticked, and no longer what is not; own lines come after. Refuses too_many_questions."""
    for draft in drafts:
        asked = {question.label: question for question in list_questions(session, [draft.id])}
        for one in READY_QUESTIONS:
            known = asked.get(one.label)
            if one.key in ready and known is None:
                text = QuestionText(one.kind, one.label, one.label_en, choices=one.choices)
                add_question(session, draft, text, version=draft.version, by=by, now=now)
            elif one.key not in ready and known is not None:
                retire_question(session, draft, known, version=draft.version, by=by, now=now)
        for line in own:
            if line not in asked:
                text = QuestionText(QuestionKind.SHORT, line)
                add_question(session, draft, text, version=draft.version, by=by, now=now)


def publish_drafts(session: Session, ids: Sequence[int], *, by: By, now: datetime) -> None:
    """Show them to everybody, all or none. Refuses what stands in the way of the first."""
    for number in ids:
        publish_conference(session, get_conference(session, number), by=by, now=now)


def _edit(
    session: Session,
    draft: Conference,
    values: Mapping[str, Any],
    days: Sequence[DayPlan],
    by: By,
    now: datetime,
) -> None:
    edit_conference(
        session, draft, ConferenceEdit(draft.version, values, days), capacity=None, by=by, now=now
    )


def _kept_days(draft: Conference) -> list[DayPlan]:
    return [DayPlan(day.on, day.starts_at, day.ends_at) for day in held_days(draft)]


def _set_fee(session: Session, draft: Conference, fee: PricePlan | None, by: By, now: datetime) -> None:
    """A draft has charged nobody: a fee that was taken back is gone with it."""
    standing = seat_price(draft.prices, None, now)
    if fee is None:
        if standing is not None:
            standing.withdrawn_at = now
            session.flush()
        return
    same = standing is not None and (
        standing.amount_minor, standing.vat_mode, standing.included, standing.purpose,
    ) == (fee.amount_minor, fee.vat_mode, fee.included, PricePurpose.SEAT)  # fmt: skip
    if not same:
        add_price(session, draft, fee, version=draft.version, by=by, now=now)
