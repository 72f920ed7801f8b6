"""The front page, the pages of series, conferences and packages, and the site's own pages."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request

from regapp.conferences.models import Conference
from regapp.conferences.queries import (
    find_address,
    find_public_conference,
    find_public_package,
    find_public_series,
    list_public_conferences,
    list_public_packages,
    list_public_series,
    list_series_conferences,
)
from regapp.conferences.rules import SignUpState, Standing, pool_of, sorting_day, standing
from regapp.database import migrate
from regapp.database.session import engine, session
from regapp.mailing.queries import queue_state
from regapp.site.prose import prose
from regapp.web.access import Access, access
from regapp.web.clock import now

blueprint = Blueprint("site", __name__)
_A_DAY = timedelta(days=1)
_MAIL_IS_LATE = timedelta(hours=1)


@dataclass(frozen=True)
class Card:
    """One conference on a list, with how it stands now."""

    conference: Conference
    standing: Standing


@blueprint.app_template_filter("prose")
def prose_filter(text: str) -> Any:
    return prose(text)


@blueprint.get("/")
@access(Access.PUBLIC)
def index() -> str:
    """Upcoming or past conferences, by town if asked; packages beside the upcoming ones."""
    at, past = now(), request.args.get("visa") == "tidigare"
    cards = _cards(list(list_public_conferences(session())), at)
    chosen = [card for card in cards if (card.standing.state is SignUpState.PAST) == past]
    places = sorted({card.conference.place for card in chosen if card.conference.place})
    place = request.args.get("ort", "")
    if place in places:
        chosen = [card for card in chosen if card.conference.place == place]
    return render_template(
        "site/index.html",
        cards=list(reversed(chosen)) if past else chosen,
        past=past,
        places=places,
        place=place,
        series=[] if past or place else list_public_series(session()),
        packages=[] if past or place else list_public_packages(session()),
    )


@blueprint.get("/<slug:slug>")
@access(Access.PUBLIC)
def show(slug: str) -> Any:
    """Whatever lives at the address: a series, a conference or a package."""
    address = find_address(session(), slug)
    if address is None:
        abort(404)
    if address.series_id is not None:
        return _series_page(address.series_id, slug)
    if address.package_id is not None:
        package = find_public_package(session(), address.package_id) or abort(404)
        return render_template("site/package.html", package=package)
    return _conference_page(slug)


@blueprint.get("/<slug:slug>/<slug:place>")
@access(Access.PUBLIC)
def show_place(slug: str, place: str) -> Any:
    return _conference_page(f"{slug}/{place}")


@blueprint.get("/tillganglighet")
@access(Access.PUBLIC)
def accessibility() -> str:
    return render_template("site/accessibility.html")


@blueprint.get("/robots.txt")
@access(Access.PUBLIC)
def robots() -> Response:
    return Response("User-agent: *\nDisallow: /a/\nDisallow: /arrangor\n", mimetype="text/plain")


@blueprint.get("/healthz")
@access(Access.OPERATIONS)
def healthz() -> Response:
    """This process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@access(Access.OPERATIONS)
def readyz() -> Any:
    """Database reachable, schema current, letters leaving; 503 with a word on what is not."""
    if migrate.current(engine()) != migrate.head():
        return Response("schema is not current\n", 503, mimetype="text/plain")
    queue = queue_state(session(), now())
    if queue.oldest_age is not None and queue.oldest_age > _MAIL_IS_LATE:
        minutes = int(queue.oldest_age.total_seconds() // 60)
        return Response(f"letters wait since {minutes} min\n", 503, mimetype="text/plain")
    return Response(f"ok, {queue.waiting} letters wait\n", mimetype="text/plain")


def _series_page(series_id: int, slug: str) -> Any:
    series = find_public_series(session(), series_id) or abort(404)
    at = now()
    cards = _cards(list(list_series_conferences(session(), series_id)), at)
    page = render_template("site/series.html", series=series, cards=cards, path=slug, at=at)
    return _until_opening(page, [card.conference for card in cards], at)


def _conference_page(path: str) -> Any:
    conference = find_public_conference(session(), path) or abort(404)
    at = now()
    stands = standing(conference, pool_of(conference), at)
    page = render_template("site/conference.html", conference=conference, standing=stands, path=path, at=at)
    return _until_opening(page, [conference], at)


def _cards(conferences: list[Conference], at: datetime) -> list[Card]:
    ordered = sorted(conferences, key=sorting_day)
    return [Card(one, standing(one, pool_of(one), at)) for one in ordered]


def _until_opening(page: str, conferences: list[Conference], at: datetime) -> Response:
    """In the last day before an opening the page reloads itself when it comes, not all at once."""
    response = make_response(page)
    soon = [one.opens_at for one in conferences if one.opens_at and at < one.opens_at < at + _A_DAY]
    if soon:
        wait = int((min(soon) - at).total_seconds()) + 1 + random.randrange(20)  # noqa: S311 - jitter
        response.headers["Refresh"] = str(wait)
    return response
