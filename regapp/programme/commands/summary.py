"""What is said of a conference afterwards."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import Conference
from regapp.programme.models import Summary


@dataclass(frozen=True, kw_only=True)
class SummaryPlan:
    """`speaker_id`: whose card stands beside it."""

    text: str
    text_en: str = ""
    speaker_id: int | None = None
    published: bool = False


def save_summary(
    session: Session, conference: Conference, plan: SummaryPlan, *, version: int, by: By, now: datetime
) -> None:
    """Write it. An empty text is no summary. Refuses edited_meanwhile."""
    claim_version(session, conference, version)
    kept = session.get(Summary, conference.id)
    if kept is None:
        kept = Summary(conference_id=conference.id)
        session.add(kept)
    kept.text, kept.text_en, kept.speaker_id = plan.text, plan.text_en, plan.speaker_id
    shown = plan.published and bool(plan.text)
    kept.published_at = (kept.published_at or now) if shown else None
    session.flush()
    record(
        session, "summary_saved", by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id, fields=["summary"],
    )  # fmt: skip
