"""Whom and what the lines of a log are about, by the names that the viewer may see."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.accounts.models import Person
from regapp.audit.models import Event
from regapp.conferences.access import capabilities_at
from regapp.conferences.models import Conference
from regapp.organizers.rules import Capability, Viewer
from regapp.registrations.models import Participant


def names_of(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """Names of those who sign in, by number; nothing for an account that is gone."""
    found = session.execute(select(Person.id, Person.name).where(Person.id.in_(set(person_ids))))
    return {number: name for number, name in found}


def about(
    session: Session, events: Sequence[Event], conferences: Sequence[Conference], viewer: Viewer
) -> dict[int, Participant]:
    """The participants of the lines, by number, at conferences where the viewer sees them."""
    seen = [one.id for one in conferences if Capability.SEE_PARTICIPANTS in capabilities_at(viewer, one)]
    ids = {one.subject_id for one in events if one.subject_type == "participant"}
    found = select(Participant).where(Participant.id.in_(ids), Participant.conference_id.in_(seen))
    return {one.id: one for one in session.scalars(found)}
