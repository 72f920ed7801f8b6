"""The colours of an organizer on its public pages: a small style sheet after the common one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, abort, url_for

from regapp.organizers.colours import STANDARD, style_sheet
from regapp.organizers.models import Organizer
from regapp.web.access import Access, access

blueprint = Blueprint("looks", __name__)
_PAIR = re.compile("([0-9a-f]{6})-([0-9a-f]{6})")
_A_YEAR_S = 31_536_000


@blueprint.get("/utseende/<pair>.css")
@access(Access.PUBLIC)
def sheet(pair: str) -> Response:
    """The colours are the address, so that nothing is asked and nothing ever changes here."""
    found = _PAIR.fullmatch(pair)
    if found is None:
        abort(404)
    answer = Response(style_sheet(f"#{found[1]}", f"#{found[2]}"), mimetype="text/css")
    answer.headers["Cache-Control"] = f"public, max-age={_A_YEAR_S}, immutable"
    return answer


@blueprint.app_template_global("look_url")
def look_url(*held: Any) -> str:
    """The style sheet of whoever owns the first of these, a conference, a series, what has one of
    them, or several such; "" where the standard will do.

    Only of an owner that was read with it: colours cost no page a statement.
    """
    owner = next(_owners(held), None)
    if owner is None or not (owner.colour or owner.accent):
        return ""
    colour, accent = owner.colour or STANDARD[0], owner.accent or STANDARD[1]
    return url_for("looks.sheet", pair=f"{colour[1:]}-{accent[1:]}")


def _owners(held: Iterable[Any]) -> Iterator[Organizer]:
    for one in held:
        if isinstance(one, Mapping):
            yield from _owners(one.values())
        elif isinstance(one, list | tuple):
            yield from _owners(one)
        else:
            named = getattr(one, "conference", one)
            loaded = named if isinstance(named, Organizer) else getattr(named, "__dict__", {}).get("owner")
            if isinstance(loaded, Organizer):
                yield loaded
