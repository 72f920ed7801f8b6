"""What a turn of a conference would do, found out by doing it in a transaction that is undone.

So the preview cannot say anything else than what happens: the same command, the same letters.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.billing.queries import charged_sum
from regapp.conferences.calendar import entry_for
from regapp.conferences.last_days import LastDay, list_last_days
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import in_feed, pool_of
from regapp.interest.models import Wish
from regapp.interest.queries import count_interested
from regapp.kernel.addresses import Addresses
from regapp.mailing.letters import Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.registrations.letters import renderers
from regapp.registrations.models import Participant, Registration, Status
from regapp.registrations.rules import ACTIVE
from regapp.registrations.turned import count_consents

Act = Callable[[Session, Conference], None]
_TO_BOOKER = "_to_booker"
# Leads nowhere: a real link opens a real registration.
_TOKEN = "exempel"  # noqa: S105 - no secret, an example
_SAMPLES = 3


@dataclass(frozen=True)
class Sample:
    """A letter as one recipient will read it. A protected identity has its alias.

    status  where they stand; None for a booker who does not attend
    """

    name: str
    status: Status | None
    letter: Letter


@dataclass(frozen=True)
class Seats:
    """How the conference's own seats stand."""

    capacity: int
    taken: int
    waiting: int


@dataclass(frozen=True)
class Rehearsal:
    """What would happen. Amounts in öre; `entries` are the calendar's titles, status and SEQUENCE.

    people     how many there are of each status, before
    asked      how many must say yes to a higher fee
    bookers    letters to those who booked for others
    letters    all letters to participants and bookers
    last_days  what follows the conference: what it is, the day it was and the day it will be
    """

    people: dict[Status, int]
    bookers: int
    letters: int
    interested: int
    asked: int
    charged_before: int
    charged_after: int
    seats_before: Seats
    seats_after: Seats
    entries: tuple[tuple[str, str, int], ...]
    samples: tuple[Sample, ...]
    last_days: tuple[tuple[str, str, str], ...] = ()

    def count(self, status: str) -> int:
        return self.people.get(Status(status), 0)

    @property
    def credited(self) -> int:
        return self.charged_before - self.charged_after


def rehearse(
    session: Session, conference_id: int, act: Act, context: LetterContext, *, language: str
) -> Rehearsal:
    """Do it and look. The caller undoes everything (`database.session.rehearsal`)."""
    conference = get_conference(session, conference_id)
    people, seats = _count(session, conference), _seats(conference)
    charged = charged_sum(session, [conference_id])
    interested = count_interested(session, [conference_id], None).get(Wish.OPENING, 0)
    days = list_last_days(session, conference, language)
    last = session.scalar(select(func.max(OutboxMessage.id))) or 0
    act(session, conference)
    session.flush()
    session.expire_all()
    rows = _promised(session, conference_id, last)
    conference = get_conference(session, conference_id)
    return Rehearsal(
        people=people,
        bookers=sum(row.kind.endswith(_TO_BOOKER) for row in rows),
        letters=len(rows),
        interested=interested,
        asked=count_consents(session, conference_id),
        charged_before=charged.get(conference_id, 0),
        charged_after=charged_sum(session, [conference_id]).get(conference_id, 0),
        seats_before=seats,
        seats_after=_seats(conference),
        entries=_entries(conference, context.addresses, context.now, language),
        samples=tuple(samples_of(session, rows, context)),
        last_days=_followed(days, list_last_days(session, conference, language)),
    )


def _followed(before: Sequence[LastDay], after: Sequence[LastDay]) -> tuple[tuple[str, str, str], ...]:
    """What is another day than it was; one that is over for good has no new one."""
    now = {key: day for key, _words, day in after}
    pairs = ((words, day, now.get(key, "")) for key, words, day in before)
    return tuple(one for one in pairs if one[1] != one[2])


def _count(session: Session, conference: Conference) -> dict[Status, int]:
    here = (Participant.conference_id == conference.id, Participant.status.in_(ACTIVE))
    counted = select(Participant.status, func.count()).where(*here).group_by(Participant.status)
    return {status: count for status, count in session.execute(counted)}


def _seats(conference: Conference) -> Seats:
    pool = pool_of(conference)
    return Seats(pool.capacity, pool.taken, pool.waiting) if pool else Seats(0, 0, 0)


def _promised(session: Session, conference_id: int, last: int) -> Sequence[OutboxMessage]:
    """The letters about the turn itself."""
    found = select(OutboxMessage).where(
        OutboxMessage.id > last, OutboxMessage.kind.like("registrations.conference\\_%", escape="\\")
    )
    rows = session.scalars(found.order_by(OutboxMessage.id))
    return [row for row in rows if row.details.get("conference_id") == conference_id]


def _entries(
    conference: Conference, addresses: Addresses, now: datetime, language: str
) -> tuple[tuple[str, str, int], ...]:
    days = (day for day in conference.days if in_feed(day, now))
    entries = (entry_for(conference, day, addresses, language) for day in days)
    return tuple((entry.summary, entry.status, entry.sequence) for entry in entries)


def samples_of(session: Session, rows: Sequence[OutboxMessage], context: LetterContext) -> Iterable[Sample]:
    """Some of the letters, in a transaction that is undone: the rows are disguised for it."""
    write = renderers()
    for row in _chosen(session, rows):
        status, name = _disguise(session, row)
        session.flush()
        written = write[row.kind](session, row, context)
        if written is not None:
            yield Sample(name, status, written[1])


def _chosen(session: Session, rows: Sequence[OutboxMessage]) -> list[OutboxMessage]:
    """One with a seat, one in line, one booker who does not attend; others where these are missing."""
    bookers = [row for row in rows if row.kind.endswith(_TO_BOOKER)]
    people = [row for row in rows if not row.kind.endswith(_TO_BOOKER)]
    found = select(Participant.id).where(
        Participant.id.in_([row.subject_id for row in people[:_MANY]]), Participant.status == Status.WAITING
    )
    waiting = set(session.scalars(found))
    seated = [row for row in people if row.subject_id not in waiting]
    in_line = [row for row in people if row.subject_id in waiting]
    best = [*seated[:1], *in_line[:1], *bookers[:1]]
    others = [row for row in (*seated, *in_line, *bookers) if row not in best]
    return [*best, *others][:_SAMPLES]


# Below what a database takes as values of one statement.
_MANY = 5000


def _disguise(session: Session, row: OutboxMessage) -> tuple[Status | None, str]:
    """Who it is for and where they stand, once nothing shows that the organizer must not see."""
    if row.kind.endswith(_TO_BOOKER):
        registration = session.get_one(Registration, row.subject_id)
        disguise(session, registration)
        return None, registration.booker_name
    person = session.get_one(Participant, row.subject_id)
    disguise(session, session.get_one(Registration, person.registration_id))
    return person.status, person.name.strip()


def disguise(session: Session, registration: Registration) -> None:
    """Take out of the rows (which are undone) what the organizer must not see: links that open
    registrations, names of protected people."""
    registration.token = f"{_TOKEN}-{registration.id}"
    with_them = select(Participant).where(Participant.registration_id == registration.id)
    for one in session.scalars(with_them):
        one.token = f"{_TOKEN}-{registration.id}-{one.id}"
        if one.protected:
            if one.is_booker:
                registration.booker_name = one.alias
            one.given_name, one.family_name = one.alias, ""
