"""`….ics`: no session, no cookie. Most polls are answered before they come here, see `door`."""

from typing import Any

from flask import Response, abort, current_app, request

from regapp.calendars.entry import CalendarEntry
from regapp.calendars.ical import calendar_bytes
from regapp.conferences.calendar import opening_entry
from regapp.conferences.models import DateKind
from regapp.conferences.queries import find_public_conference, list_sign_up_dates
from regapp.database.session import engine, session
from regapp.feeds.answer import CONTENT_TYPE, Asked, feed_headers
from regapp.feeds.bodies import keep_body, kept_body
from regapp.feeds.making import make_body
from regapp.feeds.queries import ALL, find_feed_state
from regapp.feeds.views import blueprint
from regapp.kernel.i18n import LANGUAGES
from regapp.programme.calendar import item_entry
from regapp.programme.queries import find_item
from regapp.programme.rules import is_published
from regapp.web.access import Access, access, access_of
from regapp.web.clock import now
from regapp.web.state import addresses


@blueprint.get("/kalender.ics")
@access(Access.PUBLIC)
def everything() -> Any:
    return _feed(ALL)


@blueprint.get("/kalender/<any('pa-plats','pa-distans'):mode>.ics")
@access(Access.PUBLIC)
def by_mode(mode: str) -> Any:
    return _feed(f"{ALL}/{mode}")


@blueprint.get("/kalender/<any(arrangor,lan,tema):kind>/<slug:slug>.ics")
@access(Access.PUBLIC)
def selected(kind: str, slug: str) -> Any:
    """By organizer (co-organizers too), county or theme."""
    return _feed(f"{ALL}/{kind}/{slug}")


@blueprint.get("/<slug:slug>.ics")
@access(Access.PUBLIC)
def one(slug: str) -> Any:
    return _feed(slug)


@blueprint.get("/<slug:slug>/<slug:place>.ics")
@access(Access.PUBLIC)
def place(slug: str, place: str) -> Any:
    return _feed(f"{slug}/{place}")


@blueprint.get("/<slug:slug>/<slug:place>/program.ics")
@access(Access.PUBLIC)
def programme(slug: str, place: str) -> Any:
    """Of one place of a series; a conference of its own has its programme where a place would be."""
    return _feed(f"{slug}/{place}/program")


@blueprint.get("/<slug:slug>/program/<int:item_id>.ics")
@blueprint.get("/<slug:slug>/<slug:place>/program/<int:item_id>.ics")
@access(Access.PUBLIC)
def item(slug: str, item_id: int, place: str = "") -> Any:
    """One item of a published programme, to be kept as a file."""
    path = f"{slug}/{place}".rstrip("/")
    conference = find_public_conference(session(), path)
    if conference is None or not is_published(conference) or item_id >= 2**31:
        abort(404)
    found = find_item(session(), conference.id, item_id) or abort(404)
    entry = item_entry(conference, found, addresses(), _language()) or abort(404)
    return _file(entry, f"program-{item_id}.ics")


@blueprint.get("/<slug:slug>/anmalan-oppnar.ics")
@blueprint.get("/<slug:slug>/<slug:place>/anmalan-oppnar.ics")
@access(Access.PUBLIC)
def opening(slug: str, place: str = "") -> Any:
    """When sign-up opens, to be kept as a file; gone once it has opened."""
    conference = find_public_conference(session(), f"{slug}/{place}".rstrip("/"))
    if conference is None or conference.opens_at is None or conference.opens_at <= now():
        abort(404)
    rows = list_sign_up_dates(session(), [conference.id])
    row = next((one for one in rows if one.kind is DateKind.OPENS and not one.removed_at), None) or abort(404)
    return _file(opening_entry(conference, row, addresses(), _language()), "anmalan-oppnar.ics")


@blueprint.after_request
def preflight(response: Response) -> Response:
    """A page elsewhere may ask a public feed with conditions."""
    if request.method == "OPTIONS" and access_of(current_app, request.endpoint or "") is Access.PUBLIC:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _language() -> str:
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _file(entry: CalendarEntry, filename: str) -> Any:
    response = Response(calendar_bytes([entry], language=_language()), content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Cache-Control"] = "public, max-age=900"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.last_modified = entry.changed_at
    response.add_etag()
    return response.make_conditional(request.environ)


def _feed(path: str) -> Any:
    at = now()
    asked = Asked.of(path, request.query_string.decode("latin-1"), request.headers.get("Accept-Encoding"))
    # The revision is read before the entries: a newer body under an older tag is fetched once
    # more at the next poll, while an older body under a newer tag would stay.
    found = find_feed_state(engine(), path) or abort(404)
    state = found.asked_for(dates=asked.dates)
    tag = asked.etag(state, at, addresses().base_url)
    response = Response(content_type=CONTENT_TYPE, headers=feed_headers(asked, state, tag, at))
    response.make_conditional(request.environ)
    if response.status_code == 304:
        # There is no body to put away.
        for name in ("Content-Disposition", "Content-Encoding"):
            response.headers.pop(name, None)
    else:
        body = kept_body(tag)
        if body is None:
            body = make_body(session(), asked, state, addresses(), at)
            keep_body(tag, body)
        response.set_data(body)
    return response
