"""News in words, in the reader's language. Pure."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from regapp.conferences.news import NewsDay
from regapp.conferences.texts import localized, title_of, where
from regapp.kernel import dates
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import LANGUAGES, translator
from regapp.news.atom import AtomEntry
from regapp.news.rules import News, derived


def entry_of(one: News, addresses: Addresses, language: str) -> AtomEntry:
    """Loaded: address, owner. Another language is another entry: its text is not the same."""
    conference = one.conference
    label = _labels(language)[one.kind]
    return AtomEntry(
        uid=one.uid if language == LANGUAGES[0] else derived(one.uid, language),
        title=f"{label}: {title_of(conference, language)}",
        summary=_summary(one, language),
        updated=one.at,
        url=addresses.conference(conference.address.path),
        author=localized(conference.owner, "name", language),
        category=one.kind,
        category_label=label,
    )


def _labels(language: str) -> dict[str, str]:
    tr = translator(language)
    return {
        "published": tr.gettext("Ny konferens"),
        "opened": tr.gettext("Anmälan är öppen"),
        "dated": tr.gettext("Datumet är bestämt"),
        "moved": tr.gettext("Nytt datum"),
        "retimed": tr.gettext("Ny tid"),
        "postponed": tr.gettext("Skjuts upp"),
        "digital": tr.gettext("Hålls på distans"),
        "cancelled": tr.gettext("Inställd"),
        "programme": tr.gettext("Programmet är klart"),
    }


def _summary(one: News, language: str) -> str:
    """One or two sentences, of what was so then."""
    tr = translator(language)
    zone = one.conference.zone
    was, days = _when(one.was, zone, language), _when(one.days, zone, language)
    town = where(one.conference, language)
    texts = {
        "published": _joined(days or tr.gettext("Datum kommer"), town),
        "opened": _opened(one, language),
        "dated": _joined(days, town),
        "moved": tr.gettext("Flyttad från %(was)s till %(days)s.") % {"was": was, "days": days},
        "retimed": _joined(days, town),
        "postponed": tr.gettext("Skulle ha hållits %(was)s. Nytt datum kommer.") % {"was": was},
        "digital": _joined(days, tr.gettext("på distans")),
        "cancelled": tr.gettext("Skulle ha hållits %(was)s.") % {"was": was} if was else "",
        "programme": tr.gettext("Programmet finns på konferensens sida."),
    }
    return texts[one.kind]


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _opened(one: News, language: str) -> str:
    """Without the last day of sign-up: that may change, and this is told once."""
    opened = one.at.astimezone(ZoneInfo(one.conference.zone))
    text = translator(language).gettext("Anmälan öppnade %(day)s.")
    return text % {"day": dates.date_text(opened.date(), language)}


def _when(days: Sequence[NewsDay], zone: str, language: str) -> str:
    """ "fredag 27 mars 2020 kl. 10–16", "6–7 maj 2020"; empty without a day."""
    if not days:
        return ""
    if len(days) > 1:
        return dates.date_range([day.on for day in days], language)
    (day,) = days
    text = dates.long_date(day.on, language)
    if day.starts_at is None or day.ends_at is None:
        return text
    hours = dates.hours(_local(day.starts_at, zone), _local(day.ends_at, zone), language)
    return f"{text} {hours}"


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
