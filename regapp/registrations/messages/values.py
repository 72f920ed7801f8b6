"""What the placeholders of a letter stand for, in the reader's language."""

from datetime import datetime
from typing import TYPE_CHECKING

from regapp.choices.rules import shown_link
from regapp.conferences.models import Conference
from regapp.conferences.price_texts import price_facts
from regapp.conferences.rules import held_days, hours_of, local_year
from regapp.conferences.texts import arrival, expected, localized, title_of, where
from regapp.kernel import dates
from regapp.kernel.i18n import translator
from regapp.kernel.timespan import Timespan
from regapp.registrations.models import Attendance, Status

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
        "datum": date_of(conference, language, occasion.now),
        "dag": day_of(conference, language, occasion.now),
        "tid": dates.hours(span.local_start(), span.local_end(), language) if span else "",
        "borjar": dates.start_hour(span.local_start(), language) if span else "",
        "plats": where(conference, language),
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


def chosen_facts(occasion: "Occasion") -> list[tuple[str, str]]:
    """What was chosen; with names, where the letter is about several or somebody else."""
    named = len(occasion.people) > 1 or occasion.reader is None
    return [
        (label, f"{person.name}: {value}" if named else value)
        for person in occasion.people
        for label, value in occasion.chosen.get(person.id, ())
    ] + _how_to_take_part(occasion)


def _how_to_take_part(occasion: "Occasion") -> list[tuple[str, str]]:
    """What those of each attendance need to know."""
    tr = translator(occasion.language)
    seated = {person.attendance for person in occasion.people if person.status is Status.CONFIRMED}
    remote, onsite = Attendance.REMOTE in seated, Attendance.ONSITE in seated
    facts = []
    if onsite:
        facts.append(
            (tr.gettext("På plats"), localized(occasion.conference, "onsite_info", occasion.language))
        )
    if remote:
        facts.append(
            (tr.gettext("På distans"), localized(occasion.conference, "remote_info", occasion.language))
        )
        facts.append((tr.gettext("Länk"), remote_link(occasion)))
    return facts


def remote_link(occasion: "Occasion") -> str:
    """How those from a distance join: the link from 15 minutes before, else where it will be.

    Empty while there is none.
    """
    conference, tr = occasion.conference, translator(occasion.language)
    if not conference.remote_url:
        return ""
    link = shown_link(conference, occasion.now) if occasion.now else ""
    if link:
        return tr.gettext("Du ansluter här: %(link)s") % {"link": link}
    return tr.gettext("Länken finns på din egen sida från 15 minuter före start.")


def contact(conference: Conference) -> str:
    parts = (conference.contact_name, conference.contact_email, conference.contact_phone)
    return ", ".join(part for part in parts if part)


def date_of(conference: Conference, language: str, now: datetime | None) -> str:
    """ "fredag 27 mars", "6–7 maj 2020", or what is expected; with the year where that is not the one
    of `now`, when it is written."""
    days = held_days(conference) or conference.days
    if not days:
        return expected(conference, language)
    if len(days) > 1:
        return dates.date_range([day.on for day in days], language)
    return dates.weekday_date(days[0].on, language, local_year(now, conference.zone))


def day_of(conference: Conference, language: str, now: datetime | None) -> str:
    """ "27 mars", "27 mars 2020" as in `date_of`, "6–7 maj 2020"; empty while there is no day."""
    days = held_days(conference) or conference.days
    if not days:
        return ""
    if len(days) > 1:
        return dates.date_range([day.on for day in days], language)
    return dates.day_month(days[0].on, language, local_year(now, conference.zone))


def _hours(conference: Conference) -> Timespan | None:
    days = held_days(conference) or conference.days
    return hours_of(days[0], conference.zone) if len(days) == 1 else None
