"""What of those who take part may be shown, and to whom presentations are. Pure."""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.texts import localized
from regapp.programme.models import Presentation, Speaker, Visibility

_LINE = 300


class Consent(Enum):
    """What somebody has said to being shown."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    ALL = "all"
    NAME_ONLY = "name_only"
    NOTHING = "nothing"


def consent_of(speaker: Speaker) -> Consent:
    if speaker.shows_name is None and speaker.shows_more is None:
        return Consent.ASKED if speaker.asked_at else Consent.NOT_ASKED
    if speaker.shows_name is False:
        return Consent.NOTHING
    return Consent.ALL if speaker.shows_more else Consent.NAME_ONLY


def shows_name(speaker: Speaker) -> bool:
    """Name, title and organization stand in a programme unless somebody says no."""
    return speaker.shows_name is not False


def shows_more(speaker: Speaker) -> bool:
    """Picture and text need a yes, and so does a card of one's own."""
    return shows_name(speaker) and speaker.shows_more is True


def role_of(speaker: Speaker, language: str = "sv") -> str:
    """ "naturvårdsdirektör, Länsstyrelsen i Hallands län"."""
    return ", ".join(part for part in (localized(speaker, "title", language), speaker.organization) if part)


def speakers_line(speakers: Iterable[Speaker]) -> str:
    """Those who may be named, in one line, as calendars and lists show them."""
    named = [", ".join(filter(None, (one.name, role_of(one)))) for one in speakers if shows_name(one)]
    return "; ".join(named)[:_LINE]


def names_in(line: str) -> list[str]:
    """Of a line of speakers, written by hand or by `speakers_line`: who they are.

    >>> names_in("Sara Vintersjö, forskare; Nils Bäckvall")
    ['Sara Vintersjö', 'Nils Bäckvall']
    """
    each = (one.partition(",")[0].strip() for one in line.split(";"))
    return [name for name in each if name]


def is_visible(presentation: Presentation, conference: Conference, now: datetime) -> bool:
    """To everybody."""
    return presentation.visibility is Visibility.PUBLIC and _is_out(presentation, conference, now)


def is_visible_to_participants(presentation: Presentation, conference: Conference, now: datetime) -> bool:
    hidden = presentation.visibility is Visibility.HIDDEN
    return not hidden and _is_out(presentation, conference, now)


def _is_out(presentation: Presentation, conference: Conference, now: datetime) -> bool:
    at = presentation.visible_at
    return conference.status is not ConferenceStatus.DRAFT and (at is None or at <= now)
