"""The list: search, tabs with counts, the filter in the address, pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for

from regapp.choices.texts import item_title, round_label
from regapp.dashboard.batches.offered import actions_at, planned_at
from regapp.dashboard.door.figures import came_to
from regapp.dashboard.filtering import CHECKED_IN, STATUS_OF, TABS, filter_of, tab_of
from regapp.dashboard.page import draw, scoped
from regapp.dashboard.queries import PAGE_SIZE, Filter, count_days, count_participants, list_participants
from regapp.dashboard.scope import Scope
from regapp.dashboard.search import find_alike
from regapp.dashboard.views import blueprint
from regapp.database.session import session
from regapp.organizers.rules import Capability
from regapp.registrations.asking import Asking, with_parts
from regapp.registrations.chosen import choice_labels, list_choice_facts
from regapp.registrations.forms.choosing import AttendancePart, SeminarsPart
from regapp.registrations.models import Participant, Status
from regapp.registrations.queries import list_undelivered, places_in_line
from regapp.web.access import Access, access
from regapp.web.i18n import _, language, lazy

FILTERS: list[tuple[str, Any]] = [
    ("", lazy("Alla")),
    ("utan-referens", lazy("Saknar fakturareferens")),
    ("moms", lazy("Momsen behöver kontrolleras")),
    ("misstankta", lazy("Ser automatiska ut")),
    ("mejlfel", lazy("Mejl kom inte fram")),
    ("komplettering", lazy("Har inte kompletterat")),
    ("kompletterat", lazy("Har kompletterat")),
    ("efter-stopp", lazy("Ändrat efter köksstopp")),
]


@dataclass(frozen=True)
class Instead:
    """Where nothing was found: how many there are under all statuses, or another text on a tab."""

    count: int = 0
    text: str = ""
    tab: str = ""


_LAST_PAGE = 10_000


@blueprint.get("/<any(konferens,serie):kind>/<int:number>/deltagare")
@scoped(Capability.SEE_NAMES)
@access(Access.MEMBER)
def participants(scope: Scope) -> str:
    wanted = filter_of(request.args)
    page = min(max(request.args.get("sida", 1, type=int), 1), _LAST_PAGE)
    rows, more = list_participants(session(), scope.ids, wanted, page=page)
    counts = _tab_counts(scope)
    asking = {one.id: one for one in with_parts(session(), scope.conferences)}
    narrowed = bool(wanted.text or wanted.only)
    total = count_participants(session(), scope.ids, wanted) if narrowed else counts[tab_of(wanted)]
    return draw(
        "dashboard/participants.html",
        scope=scope,
        current="participants",
        count=counts["anmalda"],
        people=rows,
        places=places_in_line(session(), rows),
        undelivered=list_undelivered(session(), rows) if Capability.SEE_PARTICIPANTS in scope.granted else {},
        conferences={one.id: one for one in scope.conferences},
        chosen=_chosen(asking, rows),
        choosing=any(label != _("Måltider") for label in choice_labels(asking.values(), language())),
        filters=[*FILTERS, *_choice_filters(asking.values())],
        tabs=[
            (name, label, counts[name])
            for name, label, _status in TABS
            if name != CHECKED_IN or counts[name] or wanted.only == CHECKED_IN
        ],
        tab=tab_of(wanted),
        wanted=wanted,
        page=page,
        pages=max(-(-total // PAGE_SIZE), page + (1 if more else 0), 1),
        total=total,
        instead=_instead(scope, wanted) if wanted.text and not rows and page == 1 else None,
        address=lambda **changed: _address(scope, wanted, **changed),
        full=Capability.SEE_PARTICIPANTS in scope.granted,
        actions=actions_at(scope),
        may_act=bool(actions_at(scope)),
        planned=planned_at(scope),
    )


def _instead(scope: Scope, wanted: Filter) -> Instead:
    """What to look for where nothing was found: the same under all statuses, else a name much like it."""
    anywhere = replace(wanted, status=None, only="")
    elsewhere = count_participants(session(), scope.ids, anywhere) if anywhere != wanted else 0
    if elsewhere:
        return Instead(count=elsewhere)
    for status in dict.fromkeys([wanted.status, None]):
        statuses = list(Status) if status is None else [status]
        name = find_alike(session(), scope.ids, statuses, wanted.text)
        if name is not None:
            words = [*wanted.text.split()[:-1], name]
            return Instead(text=" ".join(words), tab=tab_of(replace(wanted, status=status)))
    return Instead()


def _chosen(asking: Mapping[int, Asking], people: Sequence[Participant]) -> dict[int, list[str]]:
    """What each chose, in a cell; who eats what is for the kitchen."""
    facts = list_choice_facts(session(), asking, people, language())
    return {
        number: [value for label, value in some if label != _("Måltider")] for number, some in facts.items()
    }


def _choice_filters(asking: Iterable[Asking]) -> list[tuple[str, Any]]:
    """What was chosen as filters: attendance, then each item with its wishes."""
    parts = [part for one in asking for part in one.parts]
    found: list[tuple[str, Any]] = []
    if any(isinstance(part, AttendancePart) for part in parts):
        found += [("pa-plats", _("På plats")), ("pa-distans", _("På distans"))]
    for part in parts:
        if isinstance(part, SeminarsPart):
            for one in part.rounds:
                label = round_label(one, part.rounds, language())
                for item in one.items:
                    name = f"{label}: {item_title(item, language())}"
                    found += [
                        (f"pass-{item.id}", name),
                        (f"onskar-{item.id}", _("Önskar %(name)s", name=name)),
                    ]
    return found


def _address(scope: Scope, wanted: Filter, **changed: Any) -> str:
    kept = {"visa": tab_of(wanted), "q": wanted.text, "bara": wanted.only} | changed
    shown = {name: value for name, value in kept.items() if value}
    return url_for("dashboard.participants", kind=scope.kind, number=scope.number, **shown)


def _tab_counts(scope: Scope) -> dict[str, int]:
    counts = {name: 0 for name in STATUS_OF}
    for day in count_days(session(), scope.ids):
        counts["alla"] += day.count
        name = next((tab for tab, status in STATUS_OF.items() if status is day.status), None)
        if name:
            counts[name] += day.count
    counts[CHECKED_IN] = came_to(scope)
    return counts
