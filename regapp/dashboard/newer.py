"""What others saved while somebody wrote: who, when and what, for the page that refuses the save."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from regapp.accounts.queries import get_person
from regapp.audit.models import Event
from regapp.audit.queries import list_history
from regapp.conferences.commands.edit import SAVED
from regapp.dashboard.words import ACTIONS
from regapp.web.i18n import _

_MOST = 5
# All that raises a conference's version, by how it is written in its history.
_RAISES = frozenset(
    {
        SAVED, "fees_saved", "choices_set_up", "guests_saved",
        "question_added", "question_changed", "question_retired", "question_moved",
        "programme_saved", "programme_published", "programme_hidden", "presentation_saved",
        "presentation_removed", "speaker_saved", "speaker_removed", "summary_saved",
        "co_organizer_added", "co_organizer_removed",
        "conference_published", "conference_cancelled", "conference_postponed", "conference_digital",
    }
)  # fmt: skip


class NewerSave(NamedTuple):
    """`fields`: what was changed on the form that is refused. `deed`: what was done on another page.
    Neither: somebody pressed the button without having changed anything."""

    who: str
    at: Any
    fields: Sequence[str]
    deed: str


def list_newer_saves(
    session: Session, conference_id: int, *, seen: int, stands: int, labels: Mapping[str, str]
) -> list[NewerSave]:
    """The saves from version `seen` to `stands`, newest first; each raised it by one."""
    count = min(stands - seen, _MOST)
    raising = [one for one in list_history(session, "conference", conference_id) if one.action in _RAISES]
    return [_told(session, event, labels) for event in raising[: max(count, 0)]]


def _told(session: Session, event: Event, labels: Mapping[str, str]) -> NewerSave:
    person = get_person(session, event.actor_id) if event.actor_id else None
    saved = event.action == SAVED
    fields = dict.fromkeys(labels.get(name, name) for name in event.fields) if saved else ()
    deed = "" if saved else str(ACTIONS[event.action])
    return NewerSave(person.name if person else _("Någon"), event.at, list(fields), deed)
