"""What templates say of programme items, in the page's language. Functions for Jinja, no routes."""

from collections.abc import Callable
from typing import Any

from regapp.conferences.models import Conference
from regapp.kernel import dates
from regapp.programme.models import ProgrammeItem
from regapp.programme.rules import span_of
from regapp.web.i18n import language


def words() -> dict[str, Callable[..., Any]]:
    """Globals of every template."""
    return {"item_hours": item_hours}


def item_hours(item: ProgrammeItem, conference: Conference) -> str:
    """ "kl. 13–14"; empty while it is unknown, or the whole conference is preliminary."""
    span = span_of(item, conference.zone)
    if span is None or conference.preliminary:
        return ""
    return dates.hours(span.local_start(), span.local_end(), language())
