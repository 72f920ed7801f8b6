"""What is to be done, judged from figures that are already counted. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.rules import pool_of
from regapp.organizers.rules import Capability

_MAIL_IS_LATE = timedelta(minutes=10)
_ASKS = {
    "mail_late": Capability.SEE,
    "draft": Capability.PUBLISH,
    "no_programme": Capability.EDIT,
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

    heads  seats the first group in line needs, by conference
    over   conferences whose last day has been
    """

    lacking: int
    disputed: int
    suspect: int
    failed_letters: int
    mail_age: timedelta | None
    heads: dict[int, int]
    over: frozenset[int] = frozenset()


def tasks_for(conferences: list[Conference], facts: Facts) -> list[Task]:
    """In order of how much they matter."""
    found = [task for conference in conferences for task in _seat_tasks(conference, facts)]
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
    found += [Task("draft", one.id, {"place": one.place or one.title}) for one in conferences if _draft(one)]
    found += [
        Task("no_programme", one.id, {"place": one.place or one.title})
        for one in conferences
        if _bare(one, facts)
    ]
    return found


def _seat_tasks(conference: Conference, facts: Facts) -> list[Task]:
    pool, head = pool_of(conference), facts.heads.get(conference.id, 0)
    if pool is None or not head:
        return []
    values: dict[str, Any] = {
        "place": conference.place or conference.title, "free": max(pool.free, 0), "head": head,
        "capacity": pool.capacity,
    }  # fmt: skip
    if head > pool.capacity:
        return [Task("head_too_large", conference.id, values)]
    return [Task("head_does_not_fit", conference.id, values)] if pool.free > 0 else []


def _draft(conference: Conference) -> bool:
    return conference.status is ConferenceStatus.DRAFT


def _bare(conference: Conference, facts: Facts) -> bool:
    to_come = conference.status is ConferenceStatus.PUBLISHED and conference.id not in facts.over
    return to_come and not conference.programme
