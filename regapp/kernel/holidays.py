"""Swedish working days: the public holidays of the law (1989:253) and the eves that are kept as such."""

from datetime import date, timedelta
from functools import lru_cache

_SATURDAY = 5
# (month, day); the last three are eves on which nobody answers letters.
_FIXED = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 25), (12, 26), (12, 24), (12, 31))
# Långfredagen, annandag påsk, Kristi himmelsfärdsdag, counted from Easter Sunday.
_FROM_EASTER = (-2, 1, 39)


def is_working_day(day: date) -> bool:
    """Monday to Friday, unless it is a holiday or one of the eves."""
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


@lru_cache(maxsize=16)
def holidays(year: int) -> frozenset[date]:
    """Those that can fall on a weekday. Pentecost and All Saints' are always at a weekend."""
    easter = easter_sunday(year)
    found = {date(year, month, day) for month, day in _FIXED}
    found |= {easter + timedelta(days=days) for days in _FROM_EASTER}
    return frozenset(found | {_midsummer_eve(year)})


def easter_sunday(year: int) -> date:
    """By the Gregorian computus of Meeus, Jones and Butcher."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    skipped = century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + skipped + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _midsummer_eve(year: int) -> date:
    """The Friday between 19 and 25 June."""
    first = date(year, 6, 19)
    return first + timedelta(days=(4 - first.weekday()) % 7)
