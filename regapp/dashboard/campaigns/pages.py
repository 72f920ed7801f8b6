"""The three pages of mailings: the list, the form, one mailing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import request

from regapp.accounts.queries import get_person
from regapp.campaigns.models import Campaign, CampaignState, StopReason
from regapp.campaigns.preview import samples
from regapp.campaigns.queries import (
    PAGE_SIZE,
    count_readers_of,
    count_unreached,
    list_campaigns,
    list_deliveries,
    list_recipients,
)
from regapp.campaigns.rules import REGRET, Audience, is_open, shown_subject
from regapp.conferences.access import capabilities_at, list_visible_conferences
from regapp.conferences.guards import viewer
from regapp.dashboard.campaigns.forms import MailingForm, WhenForm
from regapp.dashboard.campaigns.offered import audience_words, offered_at
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.dashboard.wording.words import PLACEHOLDERS
from regapp.database.session import aside, session
from regapp.mailing.models import LetterState
from regapp.mailing.queries import count_batches
from regapp.mailing.renderers import LetterContext
from regapp.organizers.rules import Capability
from regapp.registrations.standard import COMMON
from regapp.web.clock import now
from regapp.web.filters import local
from regapp.web.i18n import lazy
from regapp.web.state import addresses, config

STOPPED = {
    StopReason.CALLED_OFF: lazy("Konferensen ställdes in eller sköts upp efter att utskicket planerades."),
    StopReason.CHANGED: lazy("Tid eller plats ändrades efter att utskicket planerades."),
    StopReason.LATE: lazy("E-posten var borta när det skulle gå, och det är mer än ett dygn sedan."),
    StopReason.NOBODY: lazy("Ingen passade urvalet när det skulle gå."),
}
# The tabs of a mailing's letters.
TABS: dict[str, tuple[Any, tuple[LetterState, ...]]] = {
    "alla": (lazy("Alla"), tuple(LetterState)),
    "framme": (lazy("Skickade"), (LetterState.SENT,)),
    "vantar": (lazy("Väntar"), (LetterState.WAITING,)),
    "fel": (lazy("Kom inte fram"), (LetterState.FAILED, LetterState.CORRECTED)),
    "utan": (lazy("Behövdes inte"), (LetterState.NEEDLESS,)),
}
_LAST_PAGE = 10_000
Counts = Mapping[LetterState, int]


def draw_list(scope: Scope) -> str:
    rows = session()
    campaigns = list_campaigns(rows, scope.ids)
    doors = _doors(scope, campaigns)
    stand = count_batches(rows, [one.id for one in campaigns if one.state is CampaignState.SENT])
    return draw(
        "dashboard/campaigns/index.html", scope=scope, current="mailings", campaigns=campaigns, doors=doors,
        counts={number: tab_counts(found) for number, found in stand.items()}, states=CampaignState,
        places={one.id: one.place or one.title for one in scope.conferences}, shown_subject=shown_subject,
    )  # fmt: skip


def draw_form(
    scope: Scope, form: MailingForm, status: int = 200, *, campaign: Campaign | None = None
) -> tuple[str, int]:
    html = draw(
        "dashboard/campaigns/form.html", scope=scope, current="mailings", form=form, campaign=campaign,
        errors=form.error_summary(), placeholders=[(name, PLACEHOLDERS[name]) for name in COMMON],
        picked=len([one for one in (form.ids.data or "").split(",") if one]),
        planned=campaign is not None and campaign.state is CampaignState.PLANNED, zone=_zone(scope),
    )  # fmt: skip
    return html, status


def draw_mailing(
    scope: Scope, campaign: Campaign, status: int = 200, *, when: WhenForm | None = None
) -> tuple[str, int]:
    audience = Audience.of(campaign.audience)
    offered = offered_at(session(), scope.conferences)
    author = campaign.changed_by_id and get_person(session(), campaign.changed_by_id)
    shared: dict[str, Any] = {
        "scope": scope, "current": "mailings", "campaign": campaign, "zone": _zone(scope),
        "subject": shown_subject(campaign.subject),
        "audience": audience_words(audience, campaign.conference_ids, offered),
        "author": author.name if author else "",
    }  # fmt: skip
    if not is_open(campaign):
        return draw("dashboard/campaigns/sent.html", **shared, **_delivered(scope, campaign)), status
    return draw("dashboard/campaigns/show.html", **shared, **_to_go(scope, campaign, audience, when)), status


def _to_go(scope: Scope, campaign: Campaign, audience: Audience, when: WhenForm | None) -> dict[str, Any]:
    rows, at = session(), now()
    recipients = list_recipients(rows, campaign.conference_ids, audience)
    context = LetterContext(config=config(), addresses=addresses(), now=at)
    written = bool(campaign.subject and campaign.body)
    with aside() as apart:
        shown = samples(apart, campaign, recipients, context) if written else []
    form = when or _when(campaign, scope)
    return {
        "reached": len(recipients), "unreached": count_unreached(rows, campaign.conference_ids, audience),
        "only_swedish": 0
        if campaign.body_en
        else count_readers_of(rows, campaign.conference_ids, audience, "en"),
        "samples": shown, "written": written, "when": form, "errors": form.error_summary(),
        "planned": campaign.state is CampaignState.PLANNED,
        "minutes": _minutes_until(campaign, at),
        "stopped": STOPPED[campaign.stopped_why] if campaign.stopped_why else "",
        "own_address": viewer().email,
    }  # fmt: skip


def _minutes_until(campaign: Campaign, at: datetime) -> int | None:
    """Whole minutes, begun ones counted; None where it is longer than the time to change one's mind."""
    if campaign.goes_at is None or campaign.goes_at - at > REGRET:
        return None
    return max(0, -(-int((campaign.goes_at - at).total_seconds()) // 60))


def _delivered(scope: Scope, campaign: Campaign) -> dict[str, Any]:
    rows = session()
    counts = tab_counts(count_batches(rows, [campaign.id])[campaign.id])
    tab = request.args.get("visa", "alla")
    tab = tab if tab in TABS else "alla"
    page = min(max(request.args.get("sida", 1, type=int), 1), _LAST_PAGE)
    found, more = list_deliveries(rows, campaign.id, TABS[tab][1], page=page)
    return {
        "tabs": [
            (name, label, counts[name]) for name, (label, _states) in TABS.items() if _shown(name, counts)
        ],
        "tab": tab, "page": page, "counts": counts, "letters": found,
        "pages": max(-(-counts[tab] // PAGE_SIZE), page + (1 if more else 0), 1),
        "places": {one.id: one.place or one.title for one in scope.conferences},
        "full": Capability.SEE_PARTICIPANTS in scope.granted,
    }  # fmt: skip


def _shown(name: str, counts: Mapping[str, int]) -> bool:
    return bool(counts[name]) or name in {"alla", "framme"}


def tab_counts(found: Counts) -> dict[str, int]:
    """How many letters each tab holds."""
    return {name: sum(found.get(state, 0) for state in states) for name, (_label, states) in TABS.items()}


def _when(campaign: Campaign, scope: Scope) -> WhenForm:
    """Shows the time that was chosen last."""
    form = WhenForm()
    if campaign.goes_at is not None:
        here = local(campaign.goes_at, _zone(scope))
        form.day.data, form.at.data = here.date(), here.time()
    return form


def _doors(scope: Scope, campaigns: Sequence[Campaign]) -> dict[int, tuple[str, int]]:
    """Where each can be opened by the viewer: here, or at the series it was written for."""
    doors = {one.id: (scope.kind, scope.number) for one in campaigns if _within(one, set(scope.ids))}
    single = scope.single
    if single is not None and single.series_id is not None and len(doors) < len(campaigns):
        mine = {
            one.id
            for one in list_visible_conferences(session(), viewer(), series_id=single.series_id)
            if Capability.MAIL in capabilities_at(viewer(), one)
        }
        doors |= {
            one.id: ("serie", single.series_id)
            for one in campaigns
            if one.id not in doors and _within(one, mine)
        }
    return doors


def _within(campaign: Campaign, conference_ids: set[int]) -> bool:
    return conference_ids.issuperset(campaign.conference_ids)


def _zone(scope: Scope) -> str:
    return scope.conferences[0].zone
