"""What a feed is called, and the page that it belongs to."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceMode, County, Series
from regapp.conferences.texts import COUNTY_NAMES, localized, mode_words, title_of
from regapp.feeds.rules import FeedState
from regapp.kernel.i18n import translator
from regapp.organizers.models import Organizer


def feed_name(session: Session, state: FeedState, language: str) -> str:
    """In the feed's language; one question at most."""
    tr = translator(language)
    kind, _, key = state.scope.partition(":")
    named: dict[str, Callable[[], str]] = {
        "all": lambda: tr.gettext("Konferenser och möten"),
        "series": lambda: localized(session.get_one(Series, int(key)), "title", language),
        "conference": lambda: title_of(session.get_one(Conference, int(key)), language),
        "programme": lambda: (
            tr.gettext("Program: %(title)s")
            % {"title": title_of(session.get_one(Conference, int(key)), language)}
        ),
        "organizer": lambda: _about(localized(session.get_one(Organizer, int(key)), "name", language), tr),
        "county": lambda: _about(COUNTY_NAMES[County(key)], tr),
        "theme": lambda: _about(state.label, tr),
        "mode": lambda: _about(mode_words(ConferenceMode(key), language).lower(), tr),
    }
    return named[kind]()


def feed_description(language: str, *, dates: bool) -> str:
    tr = translator(language)
    told = tr.gettext("Ändringar och inställda dagar visas här när kalendern hämtas på nytt.")
    days = tr.gettext("Med dagarna då anmälan öppnar och stänger.")
    return f"{told} {days}" if dates else told


def feed_page(path: str, state: FeedState) -> str:
    """The page that the feed belongs to; the front page for those that have none."""
    kind = state.scope.partition(":")[0]
    if kind == "programme":
        return path.rpartition("/")[0]
    return path if kind in {"series", "conference"} else ""


def _about(what: str, tr: Any) -> str:
    return str(tr.gettext("Konferenser: %(what)s") % {"what": what})
