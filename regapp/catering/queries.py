"""Reading what the kitchen is told, and what organizers read for it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from regapp.catering.counting import DAY, MEAL, OPTION, coming, count_plates
from regapp.catering.models import KitchenExtra, KitchenLink, KitchenReport, ReportKind
from regapp.catering.rules import Counts, Extra, Served, Table, extras_at, table, with_extras
from regapp.choices.queries import list_meals
from regapp.conferences.models import Conference, Option
from regapp.conferences.rules import held_days
from regapp.registrations.freezing import last_change_day
from regapp.registrations.models import (
    Frozen,
    NeedsAnswer,
    OptionPick,
    Participant,
    PickState,
)
from regapp.registrations.needs_list import has_note, is_unread
from regapp.registrations.rules import ACTIVE


@dataclass(frozen=True)
class Kitchen:
    """What the kitchen of one conference is told.

    reported, frozen  the rows that the tables are compared with
    """

    conference: Conference
    tables: tuple[Table, ...]
    counts: Counts
    reported: KitchenReport | None
    frozen: KitchenReport | None


def list_kitchens(session: Session, conferences: Sequence[Conference]) -> list[Kitchen]:
    """Plates of each conference as they are now, beside those told before. Loaded: days."""
    ids = [one.id for one in conferences]
    served = list_served(session, conferences)
    counted = count_plates(session, conferences, served)
    extras, reports = _extras(session, ids), _reports(session, ids)
    found = []
    for one in conferences:
        meals, others = served[one.id], extras.get(one.id, ())
        counts = with_extras(counted, [meal.key for meal in meals], others)
        reported = reports.get((one.id, ReportKind.GIVEN))
        frozen = reports.get((one.id, ReportKind.FROZEN))
        if frozen is not None and frozen.frozen_on != last_change_day(one, Frozen.KITCHEN):
            frozen = None
        then = reported.counts if reported else None, frozen.counts if frozen else None
        tables = tuple(table(meal, counts, *then, extra=extras_at(meal.key, others)) for meal in meals)
        found.append(Kitchen(one, tables, counts, reported, frozen))
    return found


def list_served(session: Session, conferences: Sequence[Conference]) -> dict[int, tuple[Served, ...]]:
    """What is eaten at each conference, in order of time; where no meals are named, once each day."""
    ids = [one.id for one in conferences]
    meals, options = list_meals(session, ids), _options(session, ids)
    found = {}
    for one in conferences:
        own = [
            Served(f"{MEAL}{meal.id}", meal.on, meal.label, meal.label_en) for meal in meals.get(one.id, ())
        ]
        if not own:
            own = [Served(f"{DAY}{day.id}", day.on, "") for day in held_days(one)]
        own += options.get(one.id, ())
        found[one.id] = tuple(sorted(own, key=lambda meal: (meal.on is None, meal.on)))
    return found


def _options(session: Session, conference_ids: Sequence[int]) -> dict[int, list[Served]]:
    """Those that are meals. One that is offered no longer counts while somebody has it."""
    held = select(OptionPick.option_id).where(
        OptionPick.option_id == Option.id, OptionPick.state == PickState.HELD
    )
    rows = session.scalars(
        select(Option)
        .where(
            Option.conference_id.in_(conference_ids),
            Option.is_meal,
            Option.withdrawn_at.is_(None) | held.exists(),
        )
        .order_by(Option.on, Option.position, Option.id)
    )
    found: dict[int, list[Served]] = defaultdict(list)
    for row in rows:
        found[row.conference_id].append(Served(f"{OPTION}{row.id}", row.on, row.label, row.label_en))
    return found


def _extras(session: Session, ids: Sequence[int]) -> dict[int, list[Extra]]:
    found: dict[int, list[Extra]] = defaultdict(list)
    for row in session.scalars(select(KitchenExtra).where(KitchenExtra.conference_id.in_(ids))):
        found[row.conference_id].append(Extra(row.meal, row.plate, row.count))
    return found


def _reports(session: Session, ids: Sequence[int]) -> dict[tuple[int, ReportKind], KitchenReport]:
    """The latest of each kind."""
    latest = (
        select(func.max(KitchenReport.id))
        .where(KitchenReport.conference_id.in_(ids))
        .group_by(KitchenReport.conference_id, KitchenReport.kind)
    )
    rows = session.scalars(select(KitchenReport).where(KitchenReport.id.in_(latest)))
    return {(row.conference_id, row.kind): row for row in rows}


def list_reported(session: Session, conference_ids: Sequence[int]) -> frozenset[int]:
    """Those of the conferences whose kitchen was given numbers."""
    found = select(KitchenReport.conference_id).where(
        KitchenReport.conference_id.in_(conference_ids), KitchenReport.kind == ReportKind.GIVEN
    )
    return frozenset(session.scalars(found.distinct()))


def list_extras(session: Session, conference_id: int) -> Sequence[KitchenExtra]:
    found = select(KitchenExtra).where(KitchenExtra.conference_id == conference_id)
    return session.scalars(found.order_by(KitchenExtra.meal, KitchenExtra.kind, KitchenExtra.plate)).all()


def find_link(session: Session, conference_id: int) -> KitchenLink | None:
    return session.get(KitchenLink, conference_id)


def open_kitchen(session: Session, token: str) -> int | None:
    """The conference whose numbers a link shows."""
    found = select(KitchenLink.conference_id).where(KitchenLink.token == token)
    return session.scalars(found).one_or_none()


def count_unread(session: Session, conference_ids: Sequence[int]) -> dict[int, int]:
    """How many notes nobody has put in words for the kitchen, by conference."""
    counted = (
        select(NeedsAnswer.conference_id, func.count())
        .join(Participant, Participant.id == NeedsAnswer.participant_id)
        .where(*_notes(conference_ids), is_unread())
        .group_by(NeedsAnswer.conference_id)
    )
    return {number: count for number, count in session.execute(counted)}


def list_notes(session: Session, conference_id: int) -> Sequence[tuple[Participant, NeedsAnswer]]:
    """Whoever wrote something about food, those that nobody has read first."""
    rows = session.execute(
        select(Participant, NeedsAnswer)
        .join(NeedsAnswer, NeedsAnswer.participant_id == Participant.id)
        .where(*_notes([conference_id]))
        .order_by(NeedsAnswer.kitchen_words.is_not(None), Participant.sort_key, Participant.id)
    )
    return [(person, needs) for person, needs in rows]


def list_named(session: Session, conference_id: int) -> Sequence[tuple[Participant, NeedsAnswer]]:
    """Those with a seat who ticked that whoever answers for the kitchen may see their name."""
    rows = session.execute(
        select(Participant, NeedsAnswer)
        .join(NeedsAnswer, NeedsAnswer.participant_id == Participant.id)
        .where(*coming([conference_id]), NeedsAnswer.named_to_kitchen)
        .order_by(Participant.sort_key, Participant.id)
    )
    return [(person, needs) for person, needs in rows]


def count_named(session: Session, conference_id: int) -> int:
    counted = (
        select(func.count())
        .select_from(NeedsAnswer)
        .join(Participant, Participant.id == NeedsAnswer.participant_id)
        .where(*coming([conference_id]), NeedsAnswer.named_to_kitchen)
    )
    return session.scalars(counted).one()


def _notes(conference_ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return (NeedsAnswer.conference_id.in_(conference_ids), has_note(), Participant.status.in_(ACTIVE))
