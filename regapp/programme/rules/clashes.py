"""What cannot be at once: two items in one room, one person in two places. Pure.

A clash is told to the organizer and forbids nothing: a room may have a curtain, a person a twin.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum
from itertools import combinations
from typing import NamedTuple

from regapp.programme.models import ProgrammeItem
from regapp.programme.rules import is_off, span_of


class ClashKind(Enum):
    ROOM = "room"
    SPEAKER = "speaker"


class Clash(NamedTuple):
    """Two items of overlapping hours, and the name of the room or person that both need."""

    kind: ClashKind
    name: str
    first: ProgrammeItem
    second: ProgrammeItem


def clashes(
    items: Iterable[ProgrammeItem], speakers: Mapping[int, Collection[str]], zone: str
) -> list[Clash]:
    """In the order of the day. `speakers` are the names by item. Loaded: day."""
    timed = [(span, item) for item in items if not is_off(item) and (span := span_of(item, zone))]
    timed.sort(key=lambda one: (one[0].starts_at, one[1].id))
    found: list[Clash] = []
    for (one, first), (other, second) in combinations(timed, 2):
        if other.starts_at < one.ends_at and one.starts_at < other.ends_at:
            found += _between(first, second, speakers)
    return found


def _between(
    first: ProgrammeItem, second: ProgrammeItem, speakers: Mapping[int, Collection[str]]
) -> Sequence[Clash]:
    found = []
    if first.room and first.room.casefold() == second.room.casefold():
        found.append(Clash(ClashKind.ROOM, first.room, first, second))
    both = set(speakers.get(first.id, ())) & set(speakers.get(second.id, ()))
    return [*found, *(Clash(ClashKind.SPEAKER, name, first, second) for name in sorted(both))]
