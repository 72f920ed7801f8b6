"""Taking out a programme item that people chose: its seats and wishes are freed, and they are told."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.choices.commands.seats import forget_item
from regapp.choices.models import ParticipantChoice
from regapp.conferences.commands.seats import lock_pools
from regapp.conferences.models import Conference
from regapp.programme.commands import mark_told, remove_item
from regapp.programme.models import ProgrammeItem
from regapp.registrations.commands.letters import ITEM_REMOVED, promise_all
from regapp.registrations.commands.line import lock_groups
from regapp.registrations.models import Participant
from regapp.registrations.rules import ACTIVE, may_cancel


def remove_chosen_item(
    session: Session, conference: Conference, item: ProgrammeItem, *, version: int, by: By, now: datetime
) -> int:
    """Take it out; how many of those who come had chosen or wished for it.

    They keep their seat at the conference; in their own calendars the item is cancelled. What is over
    is told to nobody. Refuses edited_meanwhile. Loaded: days, pools.
    """
    lock_pools(session, [pool.id for pool in conference.pools])
    remove_item(session, conference, item, version=version, by=by, now=now)
    chose = (
        select(Participant.id)
        .join(ParticipantChoice, ParticipantChoice.participant_id == Participant.id)
        .where(ParticipantChoice.item_id == item.id, Participant.status.in_(ACTIVE))
    )
    ids = session.scalars(chose.order_by(Participant.id)).all()
    forget_item(session, item.id)
    if not ids:
        return 0
    groups = lock_groups(session, ids)
    if item.told:
        mark_told(session, conference, item.id)
    record(
        session, "choices_changed", by=by, subject_type="participant", subject_ids=ids, now=now,
        conference_id=conference.id, fields=("choices",),
    )  # fmt: skip
    if may_cancel(conference, now):
        title = {"sv": item.title, "en": item.title_en or item.title}
        promise_all(session, ITEM_REMOVED, groups, now=now, details={"title": title})
    return len(ids)
