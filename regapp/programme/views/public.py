"""`/<conference>/program`: days, tracks, who takes part. Nothing of it while it is not published."""

import hashlib
from collections.abc import Sequence
from typing import Any

from flask import abort, make_response, render_template, request

from regapp.conferences.models import Conference
from regapp.conferences.queries import find_public_conference, get_conference
from regapp.database.session import session
from regapp.files.serving import file_answer
from regapp.kernel.i18n import LANGUAGES
from regapp.programme.models import Presentation
from regapp.programme.queries import (
    find_presentation,
    find_speaker_of_public,
    list_items,
    list_speakers,
    list_tracks,
    list_visible,
    speakers_by_item,
)
from regapp.programme.rules import is_published
from regapp.programme.rules.grid import day_grids
from regapp.programme.rules.people import is_visible, shows_more, shows_name
from regapp.programme.views import blueprint
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.headers import let_frame
from regapp.web.i18n import speak
from regapp.web.state import config

# It may be taken back, or replaced, at any moment.
_ASKED_EACH_TIME = "private, no-cache"


@blueprint.get("/<slug:slug>/program")
@blueprint.get("/<slug:slug>/<slug:place>/program")
@access(Access.PUBLIC)
def programme(slug: str, place: str = "") -> str:
    """The whole programme, also to be printed."""
    conference = _published(f"{slug}/{place}".rstrip("/"))
    rows = session()
    items = list_items(rows, conference.id)
    named = speakers_by_item(rows, conference.id)
    held = {item.id for item in items if item.removed_at is None}
    taking_part = {one.id for item_id, people in named.items() if item_id in held for one in people}
    return render_template(
        "programme/page.html",
        conference=conference,
        path=conference.address.path,
        grids=day_grids(items, list_tracks(rows, conference.id), conference.zone),
        people={item_id: [one for one in found if shows_name(one)] for item_id, found in named.items()},
        presentations=_by_item(list_visible(rows, conference, now())),
        shown=[
            one for one in list_speakers(rows, conference.id) if one.id in taking_part and shows_more(one)
        ],
    )


def _by_item(found: Sequence[Presentation]) -> dict[int | None, list[Presentation]]:
    """None: of the whole conference."""
    sorted_in: dict[int | None, list[Presentation]] = {}
    for one in found:
        sorted_in.setdefault(one.item_id, []).append(one)
    return sorted_in


@blueprint.get("/medverkande/<int:speaker_id>/bild")
@access(Access.PUBLIC)
def picture(speaker_id: int) -> Any:
    """Only with a yes, and where the page that shows it is public."""
    speaker = find_speaker_of_public(session(), speaker_id) if speaker_id < 2**31 else None
    if speaker is None or speaker.picture is None or not shows_more(speaker):
        abort(404)
    return file_answer(speaker.picture, cache=_ASKED_EACH_TIME)


@blueprint.get("/presentation/<int:presentation_id>")
@access(Access.PUBLIC)
def presentation(presentation_id: int) -> Any:
    """An address that stays, whatever file stands there; nothing before it may be seen by everybody."""
    found = find_presentation(session(), presentation_id) if presentation_id < 2**31 else None
    if found is None or not is_visible(found, get_conference(session(), found.conference_id), now()):
        abort(404)
    return file_answer(found.file, cache=_ASKED_EACH_TIME)


@blueprint.get("/<slug:slug>/presentationer.html")
@blueprint.get("/<slug:slug>/<slug:place>/presentationer.html")
@access(Access.PUBLIC)
def block_of_presentations(slug: str, place: str = "") -> Any:
    """The list for other websites to frame or paste: no session, no cookie, one language."""
    asked = request.args.get("lang", "")
    speak(asked if asked in LANGUAGES else LANGUAGES[0])
    conference = find_public_conference(session(), f"{slug}/{place}".rstrip("/")) or abort(404)
    found = list_visible(session(), conference, now())
    response = make_response(render_template("programme/block.html", conference=conference, found=found))
    let_frame(response, config().embed_hosts)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["X-Robots-Tag"] = "noindex"
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:24])
    return response.make_conditional(request.environ)


def _published(path: str) -> Conference:
    conference = find_public_conference(session(), path)
    return conference if conference is not None and is_published(conference) else abort(404)
