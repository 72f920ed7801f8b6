"""Reads one TOML table key by key: every value checked, every problem kept, nothing guessed."""

import difflib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any, TypeVar, cast

from regapp.kernel.text import clean_line, clean_text
from regapp.season.plan import Problem

Choice = TypeVar("Choice", bound=Enum)
Value = TypeVar("Value")
Default = TypeVar("Default")
Day = TypeVar("Day", bound=date)
_MISSING = object()
# A day of another year is a slip, and those at the ends of the calendar have no day before or after.
_YEARS = range(2000, 2100)


class Table:
    """A table and its place in the file ("conferences[2].price").

    A wrong value becomes a problem and an empty stand-in, so that one reading finds them all.
    `end()` reports the keys that nobody asked for.
    """

    def __init__(self, values: Mapping[str, Any], place: str, problems: list[Problem]) -> None:
        self.place = place
        self._values = values
        self._problems = problems
        self._known: set[str] = set()

    def key(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def problem(self, name: str, reason: str) -> None:
        self._problems.append(Problem(self.key(name), reason))

    def has(self, name: str) -> bool:
        return name in self._values

    def line(self, name: str, limit: int, *, required: bool = False) -> str:
        """One line of at most `limit` characters; "" where it is left out."""
        return self._text(name, limit, required, clean_line)

    def text(self, name: str) -> str:
        """Several lines; "" where it is left out."""
        return self._text(name, 20_000, False, clean_text)

    def lines(self, name: str) -> str:
        """A list of texts, as one text with one of them a line."""
        return "\n".join(self.words(name))

    def words(self, name: str) -> tuple[str, ...]:
        """A list of texts, each one line."""
        found = self._get(name, list, "en lista med texter inom citattecken", [])
        if not all(isinstance(word, str) for word in found):
            self.problem(name, "ska vara en lista med texter inom citattecken")
            return ()
        return tuple(clean_line(word) for word in found)

    def whole(self, name: str, *, least: int = 0, most: int = 1_000_000) -> int | None:
        found = self._get(name, int, "ett heltal", None)
        if found is not None and not least <= found <= most:
            self.problem(name, f"ska vara ett heltal från {least} till {most}, inte {found}")
            return None
        return found

    def flag(self, name: str, *, default: bool) -> bool:
        return self._get(name, bool, "true eller false", default)

    def day(self, name: str, *, required: bool = False) -> date | None:
        found = self._get(name, date, "ett datum, till exempel 2020-03-27", None, required)
        return None if found is None else self.in_our_time(name, found)

    def hour(self, name: str) -> time | None:
        return self._get(name, time, "ett klockslag, till exempel 10:00:00", None)

    def moment(self, name: str) -> datetime | None:
        """A local time without zone."""
        found = self._get(name, datetime, "datum och klockslag, till exempel 2020-01-15T00:00:00", None)
        if found is not None and found.tzinfo is not None:
            self.problem(name, "ska vara lokal tid utan zon, till exempel 2020-01-15T00:00:00")
            return None
        return None if found is None else self.in_our_time(name, found)

    def in_our_time(self, name: str, found: Day) -> Day | None:
        if found.year in _YEARS:
            return found
        self.problem(name, f"ska vara ett år från {_YEARS[0]} till {_YEARS[-1]}, inte {found.year}")
        return None

    def choice(self, name: str, choices: type[Choice], default: Choice, *, required: bool = False) -> Choice:
        """The enum's member with this value."""
        found = self._get(name, str, "en text inom citattecken", None, required)
        if found is None:
            return default
        try:
            return choices(found)
        except ValueError:
            known = ", ".join(str(member.value) for member in choices)
            self.problem(name, f"ska vara en av {known}, inte {found!r}{_near(found, known.split(', '))}")
            return default

    def table(self, name: str) -> "Table | None":
        found = self._get(name, dict, "en tabell, [rubrik] eller { … }", None)
        return None if found is None else Table(found, self.key(name), self._problems)

    def tables(self, name: str) -> "list[Table]":
        """A list of tables, each named by its number from 1."""
        found = self._get(name, list, "en lista med tabeller, [[rubrik]]", [])
        if not all(isinstance(one, dict) for one in found):
            self.problem(name, "ska vara en lista med tabeller, [[rubrik]]")
            return []
        return [
            Table(one, f"{self.key(name)}[{number}]", self._problems)
            for number, one in enumerate(found, start=1)
        ]

    def end(self) -> None:
        """Report keys that mean nothing here, with the nearest that does."""
        for name in self._values:
            if name not in self._known:
                self.problem(name, f"okänd nyckel{_near(name, self._known)}")

    def _text(self, name: str, limit: int, required: bool, clean: Callable[[str], str]) -> str:
        text = clean(self._get(name, str, "en text inom citattecken", "", required))
        if len(text) > limit:
            self.problem(name, f"får ha högst {limit} tecken, har {len(text)}")
            return ""
        if required and self.has(name) and not text:
            self.problem(name, "får inte vara tom")
        return text

    def _get(
        self, name: str, kind: type[Value], wanted: str, default: Default, required: bool = False
    ) -> Value | Default:
        self._known.add(name)
        found = self._values.get(name, _MISSING)
        if found is _MISSING:
            if required:
                self.problem(name, "saknas")
            return default
        if not _is(found, kind):
            self.problem(name, f"ska vara {wanted}")
            return default
        return cast(Value, found)


def _is(value: object, kind: type[Any]) -> bool:
    """Exactly of the kind: for Python True is a whole number and a datetime is a date."""
    if isinstance(value, bool | datetime):
        return kind is type(value)
    return isinstance(value, kind)


def _near(name: str, known: "set[str] | list[str]") -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f", menar du {near[0]}?" if near else ""
