"""Presentations: handed in, replaced at the same address, shown to whom it was decided, taken away."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import Conference
from regapp.files.commands import Upload, add_file, drop_file
from regapp.kernel.refusal import Refusal
from regapp.programme.models import Presentation, ProgrammeItem, Visibility
from regapp.programme.queries import list_presentations

_MOST_OF_AN_ITEM, _TITLE = 5, 160


@dataclass(frozen=True, kw_only=True)
class PresentationPlan:
    """A presentation as it shall be. `visible_at` None: at once."""

    title: str
    visibility: Visibility
    item_id: int | None = None
    visible_at: datetime | None = None


def save_presentation(
    session: Session,
    conference: Conference,
    presentation: Presentation | None,
    plan: PresentationPlan,
    *,
    upload: Upload | None,
    version: int,
    by: By,
    now: datetime,
) -> tuple[Presentation, str | None]:
    """Add one or change it; also the key of the file it had before.

    Another file stands at the same address. Refuses edited_meanwhile, file_missing. Loaded: file.
    """
    claim_version(session, conference, version)
    old = presentation.file if presentation and upload else None
    file_id = add_file(session, conference.id, upload, now=now).id if upload else None
    if presentation is None:
        if file_id is None:
            raise Refusal("file_missing", field="file")
        presentation = Presentation(
            conference_id=conference.id, file_id=file_id, created_at=now, changed_at=now, **asdict(plan)
        )
        session.add(presentation)
    else:
        presentation.file_id = file_id or presentation.file_id
        presentation.changed_at = now
        for name, value in asdict(plan).items():
            setattr(presentation, name, value)
    session.flush()
    _record(session, "presentation_saved", conference, by, now)
    return presentation, drop_file(session, old) if old else None


def hand_in(
    session: Session, conference: Conference, item: ProgrammeItem, upload: Upload, *, now: datetime
) -> str | None:
    """A speaker's own file: hidden until the organizer decides. Takes the place of what they handed in
    before and nobody has shown; the key of that. Refuses too_many_presentations.
    """
    there = [one for one in list_presentations(session, conference.id) if one.item_id == item.id]
    hidden = [one for one in there if one.visibility is Visibility.HIDDEN]
    if not hidden and len(there) >= _MOST_OF_AN_ITEM:
        raise Refusal("too_many_presentations", field="file")
    file = add_file(session, conference.id, upload, now=now)
    dropped = None
    if hidden:
        old = hidden[-1].file
        hidden[-1].file_id, hidden[-1].changed_at = file.id, now
        session.flush()
        dropped = drop_file(session, old)
    else:
        fresh = Presentation(
            conference_id=conference.id, item_id=item.id, file_id=file.id, title=item.title[:_TITLE],
            visibility=Visibility.HIDDEN, created_at=now, changed_at=now,
        )  # fmt: skip
        session.add(fresh)
        session.flush()
    _record(session, "presentation_handed_in", conference, PARTICIPANT, now)
    return dropped


def remove_presentation(
    session: Session,
    conference: Conference,
    presentation: Presentation,
    *,
    version: int,
    by: By,
    now: datetime,
) -> str:
    """Gone with its file; the file's key. Refuses edited_meanwhile. Loaded: file."""
    claim_version(session, conference, version)
    file = presentation.file
    session.delete(presentation)
    session.flush()
    _record(session, "presentation_removed", conference, by, now)
    return drop_file(session, file)


def _record(session: Session, action: str, conference: Conference, by: By, now: datetime) -> None:
    record(
        session, action, by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id, fields=["presentations"],
    )  # fmt: skip
