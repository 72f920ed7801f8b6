"""Whose save it is: every change of what a conference says or asks raises its version."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.kernel.refusal import Refusal


def claim_version(session: Session, conference: Conference, version: int) -> None:
    """Raise the version from `version`, that of the page it was drawn from.

    Refuses edited_meanwhile: somebody else's save must not vanish under ours. Sign-ups that read
    the conference before are tried again on a fresh look.
    """
    rows = update(Conference).where(Conference.id == conference.id, Conference.version == version)
    raised = rows.values(version=version + 1).returning(Conference.id)
    silent = {"synchronize_session": False}
    if session.execute(raised, execution_options=silent).scalar_one_or_none() is None:
        raise Refusal("edited_meanwhile")
    session.refresh(conference, ["version"])
