"""O1: every conference that somebody works with, how it stands and how much there is to do."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from regapp.checkin.rules import is_open as door_is_open
from regapp.conferences.access import capabilities_at, list_visible_conferences
from regapp.conferences.guards import viewer
from regapp.conferences.models import Conference
from regapp.conferences.rules import SignUpState, Standing, pool_of, sorting_day, standing
from regapp.dashboard.creating.queries import own_organizers
from regapp.dashboard.facts import Desk, read_facts, tasks_at
from regapp.dashboard.page import draw
from regapp.dashboard.queries import count_buyers
from regapp.dashboard.rules import Facts, capacity_of
from regapp.dashboard.views import blueprint
from regapp.database.session import session
from regapp.organizers.guards import member_required
from regapp.organizers.rules import Capabilities, Capability
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.state import config


class Row(NamedTuple):
    """One conference in the list. `door`: the page that the viewer's role opens first, or "".

    confirmed  who comes; seats that are offered are taken too, so `standing.taken` may be more
    capacity   seats in all; 0 where they are not limited, or there are none
    """

    conference: Conference
    standing: Standing
    confirmed: int
    capacity: int
    door: str
    tasks: int


def desk_of(conferences: Sequence[Conference], granted: Mapping[int, Capabilities]) -> Desk:
    """What the viewer of this request looks at."""
    return Desk(conferences, granted, viewer().person_id, now(), deletes=not config().demo)


@blueprint.get("/")
@member_required
@access(Access.MEMBER)
def index() -> str:
    """Every conference the viewer takes part in, those of a series together, what is over last."""
    rows, at = session(), now()
    conferences = sorted(list_visible_conferences(rows, viewer()), key=sorting_day)
    granted = {one.id: capabilities_at(viewer(), one) for one in conferences}
    buyers = count_buyers(rows, list(granted))
    facts = read_facts(rows, desk_of(conferences, granted), buyers.lacking)
    lines = [
        Row(
            one, standing(one, pool_of(one), at), buyers.confirmed[one.id], capacity_of([one]),
            _door(one, at), _tasks_of(one, facts, granted[one.id]),
        )
        for one in conferences
    ]  # fmt: skip
    lines.sort(key=lambda line: line.standing.state is SignUpState.PAST)
    series = {
        line.conference.series.id: line.conference.series
        for line in lines
        if line.conference.series and line.door == "dashboard.overview"
    }
    own = own_organizers(viewer())
    return draw(
        "dashboard/index.html", scope=None, current="all", rows=lines, series=series.values(),
        may_create=bool(own),
        may_copy={number for number, able in granted.items() if own and Capability.EDIT in able},
    )  # fmt: skip


def _tasks_of(conference: Conference, facts: Facts, granted: Capabilities) -> int:
    """How much there is to do at one; that letters wait, or what a series was told, is nobody's own."""
    shared = {"mail_late", "suggestions"}
    return sum(task.code not in shared for task in tasks_at([conference], facts, granted))


def _door(conference: Conference, at: datetime) -> str:
    """The endpoint of the page that the viewer's role opens first; "" if none does."""
    granted = capabilities_at(viewer(), conference)
    if Capability.SEE in granted:
        return "dashboard.overview"
    if Capability.CHECK_IN in granted and door_is_open(conference, at, member=False):
        return "checkin.door"
    if Capability.SEE_NAMES in granted:
        return "dashboard.participants"
    return "kitchen.index" if Capability.SEE_DIETS in granted else ""
