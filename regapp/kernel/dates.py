"""Dates and hours as people write them, in Swedish and English; Swedish rules by default.

Swedish: "fredag 27 mars 2020", "kl. 10–16", "kl. 09.30"; the year is always full. What is written
without it gets it where `this_year`, that of whoever reads, is another one.
"""

from collections.abc import Sequence
from datetime import date, datetime

_NBSP = "\N{NO-BREAK SPACE}"
_DASH = "\N{EN DASH}"
_WEEKDAYS = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "sv": (
        "januari", "februari", "mars", "april", "maj", "juni",
        "juli", "augusti", "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def weekday(day: date, language: str = "sv") -> str:
    return _WEEKDAYS[language][day.weekday()]


def month(day: date, language: str = "sv") -> str:
    """>>> month(date(2020, 3, 27))
    'mars'
    """
    return _MONTHS[language][day.month - 1]


def day_month(day: date, language: str = "sv", this_year: int | None = None) -> str:
    """ "27 mars", with a hard space; "27 mars 2020" in another year."""
    if this_year not in {None, day.year}:
        return date_text(day, language)
    return f"{day.day}{_NBSP}{month(day, language)}"


def date_text(day: date, language: str = "sv") -> str:
    """ "27 mars 2020"."""
    return f"{day_month(day, language)} {day.year}"


def month_year(day: date, language: str = "sv") -> str:
    """ "mars 2020"."""
    return f"{month(day, language)} {day.year}"


def long_date(day: date, language: str = "sv") -> str:
    """ "fredag 27 mars 2020"."""
    return f"{weekday(day, language)} {date_text(day, language)}"


def weekday_date(day: date, language: str = "sv", this_year: int | None = None) -> str:
    """ "fredag 27 mars": for headings where the year is plain; "fredag 27 mars 2020" in another year."""
    return f"{weekday(day, language)} {day_month(day, language, this_year)}"


def clock_time(at: datetime, language: str = "sv") -> str:
    """ "09.42" of a local time; English writes "09:42"."""
    return at.strftime("%H.%M" if language == "sv" else "%H:%M")


def hours(start: datetime, end: datetime, language: str = "sv") -> str:
    """ "kl. 10–16" of two local times: whole hours without minutes in Swedish."""
    if language == "en":
        return f"{clock_time(start, 'en')}{_DASH}{clock_time(end, 'en')}"
    return f"kl.{_NBSP}{_short(start)}{_DASH}{_short(end)}"


def at_clock(at: datetime, language: str = "sv") -> str:
    """ "kl. 09.42" of a local time; "at 09:42" in English."""
    return f"kl.{_NBSP}{clock_time(at)}" if language == "sv" else f"at{_NBSP}{clock_time(at, 'en')}"


def start_hour(at: datetime, language: str = "sv") -> str:
    """ "kl. 10", "kl. 9.30" of a local time, as in "kl. 10–16"; "at 10:00" in English."""
    return f"kl.{_NBSP}{_short(at)}" if language == "sv" else at_clock(at, "en")


def weekday_clock(at: datetime, language: str = "sv") -> str:
    """ "fredag 14 februari kl. 12.00" of a local time: for deadlines."""
    return f"{weekday_date(at.date(), language)} {at_clock(at, language)}"


def date_range(days: Sequence[date], language: str = "sv") -> str:
    """ "6–7 maj 2020", "30 april–2 maj 2020", "27 mars 2020"."""
    first, last = min(days), max(days)
    if first == last:
        return date_text(first, language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{_DASH}{date_text(last, language)}"
    if first.year == last.year:
        return f"{day_month(first, language)}{_DASH}{date_text(last, language)}"
    return f"{date_text(first, language)}{_DASH}{date_text(last, language)}"


def _short(at: datetime) -> str:
    return str(at.hour) if at.minute == 0 else f"{at.hour}.{at.minute:02d}"
