"""Plates and how their numbers changed. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from regapp.registrations.rules import ALLERGIES, DIETS

# Something that nobody has read yet: the kitchen learns that it will come.
UNREAD = "other"
_ORDER = {code: number for number, code in enumerate((*DIETS, *ALLERGIES))}
# How many of each plate, by key of the meal and of the plate.
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Plate:
    """What one person eats: every diet and allergy of theirs together, so nobody is counted twice.

    codes  in the order of the form; none and no words: ordinary food
    words  an organizer's, for what somebody wrote
    """

    codes: tuple[str, ...] = ()
    words: str = ""

    @property
    def key(self) -> str:
        """As it is kept: "vegan+gluten|inga champinjoner"."""
        codes = "+".join(self.codes)
        return f"{codes}|{self.words}" if self.words else codes

    @property
    def order(self) -> tuple[int, list[int], str]:
        """Ordinary food first, then the plain before the combined."""
        return len(self.codes) + bool(self.words), [_ORDER[code] for code in self.codes], self.words


ORDINARY = Plate()


def plate(codes: Collection[str], *, note: bool = False, words: str | None = None) -> Plate:
    """What somebody with these diets and allergies eats.

    note   they wrote something, too
    words  what an organizer made of it; None: nobody has read it, "": nothing for the kitchen
    """
    known = {code for code in codes if code in _ORDER}
    if "vegan" in known:
        known.discard("vegetarian")
    if note:
        known.add(UNREAD)
    if UNREAD in known and words is not None:
        known.discard(UNREAD)
    else:
        words = None
    return Plate(tuple(sorted(known, key=_ORDER.__getitem__)), words or "")


def plate_of(key: str) -> Plate:
    """The plate that is kept as `key`."""
    codes, _, words = key.partition("|")
    return Plate(tuple(code for code in codes.split("+") if code in _ORDER), words)


@dataclass(frozen=True)
class Served:
    """Something that is eaten on a day: a meal, an option such as dinner, or, where the conference
    names no meals, what is served to all that day.

    key  "m12", "o3", "d7": the kind and the id of its row
    on   None: an option without a day
    """

    key: str
    on: date | None
    label: str
    label_en: str = ""


@dataclass(frozen=True)
class Extra:
    """So many who eat the same without having signed up; `meal` empty: at every meal."""

    meal: str
    plate: str
    count: int


def with_extras(counts: Counts, meals: Iterable[str], extras: Iterable[Extra]) -> dict[str, dict[str, int]]:
    """The numbers with speakers and crew among them."""
    found = {key: dict(counts.get(key, {})) for key in meals}
    for extra in extras:
        for key in found:
            if extra.meal in {"", key}:
                found[key][extra.plate] = found[key].get(extra.plate, 0) + extra.count
    return found


@dataclass(frozen=True)
class Line:
    """One number now and then; None where nothing was kept then.

    reported  when the kitchen was last given numbers
    frozen    when they were frozen
    """

    plate: Plate
    count: int
    reported: int | None = None
    frozen: int | None = None

    @property
    def since_report(self) -> int:
        """So many more, or fewer."""
        return 0 if self.reported is None else self.count - self.reported

    @property
    def since_freeze(self) -> int:
        return 0 if self.frozen is None else self.count - self.frozen

    @property
    def changed(self) -> bool:
        return bool(self.since_report or self.since_freeze)


@dataclass(frozen=True)
class Table:
    """One meal: all of them, and each plate.

    extra  so many of them are speakers and crew
    """

    served: Served
    total: Line
    lines: tuple[Line, ...]
    extra: int = 0


def extras_at(meal: str, extras: Iterable[Extra]) -> int:
    """How many eat this meal without having signed up."""
    return sum(extra.count for extra in extras if extra.meal in {"", meal})


def table(
    served: Served, now: Counts, reported: Counts | None, frozen: Counts | None, *, extra: int = 0
) -> Table:
    """Plates that are no longer wanted stay as a line of 0, so that the kitchen sees it."""
    key = served.key
    here, before, locked = now.get(key, {}), _then(reported, key), _then(frozen, key)
    keys = {name for one in (here, before, locked) if one for name, count in one.items() if count}
    lines = (
        Line(
            plate_of(name),
            here.get(name, 0),
            None if before is None else before.get(name, 0),
            None if locked is None else locked.get(name, 0),
        )
        for name in keys
    )
    total = Line(
        ORDINARY,
        sum(here.values()),
        None if before is None else sum(before.values()),
        None if locked is None else sum(locked.values()),
    )
    return Table(served, total, tuple(sorted(lines, key=lambda line: line.plate.order)), extra)


def note_digest(note: str) -> str:
    """Equal as long as the note says the same: words are written for what was read."""
    return sha256(note.encode("utf-8", "backslashreplace")).hexdigest()


def is_changed(tables: Iterable[Table]) -> bool:
    """Whether the kitchen has other numbers than these."""
    return any(line.since_report for one in tables for line in one.lines)


def _then(counts: Counts | None, key: str) -> Mapping[str, int] | None:
    return None if counts is None else counts.get(key, {})
