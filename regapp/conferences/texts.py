"""A conference in words: its title, where and when, in the reader's language. Pure."""

from typing import Any

from regapp.conferences.models import Conference, PriceRow, SeminarPackage, Series, VatMode
from regapp.conferences.rules import held_days, hours_of
from regapp.kernel import dates
from regapp.kernel.i18n import translator

_DASH = "\N{EN DASH}"


def localized(row: Conference | Series | SeminarPackage | PriceRow, name: str, language: str) -> str:
    """The text `name` in `language`; the Swedish one where there is no other."""
    other: Any = getattr(row, f"{name}_{language}", "") if language != "sv" else ""
    return str(other or getattr(row, name))


def title_of(conference: Conference, language: str = "sv") -> str:
    """ "Smartare, grönare Sverige – Varberg" for one of a series, else its own title."""
    title = localized(conference, "title", language)
    return f"{title} {_DASH} {conference.place}" if conference.series_id and conference.place else title


def where(conference: Conference) -> str:
    """Venue, street and town, as far as they are known."""
    return ", ".join(part for part in (conference.venue, conference.street, conference.place) if part)


def when(conference: Conference, language: str = "sv") -> str:
    """ "fredag 27 mars 2020 kl. 10–16", "6–7 maj 2020", "mars 2020" or "Datum kommer"."""
    days = held_days(conference) or conference.days
    if not days:
        return expected(conference, language)
    if len(days) > 1:
        return dates.date_range([day.on for day in days], language)
    span = hours_of(days[0], conference.zone)
    text = dates.long_date(days[0].on, language)
    return f"{text} {dates.hours(span.local_start(), span.local_end(), language)}" if span else text


def when_short(conference: Conference, language: str = "sv") -> str:
    """ "fredag 27 mars kl. 10–16": for cards where the year is plain."""
    days = held_days(conference) or conference.days
    if len(days) != 1:
        return when(conference, language)
    span = hours_of(days[0], conference.zone)
    text = dates.weekday_date(days[0].on, language)
    return f"{text} {dates.hours(span.local_start(), span.local_end(), language)}" if span else text


def expected(conference: Conference, language: str = "sv") -> str:
    """What is known of a date that is not set: a month, words, or that it comes."""
    if conference.expected_month:
        return dates.month_year(conference.expected_month, language)
    words = conference.expected_text_en if language == "en" else ""
    return words or conference.expected_text or translator(language).gettext("Datum kommer")


def arrival(conference: Conference, language: str = "sv") -> str:
    return localized(conference, "arrival", language)


def price_facts(conference: Conference, language: str = "sv") -> str:
    """ "700 kr, fika och lunch ingår" or "Kostnadsfritt"; empty while there is no price at all."""
    if not conference.prices:
        return ""
    price = conference.prices[-1]
    tr = translator(language)
    if price.amount_minor == 0:
        return tr.gettext("Kostnadsfritt")
    included = localized(price, "included", language)
    amount = tr.gettext("%(amount)s kr") % {"amount": price.amount_minor // 100}
    if price.vat_mode is VatMode.EXCLUSIVE:
        amount = tr.gettext("%(amount)s exkl. moms") % {"amount": amount}
    return (
        tr.gettext("%(amount)s, %(included)s ingår") % {"amount": amount, "included": included}
        if included
        else amount
    )
