"""First look: what is to be done, how it goes, who comes from where."""

from datetime import date, timedelta
from typing import Any

from regapp.billing.queries import charged_sum
from regapp.campaigns.queries import count_stopped
from regapp.conferences.access import capabilities_at, list_visible_conferences
from regapp.conferences.guards import viewer
from regapp.conferences.models import Conference, ConferenceMode, ConferenceStatus
from regapp.conferences.rules import (
    UNLIMITED,
    SignUpState,
    is_off,
    last_sign_up_day,
    local_date,
    pool_of,
    remote_pool_of,
    sign_up_state,
    sorting_day,
    standing,
)
from regapp.dashboard.charts import Chart, ChartWords, sign_up_chart
from regapp.dashboard.choosing.panel import choices_panel
from regapp.dashboard.creating.queries import own_organizers
from regapp.dashboard.creating.steps import missing_lines
from regapp.dashboard.page import draw, scoped
from regapp.dashboard.programming.untold import count_untold
from regapp.dashboard.queries import (
    DayCount,
    count_buyers,
    count_days,
    count_needs,
    count_tasks,
    count_undelivered,
    list_latest,
)
from regapp.dashboard.rules import Facts, tasks_for
from regapp.dashboard.scope import Scope
from regapp.dashboard.views import blueprint
from regapp.dashboard.words import KINDS, task_texts
from regapp.database.session import session
from regapp.interest.queries import count_interested
from regapp.invitations.queries import count_asked
from regapp.mailing.queries import queue_state
from regapp.organizers.guards import member_required
from regapp.organizers.rules import Capability
from regapp.registrations.erasures import count_erasures
from regapp.registrations.models import Status
from regapp.registrations.needs import ALLERGY_WORDS, DIET_WORDS
from regapp.registrations.needs_list import count_to_read
from regapp.registrations.rules import may_cancel
from regapp.registrations.waiting import line_at
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _, language


@blueprint.get("/")
@member_required
@access(Access.MEMBER)
def index() -> str:
    """Every conference the viewer takes part in, those of a series together, what is over last."""
    conferences = sorted(list_visible_conferences(session(), viewer()), key=sorting_day)
    at = now()
    rows = [(one, standing(one, pool_of(one), at), _door(one)) for one in conferences]
    rows.sort(key=lambda row: row[1].state is SignUpState.PAST)
    series = {
        one.series.id: one.series
        for one, _standing, door in rows
        if one.series and door == "dashboard.overview"
    }
    return draw(
        "dashboard/index.html", scope=None, current="all", rows=rows, series=series.values(),
        may_create=bool(own_organizers(viewer())),
    )  # fmt: skip


def _door(conference: Conference) -> str:
    """The endpoint of the page that the viewer's role opens first; "" if none does."""
    granted = capabilities_at(viewer(), conference)
    if Capability.SEE in granted:
        return "dashboard.overview"
    if Capability.SEE_NAMES in granted:
        return "dashboard.participants"
    return "kitchen.index" if Capability.SEE_DIETS in granted else ""


