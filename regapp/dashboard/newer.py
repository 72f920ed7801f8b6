"""What others saved while somebody wrote: who, when and what, for the form that is refused."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from regapp.accounts.queries import get_person
from regapp.audit.models import Actor, Event
from regapp.audit.queries import list_latest
from regapp.conferences.commands.edit import SAVED
from regapp.conferences.queries import get_conference
from regapp.dashboard.edit_form import ConferenceForm
from regapp.dashboard.versioned import NewerSave, VersionedForm
from regapp.dashboard.words import ACTIONS
from regapp.database.session import session
from regapp.kernel.refusal import Refusal
from regapp.web.i18n import _, lazy

_MOST = 5
# All that raises a conference's version, by how it is written in its history. The build compares
# it with every command that does: tests/architecture/test_raising.py.
RAISES = frozenset(
    {
        SAVED, "fees_saved", "choices_set_up", "guests_saved",
        "question_added", "question_changed", "question_retired", "question_moved",
        "programme_saved", "programme_published", "programme_hidden", "presentation_saved",
        "presentation_removed", "speaker_saved", "speaker_removed", "summary_saved",
        "co_organizer_added", "co_organizer_removed",
        "conference_published", "conference_cancelled", "conference_postponed", "conference_digital",
    }
)  # fmt: skip
# What the deeds of other pages name as changed.
_PARTS = {
    "price": lazy("pris"),
    "category": lazy("kategori"),
    "feecategory": lazy("kategori"),
    "option": lazy("tillval"),
    "code": lazy("kod"),
    "accesscode": lazy("kod"),
    "late_from_at": lazy("villkor"),
    "late_fee": lazy("villkor"),
    "transfer_closes_at": lazy("villkor"),
    "late": lazy("villkor"),
    "no_show": lazy("villkor"),
    "rooms": lazy("salar och spår"),
}


def refuse(form: VersionedForm, refusal: Refusal, conference_id: int) -> None:
    """Say on the form why it was refused and, over a newer save, who saved what.

    Sent once more it goes over that save: what was typed has been seen beside it.
    """
    session().expire_all()
    form.refuse(refusal)
    seen, stands = form.seen_version, get_conference(session(), conference_id).version
    if stands != seen:
        form.newer = list_newer_saves(session(), conference_id, count=stands - seen)
        form.version.data = str(stands)


def list_newer_saves(rows: Session, conference_id: int, *, count: int) -> list[NewerSave]:
    """The latest `count` saves of a conference, newest first; each raised its version by one."""
    labels = ConferenceForm().labels()
    found = list_latest(rows, "conference", conference_id, RAISES, limit=min(count, _MOST))
    return [_save(rows, event, labels) for event in found]


def told(rows: Session, event: Event, fields: Sequence[str] = (), *, deed: str | None = None) -> NewerSave:
    """A row of the history for whoever saves over it: its fields in words or, where there are none, what
    was done as the log says it."""
    if deed is None:
        deed = "" if fields else str(ACTIONS[event.action])
    return NewerSave(_who(rows, event), event.at, tuple(fields), deed)


def _save(rows: Session, event: Event, labels: Mapping[str, str]) -> NewerSave:
    """An edit is told by its fields; another deed, or where no field of it stands on the form, as in
    the log."""
    if event.action == SAVED:
        known = _known(event.fields, labels)
        if known or not event.fields:
            return told(rows, event, known, deed="")
    return told(rows, event, _known(event.fields, _PARTS), deed=str(ACTIONS[event.action]))


def _who(rows: Session, event: Event) -> str:
    if event.actor is Actor.PARTICIPANT:
        return _("Deltagaren")
    person = get_person(rows, event.actor_id) if event.actor is Actor.MEMBER and event.actor_id else None
    return person.name if person else _("Någon")


def _known(fields: Sequence[str], labels: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(str(labels[name]) for name in fields if name in labels))
