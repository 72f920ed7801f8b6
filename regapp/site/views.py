"""The front page, the pages of series, conferences and packages, and the site's own pages."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.offers import Offer, list_offers, seats_of_options
from regapp.conferences.opening import next_opening, until_opening
from regapp.conferences.queries import (
    find_address,
    find_preview,
    find_public_conference,
    find_public_package,
    find_public_series,
    list_public_conferences,
    list_public_packages,
    list_public_series,
    list_series_conferences,
)
from regapp.conferences.rules import Seats, SignUpState, Standing, pool_of, standing
from regapp.conferences.scopes import COUNTY_SLUGS, MODE_SLUGS
from regapp.conferences.texts import mode_words
from regapp.database.session import engine, session
from regapp.interest.forms import AskForm
from regapp.interest.rules import wish_among, wish_at
from regapp.kernel.i18n import LANGUAGES
from regapp.programme.queries import find_speaker, find_summary, list_items, list_public_items, list_visible
from regapp.programme.rules import by_day
from regapp.programme.rules.people import shows_more
from regapp.registrations.queries import head_of_line_size
from regapp.site.linked_data import block, event, event_series
from regapp.site.looks import blueprint as looks
from regapp.site.prices import PriceTable, price_table
from regapp.site.prose import prose
from regapp.site.ready import trouble
from regapp.site.rules import (
    Card,
    cards_of,
    days_to_opening,
    headline,
    held_as,
    is_over,
    opens_next,
    parts_by_mode,
    with_room,
)
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.headers import let_frame
from regapp.web.i18n import language, speak
from regapp.web.pages import share_picture
from regapp.web.state import addresses, config

blueprint = Blueprint("site", __name__)
blueprints = (blueprint, looks)
# Of the statement on accessibility: when every page was last run through the automatic checks.
ASSESSED_ON = date(2026, 11, 24)


@blueprint.app_template_filter("prose")
def prose_filter(text: str) -> Any:
    return prose(text)


@blueprint.get("/")
@access(Access.PUBLIC)
def index() -> str:
    """Upcoming or past conferences, by town and by how one takes part if asked; series and packages
    beside all upcoming ones."""
    at, past = now(), request.args.get("visa") == "tidigare"
    found = [card for card in cards_of(list_public_conferences(session()), at) if is_over(card, at) == past]
    places = sorted({card.conference.place for card in found if card.conference.place})
    place, held = request.args.get("ort", ""), request.args.get("deltagande", "")
    mode = MODE_SLUGS.get(held)
    by_mode = parts_by_mode(found, mode)
    cards = held_as(found, mode) if mode else found
    if place in places:
        cards = [card for card in cards if card.conference.place == place]
    everything = not past and place not in places and not (mode and by_mode)
    return render_template(
        "site/index.html",
        cards=list(reversed(cards)) if past else cards,
        past=past,
        places=places,
        place=place,
        modes={slug: mode_words(one, language()) for slug, one in MODE_SLUGS.items()} if by_mode else {},
        held=held,
        series=_series_of(cards) if everything else [],
        packages=list_public_packages(session()) if everything else [],
        # Nothing to sign up to: then one may ask to hear of the next.
        ask=AskForm() if everything and not any(card.standing.takes for card in cards) else None,
    )


@blueprint.get("/kalender.html")
@access(Access.PUBLIC)
def block_of_links() -> Any:
    """What is coming, for other websites to frame or paste: no session, no cookie, one language."""
    asked = request.args.get("lang", "")
    speak(asked if asked in LANGUAGES else LANGUAGES[0])
    at = now()
    cards = [card for card in cards_of(_in_block(), at) if not is_over(card, at)]
    response = make_response(render_template("site/block_of_links.html", cards=cards))
    let_frame(response, config().embed_hosts)
    response.headers["Cache-Control"] = "public, max-age=900"
    response.headers["X-Robots-Tag"] = "noindex"
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:24])
    return response.make_conditional(request.environ)


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


@blueprint.get("/forhandsvisning/<token>")
@access(Access.TOKEN)
def preview(token: str) -> Any:
    """A draft as its page will be, for whoever has the link; nothing on it leads further."""
    rows, at = session(), now()
    draft = find_preview(rows, token) or abort(404)
    # Off the session: it is only shown as if it were public.
    rows.expunge(draft)
    draft.status = ConferenceStatus.PUBLISHED
    offer = _offer(draft)
    return render_template(
        "site/conference.html",
        conference=draft,
        programme=by_day(list_items(rows, draft.id), draft.zone),
        standing=replace(standing(draft, pool_of(draft), at), takes=False),
        path=draft.address.path,
        days_left=days_to_opening(draft, at),
        opens_soon=False,
        seats_needed=0,
        elsewhere=[],
        linked_data="",
        prices=_prices(draft, offer, at),
        wish=None,
        preview=True,
        summary=None,
        card=None,
        presentations=(),
    )


@blueprint.get("/tillganglighet")
@access(Access.PUBLIC)
def accessibility() -> str:
    service = addresses().base_url
    return render_template("site/accessibility.html", service=service, assessed_on=ASSESSED_ON)


@blueprint.get("/robots.txt")
@access(Access.PUBLIC)
def robots() -> Response:
    return Response(
        "User-agent: *\nDisallow: /a/\nDisallow: /pamin/\nDisallow: /arrangor\n", mimetype="text/plain"
    )


@blueprint.get("/healthz")
@access(Access.OPERATIONS)
def healthz() -> Response:
    """This process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@access(Access.OPERATIONS)
