"""A month as people write it."""

import re
from datetime import date
from typing import Any

from wtforms import Field
from wtforms.widgets import TextInput

from regapp.kernel.dates import month, month_year
from regapp.web.i18n import language, lazy

_NUMBERS = re.compile(r"(\d{4})-(\d{1,2})")
_WORDS = re.compile(r"([a-zåäö]+)\s+(\d{4})")


class LocalMonth(Field):
    """The first day of a month: "maj 2027", "May 2027" or "2027-05"."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return month_year(self.data, language()) if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = (valuelist[0] if valuelist else "").strip().lower()
        self.data = None
        if text:
            self.data = read_month(text)
            if self.data is None:
                raise ValueError(lazy("Skriv månaden så här: maj 2027"))


def read_month(text: str) -> date | None:
    """The first of the month; None for what is none."""
    if numbers := _NUMBERS.fullmatch(text):
        year, number = int(numbers[1]), int(numbers[2])
    elif words := _WORDS.fullmatch(text):
        year, number = int(words[2]), _number_of(words[1])
    else:
        return None
    return date(year, number, 1) if 1 <= number <= 12 and year >= 2000 else None


def _number_of(word: str) -> int:
    """1 for "januari", "jan" and "January"; 0 for none."""
    for number in range(1, 13):
        names = [month(date(2000, number, 1), name).lower() for name in ("sv", "en")]
        if any(name.startswith(word) and len(word) >= 3 for name in names):
            return number
    return 0
