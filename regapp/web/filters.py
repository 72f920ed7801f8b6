"""How values are written on pages: kronor, dates and hours in the page's language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask

from regapp.kernel import dates
from regapp.kernel.money import Money
from regapp.web.clock import now
from regapp.web.i18n import language

_NBSP = "\N{NO-BREAK SPACE}"


def kr(amount: Money | int) -> str:
    """ "700 kr", "1 750 kr", "562,50 kr": öre only where there are any."""
    minor = amount.minor if isinstance(amount, Money) else amount
    whole, rest = divmod(abs(minor), 100)
    sign = "\N{MINUS SIGN}" if minor < 0 else ""
    thousands = f"{whole:,}".replace(",", _NBSP)
    if language() == "en":
        return f"{sign}SEK{_NBSP}{whole:,}" + (f".{rest:02d}" if rest else "")
    return f"{sign}{thousands}" + (f",{rest:02d}" if rest else "") + f"{_NBSP}kr"


def whole(number: int) -> str:
    """ "1 750" with a hard space."""
    sign = "\N{MINUS SIGN}" if number < 0 else ""
    return sign + f"{abs(number):,}".replace(",", _NBSP if language() == "sv" else ",")


def file_size(size: int) -> str:
    """ "3,4 MB", "3.4 MB" in English; never less than a kilobyte."""
    kilobytes = max(1, round(size / 1024))
    text = f"{kilobytes} kB" if kilobytes < 1000 else f"{size / (1 << 20):.1f} MB"
    return (text if language() == "en" else text.replace(".", ",")).replace(" ", "\N{NO-BREAK SPACE}")


def tenths(number: int) -> str:
    """ "4,2" of 42."""
    return f"{number // 10}{',' if language() == 'sv' else '.'}{number % 10}"


def unbroken(text: str) -> str:
    """A telephone number that stays on one line."""
    return text.replace(" ", _NBSP)


def local(at: datetime, zone: str = "Europe/Stockholm") -> datetime:
    return at.astimezone(ZoneInfo(zone))


def moment(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """ "27 mars 2020 kl. 09.42" of an instant."""
    here = local(at, zone)
    return f"{dates.date_text(here.date(), language())} {dates.at_clock(here, language())}"


def local_clock(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """ "kl. 09.42" of an instant."""
    return dates.at_clock(local(at, zone), language())


def weekday_clock(at: datetime, zone: str = "Europe/Stockholm") -> str:
    """ "fredag 14 februari kl. 12.00" of an instant: a deadline."""
    return dates.weekday_clock(local(at, zone), language())


def org_number(digits: str | None) -> str:
    """ "202100-2353"."""
    return f"{digits[:6]}-{digits[6:]}" if digits and len(digits) == 10 else digits or ""


def _dated(name: str, *, short: bool) -> None:
    """A filter of a day, or of the local day of an instant; a short one writes the year unless it is this."""

    def write(day: date | datetime) -> str:
        plain = local(day).date() if isinstance(day, datetime) else day
        year = (local(now()).year,) if short else ()
        return str(getattr(dates, name)(plain, language(), *year))

    _DATED[name] = write


_DATED: dict[str, object] = {}
for _name, _short in {
    "day_month": True,
    "weekday_date": True,
    "date_text": False,
    "long_date": False,
    "month_year": False,
}.items():
    _dated(_name, short=_short)


def init_filters(app: Flask) -> None:
    """Filters: kr, whole, moment, weekday_clock, org_number, clock_time, day_month, date_text, long_date …"""
    app.jinja_env.filters.update(
        _DATED,
        kr=kr,
        whole=whole,
        tenths=tenths,
        unbroken=unbroken,
        moment=moment,
        file_size=file_size,
        local_clock=local_clock,
        weekday_clock=weekday_clock,
        org_number=org_number,
        clock_time=lambda at: dates.clock_time(local(at), language()),
    )
