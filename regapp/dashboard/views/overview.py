"""First look: what is to be done, how it goes, who comes from where."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import url_for

from regapp.billing.queries import charged_sum
from regapp.campaigns.queries import DatedCampaign, list_dated_campaigns
from regapp.conferences.access import capabilities_at, list_visible_conferences
from regapp.conferences.guards import viewer
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.rules import (
    UNLIMITED,
    held_days,
    last_sign_up_day,
    local_date,
    pool_of,
    standing,
)
from regapp.dashboard.ahead import Coming, coming
from regapp.dashboard.charts import Chart, ChartWords, sign_up_chart
from regapp.dashboard.choosing.panel import choices_panel
from regapp.dashboard.creating.steps import missing_lines
from regapp.dashboard.door.figures import came_to
from regapp.dashboard.facts import Desk, read_facts, tasks_at
from regapp.dashboard.page import draw, scoped
from regapp.dashboard.queries import (
    DayCount,
    count_buyers,
    count_days,
    count_needs,
    list_latest,
)
from regapp.dashboard.rules import capacity_of
from regapp.dashboard.scope import Scope
from regapp.dashboard.views import blueprint
from regapp.dashboard.views.all_conferences import desk_of
from regapp.dashboard.words import KINDS, task_texts
from regapp.database.session import session
from regapp.interest.queries import count_interested
from regapp.organizers.rules import Capability
from regapp.registrations.models import Status
from regapp.registrations.needs import ALLERGY_WORDS, DIET_WORDS
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _, language
from regapp.wording.queries import list_silent


@blueprint.get("/<any(konferens,serie):kind>/<int:number>")
@scoped(Capability.SEE)
@access(Access.MEMBER)
def overview(scope: Scope) -> str:
    """Tasks, figures, curve, origin, places, latest, kitchen. Nothing without data is shown."""
    rows, at = session(), now()
    counts = count_days(rows, scope.ids)
    kinds, _confirmed, lacking = count_buyers(rows, scope.ids)
    desk = desk_of(scope.conferences, dict.fromkeys(scope.ids, scope.granted))
    facts = read_facts(rows, desk, lacking)
    needs = count_needs(rows, scope.ids) if Capability.SEE_DIETS in scope.granted else None
    names = Capability.SEE_PARTICIPANTS in scope.granted
    most = max(kinds.values(), default=1)
    dated, charged = list_dated_campaigns(rows, scope.ids), charged_sum(rows, scope.ids)
    mailings = _sent(dated)
    return draw(
        "dashboard/overview.html",
        scope=scope,
        current="overview",
        count=_total(counts, Status.CONFIRMED),
        tasks=[(task, *task_texts(task)) for task in tasks_at(scope.conferences, facts, scope.granted)],
        **_figures(counts, local_date(at, "Europe/Stockholm")),
        coming=_coming(scope, desk, dated),
        came=came_to(scope),
        capacity=capacity_of(scope.conferences),
        charged=charged,
        sells=bool(charged) or any(row.amount_minor for one in scope.conferences for row in one.prices),
        siblings=_siblings(scope),
        lacking=sum(facts.lacking.values()),
        chart=_chart(scope, counts, mailings) if counts else None,
        mailings=mailings,
        origin=[(KINDS[kind], count, 100 * count // most) for kind, count in kinds.most_common()],
        places=[(one, standing(one, pool_of(one), at), capacity_of([one])) for one in scope.conferences],
        latest=list_latest(rows, scope.ids) if names else [],
        may_list=names,
        kitchen=_kitchen(needs[0]) if needs else [],
        needing=needs[1] if needs else 0,
        at=at,
        choices=choices_panel(scope.single) if scope.single else None,
        missing=_missing(scope),
        prints=_prints(scope),
        sees_needs=bool(scope.single and desk.needs_seen),
        interested=count_interested(rows, scope.ids, scope.series.id if scope.series else None),
    )


def _prints(scope: Scope) -> list[tuple[Any, str]]:
    """What one conference has on paper, once there is somebody to print."""
    one = scope.single
    if one is None or Capability.SEE_NAMES not in scope.granted or one.status is ConferenceStatus.DRAFT:
        return []
    return [
        (_("Namnbrickor"), url_for("paper.index", conference_id=one.id)),
        (_("Lista för avprickning"), url_for("paper.signing", conference_id=one.id)),
        (_("Dörrskylt med QR-kod"), url_for("paper.sign", conference_id=one.id)),
    ]


def _missing(scope: Scope) -> list[Any] | None:
    """What a draft lacks, for those who can mend it; None where there is no draft to publish."""
    one = scope.single
    if one is None or one.status is not ConferenceStatus.DRAFT or Capability.EDIT not in scope.granted:
        return None
    return missing_lines(scope, one)


def _siblings(scope: Scope) -> Sequence[Conference]:
    """The places of the series whose figures the viewer may see, to go from one to another."""
    one = scope.single
    if one is None or one.series_id is None:
        return scope.conferences
    seen = list_visible_conferences(session(), viewer(), series_id=one.series_id)
    return [other for other in seen if Capability.SEE in capabilities_at(viewer(), other)]


def _chart(scope: Scope, counts: list[DayCount], mailings: Sequence[tuple[date, str]]) -> Chart:
    today = local_date(now(), "Europe/Stockholm")
    first = min(today, *(count.on for count in counts))
    until = _until(scope, counts, today)
    last = max((_last_day(one) or until for one in scope.conferences), default=until)
    pools = [pool_of(one) for one in scope.conferences]
    capacities = {pool.capacity for pool in pools if pool}
    come = _by_place(counts, Status.CONFIRMED)
    shown = ", ".join(f"{one.place or one.title} {come[one.id]}" for one in scope.conferences)
    return sign_up_chart(
        scope.conferences,
        counts,
        first=first,
        today=today,
        until=until,
        last=max(last, until),
        limit=capacities.pop() if len(capacities) == 1 and max(capacities) < UNLIMITED else 0,
        words=ChartWords(
            description=_("Linjediagram över antal anmälda per dag. Nu: %(shown)s.", shown=shown),
            today=_("i dag"),
            bars=_("Nya per dag, som mest") + " %(most)s",
            language=language(),
        ),
        mailings=mailings,
    )


def _until(scope: Scope, counts: list[DayCount], today: date) -> date:
    """Where the curve ends: today, or when all of it was over and the last had signed up."""
    over = [held[-1].on if (held := held_days(one)) else today for one in scope.conferences]
    return min(today, max([*over, *(count.on for count in counts)], default=today))


def _sent(dated: Sequence[DatedCampaign]) -> list[tuple[date, str]]:
    """Day and subject of what was sent to participants here, the first first."""
    return [(local_date(one.at, "Europe/Stockholm"), one.subject) for one in dated if one.sent]


def _last_day(conference: Conference) -> date | None:
    return last_sign_up_day(conference)


def _total(counts: list[DayCount], status: Status) -> int:
    return sum(count.count for count in counts if count.status is status)


def _by_place(counts: list[DayCount], status: Status) -> Counter[int]:
    found: Counter[int] = Counter()
    for one in counts:
        found[one.conference_id] += one.count if one.status is status else 0
    return found


def _figures(counts: list[DayCount], today: date) -> dict[str, Any]:
    """What the tiles and the table of places say, all of it out of the same counts."""
    return {
        "confirmed": _total(counts, Status.CONFIRMED),
        "waiting": _total(counts, Status.WAITING),
        "offered": _total(counts, Status.OFFERED),
        "cancelled": _total(counts, Status.CANCELLED),
        "recent": _since(counts, today - timedelta(days=6), today),
        "fresh": _since(counts, today - timedelta(days=1), today),
        "come": _by_place(counts, Status.CONFIRMED),
        "held": _by_place(counts, Status.OFFERED),
        "left": _by_place(counts, Status.CANCELLED),
    }


def _since(counts: list[DayCount], day: date, today: date) -> int:
    """How many of those who come signed up that day or later; no day to come, where the clock was
    moved back."""
    return sum(one.count for one in counts if one.status is Status.CONFIRMED and day <= one.on <= today)


def _coming(scope: Scope, desk: Desk, dated: Sequence[DatedCampaign]) -> list[Coming]:
    planned = [(one.at, one.subject) for one in dated if not one.sent]
    silent = list_silent(session(), scope.ids)
    return coming(scope.conferences, planned, silent=silent, now=desk.at, deletes=desk.deletes)


def _kitchen(codes: Any) -> list[tuple[Any, int]]:
    words = DIET_WORDS | ALLERGY_WORDS
    return [(words[code], codes[code]) for code in words if codes.get(code)]
