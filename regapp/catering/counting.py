"""Counting plates: one statement for all who eat, one for those who eat something else."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, String, cast, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from regapp.catering.rules import ORDINARY, Served, plate
from regapp.choices.models import ParticipantDay, ParticipantMeal
from regapp.conferences.models import Conference
from regapp.conferences.rules import held_days
from regapp.registrations.models import Attendance, NeedsAnswer, OptionPick, Participant, PickState, Status

# A meal, an option, a day that was asked for, and the conference itself where nothing is asked.
MEAL, OPTION, DAY, ALL = "m", "o", "d", "c"


@dataclass(frozen=True)
class _Source:
    """Who eats one kind of thing: rows of `person`, about the thing `subject`."""

    kind: str
    subject: InstrumentedAttribute[int]
    person: InstrumentedAttribute[int]
    more: tuple[ColumnElement[bool], ...] = ()


_SOURCES = (
    _Source(MEAL, ParticipantMeal.meal_id, ParticipantMeal.participant_id),
    _Source(OPTION, OptionPick.option_id, OptionPick.participant_id, (OptionPick.state == PickState.HELD,)),
    _Source(DAY, ParticipantDay.day_id, ParticipantDay.participant_id),
    _Source(ALL, Participant.conference_id, Participant.id),
)
_NOTE = (NeedsAnswer.food_note != "").label("note")
_OTHERWISE: tuple[Any, ...] = (
    cast(NeedsAnswer.diet, String),
    cast(NeedsAnswer.allergies, String),
    _NOTE,
    NeedsAnswer.kitchen_words,
)


def count_plates(
    session: Session, conferences: Sequence[Conference], served: dict[int, tuple[Served, ...]]
) -> dict[str, dict[str, int]]:
    """How many of each plate at each meal, by keys."""
    wanted = _wanted(conferences, served)
    ids = [one.id for one in conferences]
    found: dict[str, dict[str, int]] = defaultdict(dict)
    if not any(wanted.values()):
        return found
    for kind, subject, count in session.execute(_all(ids, wanted)):
        found[f"{kind}{subject}"] = {ORDINARY.key: count}
    for kind, subject, diet, allergies, note, words, count in session.execute(_special(ids, wanted)):
        own = plate(_codes(diet) | _codes(allergies), note=bool(note), words=words)
        if own != ORDINARY:
            plates = found[f"{kind}{subject}"]
            plates[ORDINARY.key] -= count
            plates[own.key] = plates.get(own.key, 0) + count
    for one in conferences:
        for meal in served[one.id]:
            if meal.key.startswith(DAY) and not _asks_days(one):
                found[meal.key] = found.get(f"{ALL}{one.id}", {})
    return found


def _asks_days(conference: Conference) -> bool:
    return conference.asks_days and len(held_days(conference)) > 1


def _wanted(conferences: Sequence[Conference], served: dict[int, tuple[Served, ...]]) -> dict[str, list[int]]:
    """The ids that are counted, by kind."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for one in conferences:
        for meal in served[one.id]:
            kind = meal.key[0]
            if kind == DAY and not _asks_days(one):
                wanted[ALL] = [*wanted[ALL], one.id] if one.id not in wanted[ALL] else wanted[ALL]
            else:
                wanted[kind].append(int(meal.key[1:]))
    return wanted


def _all(ids: Sequence[int], wanted: dict[str, list[int]]) -> CompoundSelect[Any]:
    return union_all(
        *(
            _from(select(literal(source.kind), source.subject, func.count()), source)
            .where(*coming(ids), source.subject.in_(wanted[source.kind]), *source.more)
            .group_by(source.subject)
            for source in _SOURCES
            if wanted.get(source.kind)
        )
    )


def _special(ids: Sequence[int], wanted: dict[str, list[int]]) -> CompoundSelect[Any]:
    return union_all(
        *(
            _from(select(literal(source.kind), source.subject, *_OTHERWISE, func.count()), source)
            .join(NeedsAnswer, NeedsAnswer.participant_id == Participant.id)
            .where(
                *coming(ids),
                NeedsAnswer.conference_id.in_(ids),
                source.subject.in_(wanted[source.kind]),
                *source.more,
            )
            .group_by(source.subject, *_OTHERWISE)
            for source in _SOURCES
            if wanted.get(source.kind)
        )
    )


def _from(found: Any, source: _Source) -> Select[Any]:
    """Participants beside what they eat."""
    people: Select[Any] = found.select_from(Participant)
    if source.kind == ALL:
        return people
    return people.join(source.person.class_, source.person == Participant.id)


def coming(ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        Participant.conference_id.in_(ids),
        Participant.status == Status.CONFIRMED,
        Participant.attendance == Attendance.ONSITE,
    )


def _codes(text: str | None) -> set[str]:
    """Codes out of a JSON list of plain words; the database hands it over as text."""
    return {part.strip(' "') for part in (text or "").strip("[]").split(",") if part.strip(' "')}
