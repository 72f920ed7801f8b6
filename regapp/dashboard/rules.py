"""What is to be done, judged from figures that are already counted. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from regapp.conferences.models import Conference, ConferenceMode, ConferenceStatus
from regapp.conferences.rules import UNLIMITED, remote_pool_of
from regapp.organizers.rules import Capability
from regapp.registrations.rules import Hold
from regapp.registrations.waiting import Line

_MAIL_IS_LATE = timedelta(minutes=10)
_ASKS = {
    "erasure": Capability.EDIT_PARTICIPANTS,
    "mailing_stopped": Capability.MAIL,
    "mail_late": Capability.SEE,
    "draft": Capability.EDIT,
    "no_programme": Capability.EDIT,
    "programme_hidden": Capability.EDIT,
    "programme_untold": Capability.EDIT,
    "deletion": Capability.SEE_DIETS,
    "colleagues_asked": Capability.EDIT_PARTICIPANTS,
    "notes_unread": Capability.SEE_NEEDS,
    "kitchen_behind": Capability.EDIT_PARTICIPANTS,
    "suggestions": Capability.EDIT,
    # Told only to those who may see to it: see the overview.
    "needs_open": Capability.SEE,
}


@dataclass(frozen=True)
class Task:
    """One line of "Att göra": its code names text and button, `values` fill the text."""

    code: str
    conference_id: int | None
    values: dict[str, Any]

    @property
    def is_alarm(self) -> bool:
        """Letters that do not arrive stand out from what can be done some day."""
        return self.code in {"mail_failed", "mail_late"}

    @property
    def asks(self) -> Capability:
        """What somebody needs to be able to do it: nobody is sent to a page that is closed."""
        return _ASKS.get(self.code, Capability.SEE_PARTICIPANTS)


@dataclass(frozen=True)
class Facts:
    """What the tasks of a page are judged by; by conference, but for the queue of letters.

    lacking       participants without a reference
    disputed, suspect  registrations, by number: one may stand in several conferences
    failed        letters that did not arrive, by number; the oldest was promised at `failed_since`
    lines         seats, line and what holds it up, where somebody is in line
    over          conferences whose last day has been
    colleagues    how many of the invited want somebody else to come
    needs         how many needs are not seen to
    notes         how many notes about food nobody has put in words for the kitchen
    stopped       planned mailings that did not go, by number
    hidden        conferences whose programme is written and not shown
    untold        how many changes of the programme nobody was told of
    deletions     the day on which diet and needs are deleted, where the conference is over
    behind        when kitchens were given numbers that hold no longer
    suggestions   how many nobody has read, by series
    """

    lacking: Mapping[int, int]
    disputed: Mapping[int, frozenset[int]]
    suspect: Mapping[int, frozenset[int]]
    failed: Mapping[int, frozenset[int]]
    failed_since: datetime | None
    mail_age: timedelta | None
    lines: Mapping[int, Line]
    over: frozenset[int] = frozenset()
    colleagues: Mapping[int, int] = field(default_factory=dict)
    needs: Mapping[int, int] = field(default_factory=dict)
    notes: Mapping[int, int] = field(default_factory=dict)
    erasures: Mapping[int, int] = field(default_factory=dict)
    stopped: Mapping[int, frozenset[int]] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    untold: Mapping[int, int] = field(default_factory=dict)
    deletions: Mapping[int, date] = field(default_factory=dict)
    behind: Mapping[int, datetime] = field(default_factory=dict)
    suggestions: Mapping[int, int] = field(default_factory=dict)


def capacity_of(conferences: Sequence[Conference]) -> int:
    """Seats in all; 0 where they are not limited. Loaded: pools."""
    seats = [pool.capacity for one in conferences for pool in one.pools]
    without_limit = any(
        one.mode is ConferenceMode.HYBRID and remote_pool_of(one) is None for one in conferences
    )
    return 0 if without_limit or any(count >= UNLIMITED for count in seats) else sum(seats)


def tasks_for(conferences: Sequence[Conference], facts: Facts) -> list[Task]:
    """In order of how much they matter."""
    to_come = [one for one in conferences if one.id not in facts.over]
    return [
        *(task for conference in conferences for task in _seat_tasks(conference, facts)),
        *_counted("colleagues_asked", conferences, facts.colleagues),
        *_together(conferences, facts),
        *_counted("needs_open", conferences, facts.needs),
        *_counted("notes_unread", to_come, facts.notes),
        *(
            _at("kitchen_behind", one, given=facts.behind[one.id])
            for one in to_come
            if one.id in facts.behind
        ),
        *(
            _at("deletion", one, on=facts.deletions[one.id])
            for one in conferences
            if one.id in facts.deletions
        ),
        *_counted("programme_untold", conferences, facts.untold),
        *(_at("draft", one) for one in conferences if one.status is ConferenceStatus.DRAFT),
        *(_at("programme_hidden", one) for one in conferences if one.id in facts.hidden),
        *(_at("no_programme", one) for one in conferences if _bare(one, facts)),
        *_suggested(conferences, facts),
    ]


def _together(conferences: Sequence[Conference], facts: Facts) -> list[Task]:
    """What is told once for all the conferences."""
    ids = [one.id for one in conferences]
    late = facts.mail_age is not None and facts.mail_age > _MAIL_IS_LATE
    minutes = int(facts.mail_age.total_seconds() // 60) if facts.mail_age else 0
    failed = _all(facts.failed, ids)
    told: list[tuple[str, dict[str, Any]]] = [
        ("erasure", {"count": sum(facts.erasures.get(number, 0) for number in ids)}),
        ("mailing_stopped", {"count": len(_all(facts.stopped, ids))}),
        ("mail_failed", {"count": len(failed), "since": facts.failed_since}),
        ("mail_late", {"count": int(late), "minutes": minutes}),
        ("no_reference", {"count": sum(facts.lacking.get(number, 0) for number in ids)}),
        ("kind_disputed", {"count": len(_all(facts.disputed, ids))}),
        ("suspect", {"count": len(_all(facts.suspect, ids))}),
    ]
    return [Task(code, None, values) for code, values in told if values["count"]]


def _suggested(conferences: Sequence[Conference], facts: Facts) -> list[Task]:
    """Once for a series, however many of its places are shown."""
    series = dict.fromkeys(one.series_id for one in conferences if one.series_id in facts.suggestions)
    return [
        Task("suggestions", None, {"series": number, "count": facts.suggestions[number]})
        for number in series
        if number is not None
    ]


def _all(by_conference: Mapping[int, frozenset[int]], ids: Sequence[int]) -> frozenset[int]:
    return frozenset().union(*(by_conference.get(number, frozenset()) for number in ids))


def _counted(code: str, conferences: Sequence[Conference], counts: Mapping[int, int]) -> list[Task]:
    return [_at(code, one, count=counts[one.id]) for one in conferences if counts.get(one.id)]


def _at(code: str, conference: Conference, **values: Any) -> Task:
    return Task(code, conference.id, {"place": conference.place or conference.title, **values})


def _seat_tasks(conference: Conference, facts: Facts) -> list[Task]:
    line = facts.lines.get(conference.id)
    if line is None or line.hold in {None, Hold.FULL}:
        return []
    values: dict[str, Any] = {
        "place": conference.place or conference.title, "free": line.count.free,
        "head": line.count.needed, "capacity": line.count.capacity, "why": line.why,
    }  # fmt: skip
    code = {Hold.HEAD_TOO_LARGE: "head_too_large", Hold.HEAD_NEEDS_MORE: "head_does_not_fit"}
    return [Task(code.get(line.hold, "offer_by_hand"), conference.id, values)]


def _bare(conference: Conference, facts: Facts) -> bool:
    to_come = conference.status is ConferenceStatus.PUBLISHED and conference.id not in facts.over
    written = conference.programme or conference.programme_published_at or conference.id in facts.hidden
    return to_come and not written
