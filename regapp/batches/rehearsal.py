"""What an action for many would do, found out by doing it in a transaction that is undone."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.billing.queries import charged_sum
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.registrations.commands.letters import LET_IN, OFFERED
from regapp.registrations.models import Participant, Status
from regapp.registrations.rehearsal import Sample, samples_of
from regapp.registrations.rules import SEATED

_TO_BOOKER = "_to_booker"


@dataclass(frozen=True)
class Look:
    """What would happen. Amounts in öre.

    count    participants whom it takes
    letters  to them and whoever signed them up
    let_in, offered  how many in line would get, or be offered, the seats
    samples  what one of them would read: two letters where one place is left for another
    """

    count: int
    letters: int
    let_in: int
    offered: int
    charged_before: int
    charged_after: int
    samples: tuple[Sample, ...]

    @property
    def difference(self) -> int:
        return self.charged_after - self.charged_before


def look(
    session: Session, conference_ids: Collection[int], act: Callable[[Session], int], context: LetterContext
) -> Look:
    """Do it and look. The caller undoes everything (`database.session.rehearsal`)."""
    ids = sorted(conference_ids)
    before = sum(charged_sum(session, ids).values())
    last = session.scalar(select(func.max(OutboxMessage.id))) or 0
    queued = _in_line(session, ids)
    count = act(session)
    session.flush()
    session.expire_all()
    line = _moved_up(session, queued)
    found = select(OutboxMessage).where(OutboxMessage.id > last).order_by(OutboxMessage.id)
    rows = list(session.scalars(found))
    own = [row for row in rows if row.kind.removesuffix(_TO_BOOKER) not in {LET_IN, OFFERED}]
    return Look(
        count=count,
        letters=len(own),
        let_in=line[Status.CONFIRMED],
        offered=line[Status.OFFERED],
        charged_before=before,
        charged_after=sum(charged_sum(session, ids).values()),
        samples=tuple(samples_of(session, _of_one(own), context)),
    )


def _in_line(session: Session, conference_ids: Collection[int]) -> dict[int, int]:
    """Who waits, and where."""
    found = select(Participant.id, Participant.conference_id).where(
        Participant.conference_id.in_(conference_ids), Participant.status == Status.WAITING
    )
    return {number: conference_id for number, conference_id in session.execute(found)}


def _moved_up(session: Session, queued: Mapping[int, int]) -> Counter[Status]:
    """How those stand now who waited and are where they were. People, since a letter may be for several."""
    found = select(Participant.id, Participant.conference_id, Participant.status).where(
        Participant.conference_id.in_(set(queued.values())), Participant.status.in_(SEATED)
    )
    return Counter(status for number, at, status in session.execute(found) if queued.get(number) == at)


def _of_one(rows: Sequence[OutboxMessage]) -> list[OutboxMessage]:
    """All letters to the first participant, or to a booker where no participant gets any."""
    ordered = sorted(rows, key=lambda row: row.kind.endswith(_TO_BOOKER))
    return [row for row in rows if ordered and _reader(row) == _reader(ordered[0])]


def _reader(row: OutboxMessage) -> tuple[bool, int]:
    return row.kind.endswith(_TO_BOOKER), row.subject_id
