"""The side menu: only what works and what the viewer may open."""

from dataclasses import dataclass

from flask import current_app, url_for

from regapp.conferences.guards import granted
from regapp.dashboard.scope import Scope
from regapp.organizers.rules import Capability, Viewer
from regapp.web.access import needs_of, opens
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


# What the menu has for a scope: key, words, page, icon, and what opens it. A page of one conference is
# left out where the scope is a series.
_C = Capability
_DAILY = (
    ("overview", lazy("Översikt"), "dashboard.overview", "home", _C.SEE),
    ("participants", lazy("Deltagare"), "dashboard.participants", "people", _C.SEE_NAMES),
    ("mailings", lazy("Utskick"), "campaigns.index", "mail", _C.MAIL),
    ("kitchen", lazy("Köket"), "kitchen.index", "kitchen", _C.SEE_DIETS),
)
_DAILY_OF_ONE = (
    ("programme", lazy("Program"), "dashboard.programme", "clock", _C.EDIT),
    ("door", lazy("Incheckning"), "checkin.door", "check", _C.CHECK_IN),
    ("paper", lazy("Skriv ut"), "paper.index", "print", _C.SEE_NAMES),
    ("survey", lazy("Utvärdering"), "evaluation.index", "document", _C.SEE),
)


def _scope_items(viewer: Viewer, scope: Scope, current: str, count: int | None) -> list[MenuItem]:
    items = [
        MenuItem(
            str(label),
            url_for(page, kind=scope.kind, number=scope.number),
            icon,
            current == key,
            _counted(key, count),
        )
        for key, label, page, icon, needed in _DAILY
        if needed in scope.granted
    ]
    if scope.single is not None:
        return items + _items_of_one(viewer, scope, current)
    if Capability.SEE in scope.granted:
        url = url_for("suggestions.index", series_id=scope.number)
        items.append(MenuItem(_("Förslag"), url, "document", current == "suggestions"))
    return items


def _counted(key: str, count: int | None) -> int | None:
    return count if key == "participants" else None


def _items_of_one(viewer: Viewer, scope: Scope, current: str) -> list[MenuItem]:
    def item(key: str, label: str, page: str, icon: str) -> MenuItem:
        return MenuItem(label, url_for(page, conference_id=scope.number), icon, current == key)

    items = [
        item(key, str(label), page, icon)
        for key, label, page, icon, needed in _DAILY_OF_ONE
        if needed in scope.granted
    ]
    if scope.single is not None and viewer.person_id == scope.single.needs_contact_id:
        items.append(item("needs", _("Behov"), "dashboard.needs", "person"))
    if Capability.EDIT in scope.granted:
        items.append(item("edit", _("Redigera"), "dashboard.edit", "settings"))
    elif Capability.FINANCE in scope.granted:
        items.append(item("fees", _("Avgifter"), "fees.index", "settings"))
    return items


# The parts of what an organizer sets up for one conference, each a page: endpoint and words.
_SETTINGS = (
    ("dashboard.edit", lazy("Grunder")),
    ("fees.index", lazy("Avgifter")),
    ("choosing.index", lazy("Val")),
    ("dashboard.questions", lazy("Egna frågor")),
    ("dashboard.guests", lazy("Inbjudan")),
    ("wording.index", lazy("Brev")),
    ("turns.index", lazy("Läge")),
    ("holders.index", lazy("Medarrangörer")),
    ("log.conference", lazy("Logg")),
)


def settings_tabs(conference_id: int, endpoint: str) -> list[MenuItem]:
    """The tabs on top of every page that sets up a conference: those that open for the viewer."""
    able = {one.name for one in granted()}
    return [
        MenuItem(str(label), url_for(name, conference_id=conference_id), "settings", name == endpoint)
        for name, label in _SETTINGS
        if opens(needs_of(current_app, name) or (), able)
    ]
