"""What the tasks are judged by: counted here, a few statements however many the conferences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, literal, select, union_all
from sqlalchemy.orm import Session

from regapp.campaigns.queries import list_stopped
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.rules import SignUpState, is_off, local_date, sign_up_state
from regapp.dashboard.catering.behind import list_behind
from regapp.dashboard.programming.untold import count_untold
from regapp.dashboard.rules import Facts, Task, tasks_for
from regapp.invitations.queries import count_asked
from regapp.mailing.models import OutboxMessage
from regapp.mailing.queries import HAS_FAILED, oldest_wait
from regapp.organizers.rules import Capabilities, Capability
from regapp.programme.models import ProgrammeItem
from regapp.registrations.erasures import count_erasures
from regapp.registrations.models import NeedsAnswer, Participant, Registration, Status
from regapp.registrations.needs_list import count_to_read
from regapp.registrations.queries import about_participant, about_registration
from regapp.registrations.rules import may_cancel, needs_deleted_on
from regapp.registrations.waiting import line_at
from regapp.surveys.queries import count_new_suggestions

ByConference = dict[int, frozenset[int]]


@dataclass(frozen=True)
class Desk:
    """Who looks, and at what: what they may do at each conference, by its number.

    deletes  whether what is to be deleted is (not in the demonstration)
    """

    conferences: Sequence[Conference]
    granted: Mapping[int, Capabilities]
    person_id: int
    at: datetime
    deletes: bool

    def where(self, *capabilities: Capability) -> list[int]:
        """Those where somebody may do all of it."""
        return [one.id for one in self.conferences if self.granted[one.id].issuperset(capabilities)]

    @property
    def needs_seen(self) -> list[int]:
        """The conferences whose needs this person sees to."""
        mine = [one.id for one in self.conferences if one.needs_contact_id == self.person_id]
        return sorted({*mine, *self.where(Capability.SEE_NEEDS)})


def read_facts(session: Session, desk: Desk, lacking: Mapping[int, int]) -> Facts:
    """`lacking`: how many lack a reference, by conference. Loaded: days, pools, prices."""
    ids = [one.id for one in desk.conferences]
    disputed, suspect = list_odd(session, ids)
    failed, since = list_undelivered(session, ids)
    live = [one for one in desk.conferences if may_cancel(one, desk.at)]
    waiting = [one for one in live if any(pool.waiting for pool in one.pools)]
    held = {one.id for one in desk.conferences if not is_off(one)}
    over = frozenset(one.id for one in desk.conferences if _is_over(one, desk.at))
    # Notes only for those who see them: a task asks for that by itself.
    to_read = count_to_read(session, [number for number in desk.needs_seen if number in held - over])
    finance = set(desk.where(Capability.FINANCE))
    return Facts(
        lacking={number: count for number, count in lacking.items() if number in held},
        disputed={number: found for number, found in disputed.items() if number in finance},
        suspect=suspect,
        stopped=list_stopped(session, ids),
        failed=failed,
        failed_since=since,
        mail_age=oldest_wait(session, desk.at),
        lines={one.id: line_at(one, desk.at) for one in waiting},
        over=over,
        colleagues=count_asked(session, ids),
        needs={number: count for number, (count, _notes) in to_read.items() if count},
        notes={number: count for number, (_needs, count) in to_read.items() if count},
        erasures=count_erasures(session, ids),
        untold=count_untold(session, desk.conferences, desk.at),
        hidden=_hidden(session, desk),
        deletions=_deletions(session, desk) if desk.deletes else {},
        behind=_behind(session, desk),
        suggestions=count_new_suggestions(session, _series_of(desk)),
    )


def tasks_at(conferences: Sequence[Conference], facts: Facts, granted: Capabilities) -> list[Task]:
    """What somebody who may do that has to do at these."""
    return [task for task in tasks_for(conferences, facts) if task.asks in granted]


def _is_over(conference: Conference, at: datetime) -> bool:
    return sign_up_state(conference, at) is SignUpState.PAST


def _behind(session: Session, desk: Desk) -> dict[int, datetime]:
    """Of those kitchens that somebody may give numbers to."""
    mine = set(desk.where(Capability.SEE_DIETS, Capability.EDIT_PARTICIPANTS))
    return list_behind(session, [one for one in desk.conferences if one.id in mine], desk.at)


def _series_of(desk: Desk) -> list[int]:
    mine = set(desk.where(Capability.EDIT))
    return sorted({one.series_id for one in desk.conferences if one.series_id and one.id in mine})


def _hidden(session: Session, desk: Desk) -> frozenset[int]:
    """To come, with items in a programme that nobody sees."""
    unseen = [
        one.id
        for one in desk.conferences
        if one.status is ConferenceStatus.PUBLISHED
        and one.programme_published_at is None
        and not _is_over(one, desk.at)
    ]
    return list_with_items(session, unseen) if unseen else frozenset()


def _deletions(session: Session, desk: Desk) -> dict[int, date]:
    """When diet and needs go, from the day after the last one until they are gone."""
    due = {one.id: needs_deleted_on(one) for one in desk.conferences if _is_over(one, desk.at)}
    today = local_date(desk.at, "Europe/Stockholm")
    coming = {number: on for number, on in due.items() if on is not None and on >= today}
    kept = list_with_needs(session, list(coming)) if coming else frozenset()
    return {number: on for number, on in coming.items() if number in kept}


def list_odd(session: Session, conference_ids: Sequence[int]) -> tuple[ByConference, ByConference]:
    """Registrations whose buyer kind is disputed, and those that look like a robot's, where somebody
    of them still stands."""
    # Both conditions: the index of the few to look at is written with either.
    either = Registration.kind_disputed | Registration.flagged
    each = (
        select(Participant.conference_id, Participant.registration_id, literal(name)).where(
            Participant.registration_id.in_(select(Registration.id).where(either, flag)),
            _among(conference_ids),
            Participant.status != Status.CANCELLED,
        )
        for name, flag in (("disputed", Registration.kind_disputed), ("flagged", Registration.flagged))
    )
    rows: Sequence[Any] = session.execute(union_all(*each)).all()
    disputed = _by_conference((row[0], row[1]) for row in rows if row[2] == "disputed")
    return disputed, _by_conference((row[0], row[1]) for row in rows if row[2] == "flagged")


def list_undelivered(session: Session, conference_ids: Sequence[int]) -> tuple[ByConference, datetime | None]:
    """Letters about people here that did not arrive, asked from the few that failed; and when the
    oldest of them was promised."""
    letter, here = OutboxMessage, _among(conference_ids)
    about_one = about_participant() & (Participant.id == letter.subject_id)
    about_all = about_registration() & (Participant.registration_id == letter.subject_id)
    each = (
        select(Participant.conference_id, letter.id, letter.created_at)
        .join(Participant, about)
        .where(HAS_FAILED, here)
        for about in (about_one, about_all)
    )
    rows = session.execute(union_all(*each)).all()
    since = min((row.created_at for row in rows), default=None)
    return _by_conference((row.conference_id, row.id) for row in rows), since


def _among(conference_ids: Sequence[int]) -> ColumnElement[bool]:
    """Whether a participant is at one of these, said so that no index answers it: the few rows that
    it is asked of are found first, and not everybody of twenty conferences."""
    return (Participant.conference_id + 0).in_(conference_ids)


def list_with_items(session: Session, conference_ids: Sequence[int]) -> frozenset[int]:
    """Those of the conferences that have items in their programme."""
    found = select(ProgrammeItem.conference_id).where(
        ProgrammeItem.conference_id.in_(conference_ids), ProgrammeItem.removed_at.is_(None)
    )
    return frozenset(session.scalars(found.distinct()))


def list_with_needs(session: Session, conference_ids: Sequence[int]) -> frozenset[int]:
    """Those of the conferences where somebody's diet or needs are kept."""
    found = select(NeedsAnswer.conference_id).where(NeedsAnswer.conference_id.in_(conference_ids))
    return frozenset(session.scalars(found.distinct()))


def _by_conference(pairs: Iterable[tuple[int, int]]) -> ByConference:
    found: dict[int, set[int]] = {}
    for conference_id, number in pairs:
        found.setdefault(conference_id, set()).add(number)
    return {conference_id: frozenset(numbers) for conference_id, numbers in found.items()}
