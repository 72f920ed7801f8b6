"""The log of one conference, and of one organizer with all that it owns."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request, url_for

from regapp.audit.models import Actor, Event
from regapp.audit.queries import LogFilter, list_actors, list_log
from regapp.conferences.access import list_visible_conferences
from regapp.conferences.guards import conference_access, granted, viewer
from regapp.conferences.models import Conference
from regapp.dashboard.log.queries import about, names_of
from regapp.dashboard.log.words import KINDS, action_words, what_changed
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.database.session import session
from regapp.organizers.guards import organizer_access
from regapp.organizers.models import Organizer
from regapp.organizers.queries import list_organizers
from regapp.organizers.rules import Capability
from regapp.web.access import Access, access

blueprint = Blueprint("log", __name__, url_prefix="/arrangor")

_SIZE = 50
_LAST_PAGE = 10_000


@blueprint.get("/konferens/<int:conference_id>/logg")
@conference_access(Capability.SEE_LOG)
@access(Access.MEMBER)
def conference(conference: Conference) -> str:
    return _page(
        [conference], None, scope=Scope([conference], granted()), current="edit", conference=conference,
        at=lambda **more: url_for(".conference", conference_id=conference.id, **more),
    )  # fmt: skip


@blueprint.get("/organisation/<slug:organizer>/logg")
@organizer_access(Capability.SEE_LOG)
@access(Access.MEMBER)
def organizer(organizer: Organizer) -> str:
    """Its roles and invoicing, and everything at the conferences it owns."""
    seen = list_visible_conferences(session(), viewer())
    owned = [one for one in seen if one.owner_id == organizer.id]
    return _page(
        owned, organizer, scope=None, current="roles", conference=None,
        at=lambda **more: url_for(".organizer", organizer=organizer.slug, **more),
    )  # fmt: skip


def _page(conferences: Sequence[Conference], organizer: Organizer | None, **more: Any) -> str:
    rows, page = session(), min(max(request.args.get("sida", 1, type=int), 1), _LAST_PAGE)
    shown = {name: request.args.get(name, "") for name in ("vem", "vad")}
    where: dict[str, Any] = {
        "conference_ids": [one.id for one in conferences],
        "organizer_id": organizer.id if organizer else None,
    }
    events, further = list_log(rows, _wanted(shown), page=page, size=_SIZE, **where)
    acting = list_actors(rows, **where)
    names = names_of(rows, [*acting, *_people(events)])
    slugs = {one.slug: one.short_name for one in list_organizers(rows)}
    at = more.pop("at")
    return draw(
        "dashboard/log/log.html",
        organizer=organizer,
        lines=[(one, action_words(one), what_changed(one, slugs)) for one in events],
        names=names,
        subjects=about(rows, events, conferences, viewer()),
        places={one.id: one for one in conferences},
        kinds={name: words for name, (words, _types) in KINDS.items()},
        actors=sorted((names[one], one) for one in acting if one in names),
        shown=shown,
        page=page,
        pages=page + further,
        address=lambda number: at(**{k: v for k, v in {**shown, "sida": number}.items() if v}),
        **more,
    )


def _wanted(shown: dict[str, str]) -> LogFilter:
    """Nonsense in the address is no filter."""
    who, kind = shown["vem"], shown["vad"]
    types = KINDS[kind][1] if kind in KINDS else ()
    everybody = who == "alla"
    person = int(who) if who.isdecimal() and len(who) < 10 else None
    return LogFilter(
        actors=tuple(Actor) if everybody else (Actor.MEMBER,),
        person_id=person,
        subject_types=types,
        exports=kind == "filer",
    )


def _people(events: Sequence[Event]) -> list[int]:
    """Members who did something, and those whose roles it was about."""
    acting = [one.actor_id for one in events if one.actor_id is not None]
    return acting + [one.subject_id for one in events if one.subject_type == "person"]
