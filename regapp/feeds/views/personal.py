"""`/a/<token>.ics`: a participant's own calendar. Its secret opens this and nothing else."""

import hashlib
from typing import Any

from flask import Response, abort, request

from regapp.calendars.entry import CalendarEntry
from regapp.calendars.ical import calendar_bytes
from regapp.choices.models import ChoiceState
from regapp.choices.queries import list_chosen
from regapp.choices.rules import shown_link
from regapp.conferences.texts import title_of
from regapp.database.session import session
from regapp.feeds.answer import CONTENT_TYPE
from regapp.feeds.views import blueprint
from regapp.kernel.i18n import LANGUAGES, translator
from regapp.programme.calendar import item_entry
from regapp.programme.queries import list_items
from regapp.registrations.calendar import left_entries, own_entries, own_item
from regapp.registrations.queries import OwnCalendar, open_calendar
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.state import addresses


@blueprint.get("/a/<token>.ics")
@access(Access.TOKEN)
def own(token: str) -> Any:
    """The tag is made of the body: whatever is said in it, the tag is another one when it changes."""
    found = open_calendar(session(), token) or abort(404)
    asked = request.args.get("lang", "")
    language = asked if asked in LANGUAGES else found.language
    entries = _entries(found, language)
    body = calendar_bytes(
        entries,
        name=translator(language).gettext("Min anmälan: %(title)s")
        % {"title": title_of(found.conference, language)},
        source_url=addresses().own_calendar(token),
        page_url=addresses().conference(found.conference.address.path),
        language=language,
    )
    response = Response(body, content_type=CONTENT_TYPE)
    response.set_etag(hashlib.sha256(body).hexdigest()[:24])
    # No Last-Modified: what comes and goes with time alone (a link, a cancelled entry) has none.
    response.headers["Cache-Control"] = "private, no-cache"
    kind = "attachment" if "spar" in request.args else "inline"
    response.headers["Content-Disposition"] = f'{kind}; filename="min-anmalan.ics"'
    return response.make_conditional(request.environ)


def _items(found: OwnCalendar, language: str, link: str) -> list[CalendarEntry]:
    """What they chose in the programme, as far as its hours are known."""
    picked = list_chosen(session(), [found.participant.id], removed=True)[found.participant.id].items
    chosen = {one.item_id: one.state for one in picked}
    if not chosen:
        return []
    rows = [item for item in list_items(session(), found.conference.id) if item.id in chosen]
    made = [(item, item_entry(found.conference, item, addresses(), language)) for item in rows]
    return [
        own_item(
            entry, found.participant, seated=chosen[item.id] is ChoiceState.SEATED, language=language,
            remote_link=link,
        )
        for item, entry in made
        if entry is not None
    ]  # fmt: skip


def _entries(found: OwnCalendar, language: str) -> list[CalendarEntry]:
    at = now()
    link = shown_link(found.conference, at)
    entries = own_entries(
        found.participant, found.conference, addresses(), language=language, remote_link=link, now=at
    )
    if entries:
        entries += _items(found, language, link)
    for conference, left in found.left:
        entries += left_entries(
            conference, addresses(), language=language, rising=left.rising, left_at=left.left_at, now=at
        )
    return entries