def readyz() -> Response:
    """Database reachable, schema current, letters leaving; 503 with a word on what is not."""
    wrong = trouble(engine(), session(), now())
    return Response(f"{wrong or 'ok'}\n", 503 if wrong else 200, mimetype="text/plain")


def _in_block() -> Sequence[Conference]:
    """By county and series, if asked; unknown ones are not found."""
    found = list_public_conferences(session())
    if county_asked := request.args.get("lan", ""):
        county = COUNTY_SLUGS.get(county_asked) or abort(404)
        found = [one for one in found if one.county is county]
    if series_asked := request.args.get("serie", ""):
        address = find_address(session(), series_asked)
        series_id = (address.series_id if address else None) or abort(404)
        found = [one for one in found if one.series_id == series_id]
    return found


def _series_of(cards: list[Card]) -> list[Any]:
    """The series that have a conference among `cards`."""
    shown = {card.conference.series_id for card in cards}
    return [one for one in list_public_series(session()) if one.id in shown]


def _series_page(series_id: int, slug: str) -> Any:
    series = find_public_series(session(), series_id) or abort(404)
    at = now()
    conferences = list_series_conferences(session(), series_id)
    cards = cards_of(conferences, at)
    opens, opening = opens_next(cards), next_opening(conferences, at)
    page = render_template(
        "site/series.html",
        series=series,
        cards=cards,
        next_open=opens,
        days_left=days_to_opening(opens.conference, at) if opens else 0,
        opens_soon=opening is not None,
        lead=headline(cards),
        path=slug,
        linked_data=block(event_series(series, cards, addresses(), language(), share_picture(), at)),
        wish=wish_among(card.standing for card in cards),
    )
    return until_opening(page, opening, at)


def _conference_page(path: str) -> Any:
    conference = find_public_conference(session(), path) or abort(404)
    at = now()
    stands = standing(conference, pool_of(conference), at)
    opening, offer = next_opening([conference], at), _offer(conference)
    page = render_template(
        "site/conference.html",
        conference=conference,
        programme=by_day(list_public_items(session(), conference), conference.zone),
        standing=stands,
        path=path,
        days_left=days_to_opening(conference, at),
        opens_soon=opening is not None,
        seats_needed=_seats_needed(conference, stands),
        elsewhere=_elsewhere(conference, stands, at),
        linked_data=block(event(conference, stands, addresses(), language(), share_picture(), offer, at)),
        prices=_prices(conference, offer, at),
        wish=wish_at(stands),
        preview=False,
        **_afterwards(conference, stands, at),
    )
    return until_opening(page, opening, at)


def _offer(conference: Conference) -> Offer:
    """Nothing is asked where the ordinary fee is all there is."""
    return list_offers(session(), [conference]).get(conference.id, Offer())


def _prices(conference: Conference, offer: Offer, at: datetime) -> PriceTable:
    return price_table(conference, offer, seats_of_options(session(), offer), language(), at)


def _afterwards(conference: Conference, stands: Standing, at: datetime) -> dict[str, Any]:
    """What is said of it and what can be fetched when it is over; nothing is asked before."""
    if stands.state is not SignUpState.PAST:
        return {"summary": None, "card": None, "presentations": ()}
    summary = find_summary(session(), conference.id)
    shown = summary if summary is not None and summary.published_at is not None else None
    person = find_speaker(session(), conference.id, shown.speaker_id) if shown and shown.speaker_id else None
    return {
        "summary": shown,
        "card": person if person is not None and shows_more(person) else None,
        "presentations": list_visible(session(), conference, at),
    }


def _seats_needed(conference: Conference, stands: Standing) -> int:
    """What the group first in line needs, where seats stay free because nobody passes it."""
    passed_over = stands.seats is Seats.FULL and stands.free and stands.ahead
    needed = head_of_line_size(session(), conference.id) if passed_over else 0
    return needed if needed > stands.free else 0


def _elsewhere(conference: Conference, stands: Standing, at: datetime) -> list[Card]:
    """Other places of the series with room, for those who find no seat and no queue here."""
    is_needed = stands.state is SignUpState.CANCELLED or (not stands.takes and stands.seats is Seats.FULL)
    if not is_needed or conference.series_id is None:
        return []
    return with_room(cards_of(list_series_conferences(session(), conference.series_id), at), conference)
