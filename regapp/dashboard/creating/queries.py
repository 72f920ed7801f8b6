"""What the steps offer: whose a new conference may be, who may hold it with them."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from regapp.conferences.creating import READY_QUESTIONS
from regapp.conferences.models import Conference
from regapp.conferences.queries import list_questions
from regapp.organizers.queries import list_organizers
from regapp.organizers.rules import Capability, Viewer


def own_organizers(viewer: Viewer) -> dict[int, str]:
    """Names by number of the organizers that somebody may make conferences for."""
    return {
        one.organizer_id: one.organizer_name
        for one in viewer.memberships
        if Capability.EDIT in viewer.capabilities_at(one.organizer_id)
    }


def all_organizers(session: Session) -> dict[int, str]:
    return {one.id: one.name for one in sorted(list_organizers(session), key=lambda one: one.name)}


def asked_already(session: Session, drafts: Sequence[Conference]) -> tuple[list[str], list[str]]:
    """The ready questions that are asked, by key, and the labels of all others."""
    labels = [one.label for one in list_questions(session, [drafts[0].id])]
    ready = {one.label: one.key for one in READY_QUESTIONS}
    return [ready[one] for one in labels if one in ready], [one for one in labels if one not in ready]
