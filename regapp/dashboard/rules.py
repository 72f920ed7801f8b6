"""What is to be done, judged from figures that are already counted. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from regapp.conferences.models import Conference, ConferenceStatus
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
    "programme_untold": Capability.EDIT,
    "colleagues_asked": Capability.EDIT_PARTICIPANTS,
    "notes_unread": Capability.SEE_NEEDS,
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
    def asks(self) -> Capability:
        """What somebody needs to be able to do it: nobody is sent to a page that is closed."""
        return _ASKS.get(self.code, Capability.SEE_PARTICIPANTS)


@dataclass(frozen=True)
class Facts:
    """What the tasks of a page are judged by.

    lines       seats, line and what holds it up, by conference with somebody in line
    over        conferences whose last day has been
    colleagues  how many of the invited want somebody else to come, by conference
    untold      how many changes of the programme nobody was told of, by conference
    needs       how many needs are not seen to, by conference
    stopped     how many planned mailings did not go
    notes       how many notes about food nobody has put in words for the kitchen, by conference
    """

    lacking: int
    disputed: int
    suspect: int
    failed_letters: int
    mail_age: timedelta | None
    lines: dict[int, Line]
    over: frozenset[int] = frozenset()
    colleagues: Mapping[int, int] = field(default_factory=dict)
    needs: Mapping[int, int] = field(default_factory=dict)
    notes: Mapping[int, int] = field(default_factory=dict)
    erasures: int = 0
    stopped: int = 0
    untold: Mapping[int, int] = field(default_factory=dict)


def tasks_for(conferences: list[Conference], facts: Facts) -> list[Task]:
    """In order of how much they matter."""
    found = [task for conference in conferences for task in _seat_tasks(conference, facts)]
    found += [
        Task("colleagues_asked", one.id, {"place": one.place or one.title, "count": facts.colleagues[one.id]})
        for one in conferences
        if one.id in facts.colleagues
    ]
    if facts.erasures:
        found.append(Task("erasure", None, {"count": facts.erasures}))
    if facts.stopped:
        found.append(Task("mailing_stopped", None, {"count": facts.stopped}))
    if facts.failed_letters:
        found.append(Task("mail_failed", None, {"count": facts.failed_letters}))
    if facts.mail_age is not None and facts.mail_age > _MAIL_IS_LATE:
        found.append(Task("mail_late", None, {"minutes": int(facts.mail_age.total_seconds() // 60)}))
    if facts.lacking:
        found.append(Task("no_reference", None, {"count": facts.lacking}))
    if facts.disputed:
        found.append(Task("kind_disputed", None, {"count": facts.disputed}))
    if facts.suspect:
        found.append(Task("suspect", None, {"count": facts.suspect}))
    found += [
        Task("needs_open", one.id, {"count": facts.needs[one.id], "place": one.place or one.title})
        for one in conferences
        if facts.needs.get(one.id)
    ]
    found += [
        Task("notes_unread", one.id, {"count": facts.notes[one.id], "place": one.place or one.title})
        for one in conferences
        if facts.notes.get(one.id) and one.id not in facts.over
    ]
    found += [Task("draft", one.id, {"place": one.place or one.title}) for one in conferences if _draft(one)]
    found += [
        Task("programme_untold", one.id, {"count": facts.untold[one.id], "place": one.place or one.title})
        for one in conferences
        if facts.untold.get(one.id)
    ]
    found += [
        Task("no_programme", one.id, {"place": one.place or one.title})
        for one in conferences
        if _bare(one, facts)
    ]
    return found


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


def _draft(conference: Conference) -> bool:
    return conference.status is ConferenceStatus.DRAFT


def _bare(conference: Conference, facts: Facts) -> bool:
    to_come = conference.status is ConferenceStatus.PUBLISHED and conference.id not in facts.over
    return to_come and not conference.programme
