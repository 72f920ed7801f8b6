"""What every page about the kitchen is drawn with."""

from typing import Any

from flask import Blueprint, abort, request

from regapp.catering.queries import count_unread
from regapp.conferences.guards import granted
from regapp.conferences.models import Conference
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.database.session import session
from regapp.organizers.rules import Capability
from regapp.web.csrf import ButtonForm

blueprint = Blueprint("kitchen", __name__, url_prefix="/arrangor")
AT = "/konferens/<int:conference_id>/koket"
# Those who run the conference, among those who see diets.
RUNS = (Capability.SEE_DIETS, Capability.EDIT_PARTICIPANTS)


def draw_kitchen(template: str, scope: Scope, *, tab: str, **values: Any) -> str:
    one = scope.single
    sees = scope.granted.issuperset({Capability.SEE_DIETS, Capability.SEE_NEEDS})
    unread = count_unread(session(), [one.id]).get(one.id, 0) if one and sees else 0
    return draw(
        template,
        scope=scope,
        current="kitchen",
        tab=tab,
        may={
            "extras": scope.granted.issuperset(RUNS),
            "link": scope.granted.issuperset(RUNS),
            "notes": sees,
            "allergies": Capability.SEE_ALLERGIES in scope.granted,
        },
        unread=unread,
        **values,
    )


def scope_of(conference: Conference) -> Scope:
    return Scope([conference], granted())


def check_button() -> None:
    if not ButtonForm(request.form).validate():
        abort(400)
