"""The curve per place and the bars per day, as numbers between 0 and 100 for an SVG. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from regapp.conferences.models import Conference
from regapp.dashboard.queries import DayCount
from regapp.kernel.dates import day_month
from regapp.registrations.models import Status

_CSS = ("c1", "c2", "c3")
_LABEL_GAP = 9
_MOST_ROWS = 62
# More names than these cover each other, however short.
_MOST_MARKS, _LONGEST_MARK, _MARK_GAP = 6, 22, 24

Row = tuple[date, Sequence[int], int, int]


@dataclass(frozen=True)
class Tick:
    """A mark on an axis, `at` per cent from the left or the top."""

    at: int | float
    label: str
    limit: bool = False


@dataclass(frozen=True)
class Line:
    """One place: its path, where it ends, and what stands there."""

    css: str
    path: str
    end_x: int | float
    label_y: int | float
    label: str


@dataclass(frozen=True)
class Bar:
    x: int | float
    width: int | float
    height: int | float
    today: bool


@dataclass(frozen=True)
class Mark:
    """A mailing on its day. `level`: 0 for the row of names nearest the curve, 1 for the one above."""

    at: int | float
    label: str
    level: int
    anchor: str


@dataclass(frozen=True)
class Chart:
    """Everything the macro draws, and `rows` for the table: (day, how many come per place, total, how
    many have signed up since the row before)."""

    description: str
    y_ticks: Sequence[Tick]
    x_ticks: Sequence[Tick]
    lines: Sequence[Line]
    bars: Sequence[Bar]
    bars_label: str
    rows: Sequence[Row]
    marks: Sequence[Mark] = ()


@dataclass(frozen=True)
class ChartWords:
    """Words the page hands in: what the picture shows, today, the bars' heading."""

    description: str
    today: str
    bars: str
    language: str = "sv"


def sign_up_chart(
    conferences: Sequence[Conference],
    counts: Sequence[DayCount],
    *,
    first: date,
    today: date,
    until: date,
    last: date,
    limit: int,
    words: ChartWords,
    mailings: Sequence[tuple[date, str]] = (),
) -> Chart:
    """Confirmed per place by the day they signed up, from `first` to `until`; axis to `last`.

    until     today, unless all of it is over
    limit     seats of each place when they are all alike, drawn as a line; 0 for none
    mailings  day and subject of what was sent to them
    """
    days = [first + timedelta(days=number) for number in range(max((until - first).days, 0) + 1)]
    span = max((last - first).days, len(days) - 1, 1)
    totals = {conference.id: _running(counts, conference.id, days) for conference in conferences}
    highest = max([limit, 1, *(values[-1] for values in totals.values())])
    top = -(-highest * 6 // 5)
    new = _new_per_day(counts, days)
    most = max(new, default=0)
    ends = _spread([100 - 100 * totals[one.id][-1] / top for one in conferences])
    lines = [
        Line(
            css=_CSS[number % len(_CSS)],
            path=_path(totals[one.id], span, top),
            end_x=_percent(len(days) - 1, span),
            label_y=ends[number],
            label=f"{one.place} {totals[one.id][-1]}".strip(),
        )
        for number, one in enumerate(conferences)
    ]
    return Chart(
        description=words.description,
        y_ticks=_y_ticks(top, limit),
        x_ticks=_x_ticks(first, today, last, span, words),
        lines=lines,
        bars=_bars(new, days, span, today),
        bars_label=words.bars % {"most": most},
        rows=_rows(conferences, totals, new, days),
        marks=_marks(mailings, first, last, span),
    )


def _running(counts: Sequence[DayCount], conference_id: int, days: Sequence[date]) -> list[int]:
    per_day: dict[date, int] = defaultdict(int)
    for count in counts:
        if count.conference_id == conference_id and count.status is Status.CONFIRMED:
            per_day[max(count.on, days[0])] += count.count
    total, totals = 0, []
    for day in days:
        total += per_day.get(day, 0)
        totals.append(total)
    return totals


def _new_per_day(counts: Sequence[DayCount], days: Sequence[date]) -> list[int]:
    per_day: dict[date, int] = defaultdict(int)
    for count in counts:
        per_day[count.on] += count.count
    return [per_day.get(day, 0) for day in days]


def _path(values: Sequence[int], span: int, top: int) -> str:
    points = (f"{_percent(x, span)} {_round(100 - 100 * y / top)}" for x, y in enumerate(values))
    return "M" + "L".join(points)


def _bars(new: Sequence[int], days: Sequence[date], span: int, today: date) -> list[Bar]:
    most = max(new, default=0) or 1
    width = _round(100 / (span + 1) * 0.8)
    return [
        Bar(_percent(number, span + 1), width, _round(100 * count / most), days[number] == today)
        for number, count in enumerate(new)
    ]


def _y_ticks(top: int, limit: int) -> list[Tick]:
    step = next((size for size in (1, 5, 10, 25, 50, 100, 250, 500, 1000) if top // size <= 5), 2500)
    ticks = [Tick(_round(100 - 100 * value / top), str(value)) for value in range(0, top + 1, step)]
    near = [tick for tick in ticks if not limit or tick.label != str(limit)]
    return [*near, Tick(_round(100 - 100 * limit / top), str(limit), limit=True)] if limit else ticks


def _x_ticks(first: date, today: date, last: date, span: int, words: ChartWords) -> list[Tick]:
    ticks = [Tick(0, day_month(first, words.language))]
    shown = (today - first).days
    if today < last and span * 0.12 < shown < span * 0.88:
        ticks.append(Tick(_percent(shown, span), words.today))
    return [*ticks, Tick(100, day_month(last, words.language))]


def _marks(mailings: Sequence[tuple[date, str]], first: date, last: date, span: int) -> list[Mark]:
    """The latest mailings within the picture, each with a name that does not cover its neighbour's."""
    shown = sorted(one for one in mailings if first <= one[0] <= last)[-_MOST_MARKS:]
    marks: list[Mark] = []
    for on, label in shown:
        at = _percent((on - first).days, span)
        level = int(bool(marks) and at - marks[-1].at < _MARK_GAP and marks[-1].level == 0)
        anchor = "start" if at < _MARK_GAP / 2 else "end" if at > 100 - _MARK_GAP / 2 else "middle"
        marks.append(Mark(at, _short(label), level, anchor))
    return marks


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_MARK else label[: _LONGEST_MARK - 1].rstrip() + "…"


def _rows(
    conferences: Sequence[Conference], totals: dict[int, list[int]], new: Sequence[int], days: Sequence[date]
) -> list[Row]:
    """Every day, or of a long time so many that they can be read: the first, every so many, the last."""
    step = -(-len(days) // _MOST_ROWS)
    shown = sorted({*range(0, len(days), step), len(days) - 1})
    table: list[Row] = []
    for before, number in pairwise([-1, *shown]):
        values = [totals[conference.id][number] for conference in conferences]
        table.append((days[number], values, sum(values), sum(new[before + 1 : number + 1])))
    return table


def _spread(ends: Sequence[float]) -> list[int | float]:
    """Move labels apart that would cover each other."""
    order = sorted(range(len(ends)), key=lambda number: ends[number])
    placed = list(ends)
    for before, after in pairwise(order):
        placed[after] = max(placed[after], placed[before] + _LABEL_GAP)
    return [_round(value) for value in placed]


def _percent(part: int, whole: int) -> int | float:
    return _round(100 * part / whole)


def _round(value: float) -> int | float:
    short = round(value, 1)
    return int(short) if short == int(short) else short
