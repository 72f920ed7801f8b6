"""`….ics`: no session, no cookie; 304 after one statement."""

from collections import OrderedDict
from datetime import datetime
from threading import Lock
from typing import Any

from flask import Blueprint, Response, abort, request

from regapp.calendars.ical import calendar_bytes
from regapp.conferences.calendar import entry_for
from regapp.conferences.models import Conference
from regapp.conferences.queries import list_feed_conferences
from regapp.conferences.rules import in_feed, sorting_day
from regapp.conferences.texts import localized, title_of
from regapp.database.session import session
from regapp.feeds.queries import find_feed_state
from regapp.feeds.rules import FeedState, feed_etag, last_modified
from regapp.kernel.i18n import LANGUAGES, translator
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.state import addresses

blueprint = Blueprint("feeds", __name__)
EVERYTHING = "kalender"
_KEPT = 256


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
    asked = request.args.get("lang", "")
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    # The revision is read before the entries: a newer body under an older tag is fetched once
    # more at the next poll, while an older body under a newer tag would stay.
    state = find_feed_state(session(), path)
    if state is None:
        abort(404)
    tag = feed_etag(state, at, path=path, language=language, base_url=addresses().base_url)
    response = Response(mimetype="text/calendar")
    response.headers["Content-Type"] = "text/calendar; charset=utf-8; method=PUBLISH"
    response.set_etag(tag)
    response.last_modified = last_modified(state, at)
    response.headers["Cache-Control"] = "public, max-age=900"
    response.headers["Access-Control-Allow-Origin"] = "*"
    kept = "attachment" if request.args.get("spar") else "inline"
    response.headers["Content-Disposition"] = f'{kept}; filename="{path.replace("/", "-")}.ics"'
    response.make_conditional(request.environ)
    if response.status_code != 304:
        response.set_data(_kept_body(tag, path, state, language, at))
    return response


# What this process made lately, by tag, the last used at the end; a tag never means two bodies.
_bodies: OrderedDict[str, bytes] = OrderedDict()
_lock = Lock()


def forget_bodies() -> None:
    """Make every body anew; for a process whose database was exchanged."""
    with _lock:
        _bodies.clear()


def _kept_body(tag: str, path: str, state: FeedState, language: str, at: datetime) -> bytes:
    with _lock:
        body = _bodies.get(tag)
        if body is not None:
            _bodies.move_to_end(tag)
            return body
    body = _body(path, state, language, at)
    with _lock:
        _bodies[tag] = body
        if len(_bodies) > _KEPT:
            _bodies.popitem(last=False)
    return body


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
