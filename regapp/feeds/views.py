"""`….ics`: no session, no cookie. Most polls are answered before they come here, see `door`."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, request

from regapp.calendars.ical import calendar_bytes
from regapp.conferences.calendar import entry_for
from regapp.conferences.models import Conference
from regapp.conferences.queries import list_feed_conferences
from regapp.conferences.rules import in_feed, sorting_day
from regapp.conferences.texts import localized, title_of
from regapp.database.session import engine, session
from regapp.feeds.answer import CONTENT_TYPE, EVERYTHING, Asked, feed_headers
from regapp.feeds.bodies import keep_body, kept_body
from regapp.feeds.queries import find_feed_state
from regapp.feeds.rules import FeedState, feed_etag
from regapp.kernel.i18n import translator
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.state import addresses

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/kalender.ics")
@access(Access.PUBLIC)
def everything() -> Any:
    return _feed(EVERYTHING)


@blueprint.get("/<slug:slug>.ics")
@access(Access.PUBLIC)
def one(slug: str) -> Any:
    return _feed(slug)


@blueprint.get("/<slug:slug>/<slug:place>.ics")
@access(Access.PUBLIC)
def place(slug: str, place: str) -> Any:
    return _feed(f"{slug}/{place}")


def _feed(path: str) -> Any:
    at = now()
    asked = Asked.of(path, request.query_string.decode("latin-1"))
    # The revision is read before the entries: a newer body under an older tag is fetched once
    # more at the next poll, while an older body under a newer tag would stay.
    state = find_feed_state(engine(), path)
    if state is None:
        abort(404)
    tag = feed_etag(state, at, path=path, language=asked.language, base_url=addresses().base_url)
    response = Response(content_type=CONTENT_TYPE, headers=feed_headers(asked, state, tag, at))
    response.make_conditional(request.environ)
    if response.status_code == 304:
        # There is no body to put away.
        del response.headers["Content-Disposition"]
    else:
        body = kept_body(tag)
        if body is None:
            body = _body(path, state, asked.language, at)
            keep_body(tag, body)
        response.set_data(body)
    return response


def _body(path: str, state: FeedState, language: str, at: datetime) -> bytes:
    conferences = sorted(list_feed_conferences(session(), state.scope, at), key=sorting_day)
    entries = [
        entry_for(conference, day, addresses(), language)
        for conference in conferences
        for day in sorted(conference.days, key=lambda day: (day.on, day.id))
        if in_feed(day, at)
    ]
    return calendar_bytes(
        entries,
        name=_name(path, conferences, language),
        source_url=addresses().feed(path),
        page_url=addresses().url("" if path == EVERYTHING else path),
        language=language,
    )


def _name(path: str, conferences: list[Conference], language: str) -> str:
    if path == EVERYTHING or not conferences:
        return translator(language).gettext("Konferenser och möten")
    first = conferences[0]
    if first.series is not None and "/" not in path:
        return localized(first.series, "title", language)
    return title_of(first, language)
