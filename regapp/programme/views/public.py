"""`/<conference>/program`: days, tracks, who takes part. Nothing of it while it is not published."""

from typing import Any

from flask import abort, render_template

from regapp.conferences.models import Conference
from regapp.conferences.queries import find_public_conference
from regapp.database.session import session
from regapp.files.serving import file_answer
from regapp.programme.queries import (
    find_speaker_of_public,
    list_items,
    list_speakers,
    list_tracks,
    speakers_by_item,
)
from regapp.programme.rules import is_published
from regapp.programme.rules.grid import day_grids
from regapp.programme.rules.people import shows_more, shows_name
from regapp.programme.views import blueprint
from regapp.web.access import Access, access

_A_WHILE = "public, max-age=300"


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
        shown=[
            one for one in list_speakers(rows, conference.id) if one.id in taking_part and shows_more(one)
        ],
    )


@blueprint.get("/medverkande/<int:speaker_id>/bild")
@access(Access.PUBLIC)
def picture(speaker_id: int) -> Any:
    """Only with a yes, and where the page that shows it is public."""
    speaker = find_speaker_of_public(session(), speaker_id) if speaker_id < 2**31 else None
    if speaker is None or speaker.picture is None or not shows_more(speaker):
        abort(404)
    return file_answer(speaker.picture, cache=_A_WHILE)


def _published(path: str) -> Conference:
    conference = find_public_conference(session(), path)
    return conference if conference is not None and is_published(conference) else abort(404)
