"""Presentations: handed in, replaced at the same address, shown to whom it was decided, taken away."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import Conference
from regapp.files.commands import Upload, add_file, drop_file
from regapp.kernel.refusal import Refusal
from regapp.programme.models import Presentation, Visibility


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
