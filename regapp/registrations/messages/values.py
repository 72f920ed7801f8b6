"""What the placeholders of a letter stand for, in the reader's language."""

from typing import TYPE_CHECKING

from regapp.conferences.models import Conference
from regapp.conferences.price_texts import price_facts
from regapp.conferences.rules import held_days, hours_of
from regapp.conferences.texts import arrival, expected, localized, title_of, where
from regapp.kernel import dates
from regapp.kernel.timespan import Timespan

if TYPE_CHECKING:
    from regapp.registrations.messages import Occasion


def common_values(occasion: "Occasion") -> dict[str, str]:
    """The placeholders that every letter has; empty where nothing is known."""
    conference, language = occasion.conference, occasion.language
    span = _hours(conference)
    return {
        "namn": reader_name(occasion),
        "konferens": title_of(conference, language),
        "titel": localized(conference, "title", language),
        "ort": conference.place or localized(conference, "title", language),
        "datum": date_of(conference, language),
        "dag": day_of(conference, language),
        "tid": dates.hours(span.local_start(), span.local_end(), language) if span else "",
        "borjar": dates.start_hour(span.local_start(), language) if span else "",
        "plats": where(conference),
        "halltider": arrival(conference, language),
        "avgift": price_facts(conference, language),
        "lank": occasion.addresses.registration(occasion.token),
        "kontakt": contact(conference),
        "arrangor": localized(conference.owner, "name", language),
        "nummer": occasion.registration.reference,
    }


def reader_name(occasion: "Occasion") -> str:
    """Whom the letter greets."""
    return occasion.reader.given_name if occasion.reader else occasion.registration.booker_name


def contact(conference: Conference) -> str:
    parts = (conference.contact_name, conference.contact_email, conference.contact_phone)
    return ", ".join(part for part in parts if part)


def date_of(conference: Conference, language: str) -> str:
    """ "fredag 27 mars", "6–7 maj 2020", or what is expected."""
    days = held_days(conference) or conference.days
    if not days:
        return expected(conference, language)
    if len(days) > 1:
        return dates.date_range([day.on for day in days], language)
    return dates.weekday_date(days[0].on, language)


def day_of(conference: Conference, language: str) -> str:
    """ "27 mars", "6–7 maj 2020"; empty while there is no day."""
    days = held_days(conference) or conference.days
    if not days:
        return ""
    if len(days) > 1:
        return dates.date_range([day.on for day in days], language)
    return dates.day_month(days[0].on, language)


def _hours(conference: Conference) -> Timespan | None:
    days = held_days(conference) or conference.days
    return hours_of(days[0], conference.zone) if len(days) == 1 else None
