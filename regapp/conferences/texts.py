"""A conference in words: its title, where and when, in the reader's language. Pure."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from regapp.conferences.models import (
    Conference,
    ConferenceMode,
    County,
)
from regapp.conferences.rules import SignUpState, Standing, hours_of, local_year, shown_days
from regapp.kernel import dates
from regapp.kernel.i18n import translator

_DASH = "\N{EN DASH}"
COUNTY_NAMES = {
    County.AB: "Stockholms län",
    County.C: "Uppsala län",
    County.D: "Södermanlands län",
    County.E: "Östergötlands län",
    County.F: "Jönköpings län",
    County.G: "Kronobergs län",
    County.H: "Kalmar län",
    County.I: "Gotlands län",
    County.K: "Blekinge län",
    County.M: "Skåne län",
    County.N: "Hallands län",
    County.O: "Västra Götalands län",
    County.S: "Värmlands län",
    County.T: "Örebro län",
    County.U: "Västmanlands län",
    County.W: "Dalarnas län",
    County.X: "Gävleborgs län",
    County.Y: "Västernorrlands län",
    County.Z: "Jämtlands län",
    County.AC: "Västerbottens län",
    County.BD: "Norrbottens län",
}


def localized(row: object, name: str, language: str) -> str:
    """The text `name` in `language`; the Swedish one where there is no other."""
    other: Any = getattr(row, f"{name}_{language}", "") if language != "sv" else ""
    return str(other or getattr(row, name))


def title_of(conference: Conference, language: str = "sv") -> str:
    """ "Smartare, grönare Sverige – Varberg" for one of a series, else its own title."""
    title = localized(conference, "title", language)
    return f"{title} {_DASH} {conference.place}" if conference.series_id and conference.place else title


def where(conference: Conference, language: str = "sv") -> str:
    """Venue, street and town, as far as they are known; of what is held from a distance only that."""
    if conference.mode is ConferenceMode.REMOTE:
        return mode_words(conference.mode, language)
    return ", ".join(part for part in (conference.venue, conference.street, conference.place) if part)


def mode_words(mode: ConferenceMode, language: str = "sv") -> str:
    tr = translator(language)
    return {
        ConferenceMode.ONSITE: tr.gettext("På plats"),
        ConferenceMode.REMOTE: tr.gettext("På distans"),
        ConferenceMode.HYBRID: tr.gettext("På plats och på distans"),
    }[mode]


def when(conference: Conference, language: str = "sv") -> str:
    """ "fredag 27 mars 2020 kl. 10–16", "6–7 maj 2020", "mars 2020" or "Datum kommer"."""
    days = shown_days(conference)
    if not days:
        return expected(conference, language)
    if len(days) > 1:
        return dates.date_range([day.on for day in days], language)
    span = hours_of(days[0], conference.zone)
    text = dates.long_date(days[0].on, language)
    return f"{text} {dates.hours(span.local_start(), span.local_end(), language)}" if span else text


def when_and_zone(conference: Conference, language: str = "sv") -> str:
    """`when`, and whose time it is where a reader may be elsewhere: in English, or taking part remotely."""
    text = when(conference, language)
    days = shown_days(conference)
    here = language == "sv" and conference.mode is ConferenceMode.ONSITE
    if here or len(days) != 1 or hours_of(days[0], conference.zone) is None:
        return text
    return f"{text} ({_zone_words(conference.zone, language)})"


def _zone_words(zone: str, language: str) -> str:
    tr = translator(language)
    if zone == "Europe/Stockholm":
        return tr.gettext("svensk tid")
    return tr.gettext("tid i %(city)s") % {"city": zone.rpartition("/")[2].replace("_", " ")}


def when_short(conference: Conference, language: str = "sv", now: datetime | None = None) -> str:
    """ "fredag 27 mars kl. 10–16": for cards; with its year where that is not the one of `now`."""
    days = shown_days(conference)
    if len(days) != 1:
        return when(conference, language)
    span = hours_of(days[0], conference.zone)
    text = dates.weekday_date(days[0].on, language, local_year(now, conference.zone))
    return f"{text} {dates.hours(span.local_start(), span.local_end(), language)}" if span else text


def day_of(conference: Conference, language: str = "sv", now: datetime | None = None) -> str:
    """ "27 mars", with its year where that is not the one of `now`; "6–7 maj 2020" or what is expected."""
    days = shown_days(conference)
    if len(days) != 1:
        return when(conference, language)
    return dates.day_month(days[0].on, language, local_year(now, conference.zone))


def expected(conference: Conference, language: str = "sv") -> str:
    """What is known of a date that is not set: a month, words, or that it comes."""
    if conference.expected_month:
        return dates.month_year(conference.expected_month, language)
    words = conference.expected_text_en if language == "en" else ""
    return words or conference.expected_text or translator(language).gettext("Datum kommer")


def arrival(conference: Conference, language: str = "sv") -> str:
    return localized(conference, "arrival", language)


def sign_up_text(conference: Conference, standing: Standing, now: datetime, language: str = "sv") -> str:
    """Where sign-up stands, in words. Loaded: days."""
    tr = translator(language)
    state = standing.state
    if state is SignUpState.OPEN:
        return _open_text(standing, language)
    if state is SignUpState.ANNOUNCED and conference.opens_at is not None:
        return _opening_text(conference.opens_at.astimezone(ZoneInfo(conference.zone)), now, language)
    if state is SignUpState.CLOSED and standing.last_day is not None:
        return tr.gettext("Anmälan stängde %(day)s.") % {"day": dates.day_month(standing.last_day, language)}
    plain = {
        SignUpState.INVITED: tr.gettext("Bara för inbjudna."),
        SignUpState.CLOSED: tr.gettext("Anmälan har stängt."),
        SignUpState.CANCELLED: tr.gettext("Konferensen är inställd. Alla anmälda har fått besked."),
        SignUpState.POSTPONED: tr.gettext("Konferensen är uppskjuten. Ett nytt datum kommer."),
        SignUpState.TODAY: tr.gettext("Konferensen pågår i dag. Anmälan har stängt."),
        SignUpState.PAST: tr.gettext("Konferensen är genomförd."),
    }
    return plain.get(state, tr.gettext("Anmälan är inte bestämd än."))


def _open_text(standing: Standing, language: str) -> str:
    tr = translator(language)
    if standing.last_day is None:
        return tr.gettext("Anmälan är öppen.")
    day = dates.day_month(standing.last_day, language)
    return tr.gettext("Anmälan är öppen till och med %(day)s.") % {"day": day}


def _opening_text(opens: datetime, now: datetime, language: str) -> str:
    """ "Anmälan öppnar onsdag 15 januari": the hour only where it is not midnight."""
    tr = translator(language)
    days_left = (opens.date() - now.astimezone(opens.tzinfo).date()).days
    if days_left == 1:
        day = tr.gettext("i morgon")
    elif days_left == 0:
        day = tr.gettext("i dag")
    else:
        day = dates.weekday_date(opens.date(), language)
    hour = "" if opens.hour == opens.minute == 0 else f" {dates.at_clock(opens, language)}"
    return tr.gettext("Anmälan öppnar %(day)s.") % {"day": day + hour}
