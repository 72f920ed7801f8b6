"""What templates say of programme items, in the page's language. Functions for Jinja, no routes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from regapp.conferences.models import Conference
from regapp.kernel import dates
from regapp.programme.models import ProgrammeItem
from regapp.programme.rules import span_of
from regapp.programme.rules.people import role_of
from regapp.web.i18n import language


def words() -> dict[str, Callable[..., Any]]:
    """Globals of every template."""
    return {
        "item_hours": item_hours,
        "local_clock": local_clock,
        "role_of": lambda one: role_of(one, language()),
    }


def local_clock(at: datetime, conference: Conference) -> str:
    """ "13.00" where the conference is."""
    return dates.clock_time(at.astimezone(ZoneInfo(conference.zone)), language())


def item_hours(item: ProgrammeItem, conference: Conference) -> str:
    """ "kl. 13–14"; empty while it is unknown, or the whole conference is preliminary."""
    span = span_of(item, conference.zone)
    if span is None or conference.preliminary:
        return ""
    return dates.hours(span.local_start(), span.local_end(), language())
