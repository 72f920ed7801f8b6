"""A day as a table: a row for each beginning, a column for each track. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from regapp.conferences.models import ConferenceDay
from regapp.kernel.timespan import Timespan
from regapp.programme.models import ProgrammeItem, Track
from regapp.programme.rules import is_off, span_of


class Cell(NamedTuple):
    """Where an item stands; None: nothing goes on there."""

    item: ProgrammeItem | None
    rows: int = 1
    columns: int = 1


class Row(NamedTuple):
    starts_at: datetime
    cells: Sequence[Cell]


class DayGrid(NamedTuple):
    """tracks   of its columns, None where a column has no name; empty: one column, nothing runs beside
    untimed  items whose hours are not known"""

    day: ConferenceDay
    tracks: Sequence[Track | None]
    rows: Sequence[Row]
    untimed: Sequence[ProgrammeItem]

    @property
    def is_parallel(self) -> bool:
        return len(self.tracks) > 1

    @property
    def has_names(self) -> bool:
        return any(self.tracks)


class _Placed(NamedTuple):
    item: ProgrammeItem
    span: Timespan
    # None: across all columns, since nothing runs beside it.
    column: int | None


def day_grids(items: Iterable[ProgrammeItem], tracks: Sequence[Track], zone: str) -> list[DayGrid]:
    """Each day with items, in order. Loaded: day."""
    days: dict[int, list[ProgrammeItem]] = {}
    for item in sorted(items, key=lambda one: (one.day.on, one.position, one.id)):
        if not is_off(item):
            days.setdefault(item.day_id, []).append(item)
    return [_grid(held, tracks, zone) for held in days.values()]


def _grid(items: Sequence[ProgrammeItem], tracks: Sequence[Track], zone: str) -> DayGrid:
    timed = [(span, item) for item in items if (span := span_of(item, zone))]
    timed.sort(key=lambda one: one[0].starts_at)
    used = {item.track_id for _span, item in timed}
    named = [track for track in tracks if track.id in used]
    placed, count = _place(timed, [track.id for track in named])
    columns: list[Track | None] = [*named, *[None] * (count - len(named))]
    starts = sorted({one.span.starts_at for one in placed})
    untimed = [item for item in items if span_of(item, zone) is None]
    return DayGrid(items[0].day, columns, _rows(placed, starts, count), untimed)


def _place(
    timed: Sequence[tuple[Timespan, ProgrammeItem]], tracks: Sequence[int]
) -> tuple[list[_Placed], int]:
    """Each in its track's column, or in the first that is free then; how many columns it takes."""
    placed: list[_Placed] = []
    count = len(tracks)
    for span, item in timed:
        beside = [other for other, one in timed if one is not item and _overlap(span, other)]
        if not beside and item.track_id is None:
            placed.append(_Placed(item, span, None))
            continue
        taken = {one.column for one in placed if _overlap(one.span, span)}
        wanted = [tracks.index(item.track_id)] if item.track_id in tracks else []
        free = [column for column in (*wanted, *range(len(tracks), count)) if column not in taken]
        column = free[0] if free else count
        count = max(count, column + 1)
        placed.append(_Placed(item, span, column))
    return placed, max(count, 1)


def _rows(placed: Sequence[_Placed], starts: Sequence[datetime], count: int) -> list[Row]:
    covered: set[tuple[int, int]] = set()
    rows = []
    for number, start in enumerate(starts):
        cells = []
        for one in (one for one in placed if one.span.starts_at == start):
            height = sum(start <= other < one.span.ends_at for other in starts) or 1
            first, width = (0, count) if one.column is None else (one.column, 1)
            cells.append((first, Cell(one.item, height, width)))
            covered.update((number + down, first + over) for down in range(height) for over in range(width))
        cells += [(column, Cell(None)) for column in range(count) if (number, column) not in covered]
        rows.append(Row(start, [cell for _column, cell in sorted(cells, key=lambda one: one[0])]))
    return rows


def _overlap(one: Timespan, other: Timespan) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
