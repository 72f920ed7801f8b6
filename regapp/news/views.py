"""`….atom`: no session, no cookie; a poll that finds nothing new gets 304."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, request

from regapp.conferences.texts import localized, title_of
from regapp.database.session import session
from regapp.kernel.i18n import LANGUAGES, translator
from regapp.news.atom import AtomFeed, atom_bytes
from regapp.news.messages import entry_of
from regapp.news.queries import EVERYTHING, Scope, find_scope, first_uid, list_news, list_published
from regapp.news.rules import derived, feed_uid, news
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.state import addresses

blueprint = Blueprint("news", __name__)
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
_NEVER = datetime(2019, 1, 1, tzinfo=UTC)


@blueprint.get("/nyheter.atom")
@access(Access.PUBLIC)
def everything() -> Any:
    return _feed(EVERYTHING)


@blueprint.get("/<slug:slug>.atom")
@access(Access.PUBLIC)
def one(slug: str) -> Any:
    return _feed(slug)


@blueprint.get("/<slug:slug>/<slug:place>.atom")
@access(Access.PUBLIC)
def place(slug: str, place: str) -> Any:
    return _feed(f"{slug}/{place}")


def _feed(path: str) -> Any:
    asked = request.args.get("lang", "")
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    scope = find_scope(session(), path) or abort(404)
    feed = _made(path, scope, language)
    body = atom_bytes(feed)
    response = Response(body, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "public, max-age=900"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.last_modified = max((entry.updated for entry in feed.entries), default=_NEVER)
    response.set_etag(hashlib.sha256(body).hexdigest()[:24])
    return response.make_conditional(request.environ)


def _made(path: str, scope: Scope, language: str) -> AtomFeed:
    rows, at = session(), now()
    told = news(list_news(rows, scope, at), list_published(rows, scope), at)
    uid = feed_uid(first_uid(rows, scope), scope.name)
    tr = translator(language)
    about = _about(scope, language)
    return AtomFeed(
        uid=uid if language == LANGUAGES[0] else derived(uid, language),
        title=tr.gettext("Nyheter: %(about)s") % {"about": about},
        subtitle=tr.gettext("Nya konferenser, öppnad anmälan, nya datum, inställt och program."),
        author=tr.gettext("Konferenser och möten"),
        url=addresses().url(f"{path}.atom" + ("" if language == LANGUAGES[0] else f"?lang={language}")),
        page_url=addresses().url("" if path == EVERYTHING else path),
        language=language,
        updated=_NEVER,
        entries=[entry_of(one, addresses(), language) for one in told],
    )


def _about(scope: Scope, language: str) -> str:
    if scope.series is not None:
        return localized(scope.series, "title", language)
    if scope.conference is not None:
        return title_of(scope.conference, language)
    return translator(language).gettext("Konferenser och möten")
