"""The side menu: only what works and what the viewer may open."""

from dataclasses import dataclass

from flask import current_app, url_for

from regapp.conferences.guards import granted
from regapp.dashboard.scope import Scope
from regapp.organizers.rules import Capability, Viewer
from regapp.web.access import needs_of
from regapp.web.i18n import _, lazy


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    icon: str
    current: bool
    count: int | None = None


def menu_for(
    viewer: Viewer, scope: Scope | None, current: str, *, count: int | None = None
) -> list[MenuItem]:
    """`current` is one of "all", "overview", "participants", "kitchen", "invoicing", "edit", "fees"."""
    items = [MenuItem(_("Alla konferenser"), url_for("dashboard.index"), "calendar", current == "all")]
    if scope is not None:
        items += _scope_items(viewer, scope, current, count)
    if any(Capability.MANAGE in viewer.capabilities_at(number) for number in viewer.organizer_ids):
        items.append(MenuItem(_("Roller"), url_for("roles.index"), "person", current == "roles"))
    if any(Capability.FINANCE in viewer.capabilities_at(number) for number in viewer.organizer_ids):
        url = url_for("invoicing.index")
        items.append(MenuItem(_("Fakturaunderlag"), url, "money", current == "invoicing"))
    return items


def _scope_items(viewer: Viewer, scope: Scope, current: str, count: int | None) -> list[MenuItem]:
    items = []
    if Capability.SEE in scope.granted:
        overview = url_for("dashboard.overview", kind=scope.kind, number=scope.number)
        items.append(MenuItem(_("Översikt"), overview, "home", current == "overview"))
    if Capability.SEE_PARTICIPANTS in scope.granted or Capability.SEE_NAMES in scope.granted:
        url = url_for("dashboard.participants", kind=scope.kind, number=scope.number)
        items.append(MenuItem(_("Deltagare"), url, "people", current == "participants", count))
    if Capability.SEE_DIETS in scope.granted:
        url = url_for("kitchen.index", kind=scope.kind, number=scope.number)
        items.append(MenuItem(_("Köket"), url, "kitchen", current == "kitchen"))
    if scope.single is not None and Capability.SEE_NAMES in scope.granted:
        url = url_for("paper.index", conference_id=scope.number)
        items.append(MenuItem(_("Skriv ut"), url, "print", current == "paper"))
    if scope.single is not None and viewer.person_id == scope.single.needs_contact_id:
        url = url_for("dashboard.needs", conference_id=scope.number)
        items.append(MenuItem(_("Behov"), url, "person", current == "needs"))
    if scope.single is not None and Capability.EDIT in scope.granted:
        url = url_for("dashboard.edit", conference_id=scope.number)
        items.append(MenuItem(_("Redigera"), url, "settings", current == "edit"))
    elif scope.single is not None and Capability.FINANCE in scope.granted:
        url = url_for("fees.index", conference_id=scope.number)
        items.append(MenuItem(_("Avgifter"), url, "settings", current == "fees"))
    return items


# The parts of what an organizer sets up for one conference, each a page: endpoint and words.
_SETTINGS = (
    ("dashboard.edit", lazy("Grunder")),
    ("fees.index", lazy("Avgifter")),
    ("dashboard.programme", lazy("Program")),
    ("choosing.index", lazy("Val")),
    ("dashboard.questions", lazy("Egna frågor")),
    ("dashboard.guests", lazy("Inbjudan")),
    ("wording.index", lazy("Brev")),
    ("turns.index", lazy("Läge")),
    ("holders.index", lazy("Medarrangörer")),
)


def settings_tabs(conference_id: int, endpoint: str) -> list[MenuItem]:
    """The tabs on top of every page that sets up a conference: those that open for the viewer."""
    able = {one.name for one in granted()}
    return [
        MenuItem(str(label), url_for(name, conference_id=conference_id), "settings", name == endpoint)
        for name, label in _SETTINGS
        if able.issuperset(needs_of(current_app, name) or ())
    ]
