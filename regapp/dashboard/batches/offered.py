"""What the list offers to do with those who are ticked."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from regapp.batches.models import Batch, BatchKind
from regapp.batches.queries import list_planned
from regapp.conferences.access import capabilities_at, list_visible_conferences
from regapp.conferences.guards import viewer
from regapp.conferences.models import Conference
from regapp.dashboard.batches.words import SLUGS, what_words
from regapp.dashboard.scope import Scope
from regapp.database.session import session
from regapp.organizers.rules import Capability
from regapp.registrations.rules import may_cancel
from regapp.web.clock import now
from regapp.web.i18n import _


@dataclass(frozen=True)
class Action:
    """A button under the list; its page gets the same arguments as the list, and who is ticked."""

    label: str
    url: str


def actions_at(scope: Scope) -> list[Action]:
    """Those that the viewer may do at every conference of the scope."""
    found = []
    at: dict[str, Any] = {"kind": scope.kind, "number": scope.number}
    if Capability.MAIL in scope.granted:
        found.append(Action(_("Mejla"), url_for("campaigns.ask", **at)))
    if Capability.EDIT_PARTICIPANTS in scope.granted:
        names = {BatchKind.MOVE: _("Flytta till annan ort"), BatchKind.CANCEL: _("Avanmäl")}
        kinds = [kind for kind in names if kind is BatchKind.CANCEL or places_to_move_to(scope)]
        names[BatchKind.COMPLETE], kinds = _("Be om komplettering"), [BatchKind.COMPLETE, *kinds]
        found += [Action(names[kind], url_for("batches.ask", deed=SLUGS[kind], **at)) for kind in kinds]
    if scope.single and Capability.SEE_NAMES in scope.granted:
        found.append(Action(_("Skriv ut namnbrickor"), url_for("paper.index", conference_id=scope.number)))
    if Capability.EXPORT in scope.granted:
        found.append(Action(_("Exportera"), url_for("dashboard.choose_export", **at)))
    return found


def planned_at(scope: Scope) -> list[tuple[Batch, str]]:
    """What can still be undone, in words."""
    if Capability.EDIT_PARTICIPANTS not in scope.granted:
        return []
    return [(one, batch_words(one)) for one in list_planned(session(), reach(scope))]


def places_to_move_to(scope: Scope) -> list[Conference]:
    """Places of the series where the viewer may add people, but for the one they come from."""
    series_id = scope.series.id if scope.series else scope.conferences[0].series_id
    if series_id is None:
        return []
    own = scope.single.id if scope.single else None
    visible = list_visible_conferences(session(), viewer(), series_id=series_id)
    mine = [one for one in visible if Capability.EDIT_PARTICIPANTS in capabilities_at(viewer(), one)]
    return [one for one in mine if one.id != own and may_cancel(one, now())]


def reach(scope: Scope) -> list[int]:
    """The conferences that an action from here may touch."""
    return [*scope.ids, *(one.id for one in places_to_move_to(scope))]


def batch_words(batch: Batch) -> str:
    target = session().get(Conference, batch.target_id) if batch.target_id else None
    return what_words(batch.kind, batch.count, target)