@blueprint.get("/<any(konferens,serie):kind>/<int:number>")
@scoped(Capability.SEE)
@access(Access.MEMBER)
def overview(scope: Scope) -> str:
    """Tasks, figures, curve, origin, places, latest, kitchen. Nothing without data is shown."""
    rows, at = session(), now()
    counts = count_days(rows, scope.ids)
    kinds, lacking = count_buyers(rows, scope.ids, held=_held(scope))
    needs = count_needs(rows, scope.ids) if Capability.SEE_DIETS in scope.granted else None
    names = Capability.SEE_PARTICIPANTS in scope.granted
    confirmed = _total(counts, Status.CONFIRMED)
    most = max(kinds.values(), default=1)
    return draw(
        "dashboard/overview.html",
        scope=scope,
        current="overview",
        count=confirmed,
        tasks=[(task, *task_texts(task)) for task in _tasks(scope, lacking)],
        confirmed=confirmed,
        waiting=_total(counts, Status.WAITING),
        offered=_total(counts, Status.OFFERED),
        cancelled=_total(counts, Status.CANCELLED),
        recent=_recent(counts, local_date(at, "Europe/Stockholm")),
        capacity=_capacity(scope),
        charged=charged_sum(rows, scope.ids),
        lacking=lacking,
        chart=_chart(scope, counts) if counts else None,
        origin=[(KINDS[kind], count, 100 * count // most) for kind, count in kinds.most_common()],
        places=[(one, standing(one, pool_of(one), at)) for one in scope.conferences],
        latest=list_latest(rows, scope.ids) if names else [],
        may_list=names,
        kitchen=_kitchen(needs[0]) if needs else [],
        needing=needs[1] if needs else 0,
        at=at,
        choices=choices_panel(scope.single) if scope.single else None,
        missing=_missing(scope),
        sees_needs=bool(scope.single and _needs_seen(scope)),
        interested=count_interested(rows, scope.ids, scope.series.id if scope.series else None),
    )


def _missing(scope: Scope) -> list[Any] | None:
    """What a draft lacks, for those who can mend it; None where there is no draft to publish."""
    one = scope.single
    if one is None or one.status is not ConferenceStatus.DRAFT or Capability.EDIT not in scope.granted:
        return None
    return missing_lines(scope, one)


def _held(scope: Scope) -> list[int]:
    """Those that are neither called off nor put off: the others have nothing to invoice."""
    return [one.id for one in scope.conferences if not is_off(one)]


def _tasks(scope: Scope, lacking: int) -> Any:
    rows = session()
    mail = queue_state(rows, now())
    disputed, suspect = count_tasks(rows, scope.ids)
    over = frozenset(one.id for one in scope.conferences if sign_up_state(one, now()) is SignUpState.PAST)
    live = [one for one in scope.conferences if may_cancel(one, now())]
    waiting = [one for one in live if any(pool.waiting for pool in one.pools)]
    finance = Capability.FINANCE in scope.granted
    # Notes only for those who see them: a task asks for that by itself.
    to_read = count_to_read(rows, _needs_seen(scope))
    facts = Facts(
        lacking=lacking,
        disputed=disputed if finance else 0,
        suspect=suspect,
        failed_letters=count_undelivered(rows, scope.ids) if mail.failed else 0,
        mail_age=mail.oldest_age,
        lines={one.id: line_at(one, now()) for one in waiting},
        over=over,
        colleagues=count_asked(rows, scope.ids),
        needs={number: count for number, (count, _notes) in to_read.items() if count},
        erasures=count_erasures(rows, scope.ids),
        stopped=count_stopped(rows, scope.ids),
        untold=count_untold(rows, scope.conferences, now()),
        notes={number: count for number, (_needs, count) in to_read.items() if count},
    )
    return [task for task in tasks_for(list(scope.conferences), facts) if task.asks in scope.granted]


def _needs_seen(scope: Scope) -> list[int]:
    """The conferences whose needs the viewer sees to."""
    all_of_them = Capability.SEE_NEEDS in scope.granted
    mine = viewer().person_id
    return [one.id for one in scope.conferences if all_of_them or one.needs_contact_id == mine]


def _capacity(scope: Scope) -> int:
    """Seats in all; 0 where they are not limited."""
    seats = [pool.capacity for one in scope.conferences for pool in one.pools]
    without_limit = any(
        one.mode is ConferenceMode.HYBRID and remote_pool_of(one) is None for one in scope.conferences
    )
    return 0 if without_limit or any(count >= UNLIMITED for count in seats) else sum(seats)


def _chart(scope: Scope, counts: list[DayCount]) -> Chart:
    today = local_date(now(), "Europe/Stockholm")
    first = min(count.on for count in counts)
    last = max((_last_day(one) or today for one in scope.conferences), default=today)
    pools = {one.place or one.title: pool_of(one) for one in scope.conferences}
    capacities = {pool.capacity for pool in pools.values() if pool}
    taken = {place: pool.taken if pool else 0 for place, pool in pools.items()}
    shown = ", ".join(f"{place} {count}" for place, count in taken.items())
    return sign_up_chart(
        scope.conferences,
        counts,
        first=min(first, today),
        today=max(first, today),
        last=max(last, today),
        limit=capacities.pop() if len(capacities) == 1 and max(capacities) < UNLIMITED else 0,
        words=ChartWords(
            description=_("Linjediagram över antal anmälda per dag. Nu: %(shown)s.", shown=shown),
            today=_("i dag"),
            bars=_("Nya per dag, som mest") + " %(most)s",
            language=language(),
        ),
    )


def _last_day(conference: Conference) -> date | None:
    return last_sign_up_day(conference)


def _total(counts: list[DayCount], status: Status) -> int:
    return sum(count.count for count in counts if count.status is status)


def _recent(counts: list[DayCount], today: date) -> int:
    week = today - timedelta(days=7)
    return sum(one.count for one in counts if one.status is Status.CONFIRMED and one.on > week)


def _kitchen(codes: Any) -> list[tuple[Any, int]]:
    words = DIET_WORDS | ALLERGY_WORDS
    return [(words[code], codes[code]) for code in words if codes.get(code)]
