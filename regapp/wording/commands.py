"""Saving a conference's own words, going back to the standard ones, turning a letter off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.database.upsert import insert_for
from regapp.kernel.refusal import Refusal
from regapp.wording.models import LetterText

_TEXTS = ("subject", "body", "subject_en", "body_en")


def save_text(
    session: Session,
    conference_id: int,
    kind: str,
    texts: Mapping[str, str],
    *,
    version: int,
    by: By,
    now: datetime,
) -> None:
    """Keep the words: subject, body, subject_en, body_en; an empty one is the standard text.

    version  the one the form was drawn from, 0 where nothing was kept yet

    Refuses letter_edited_meanwhile.
    """
    values = {name: texts[name] for name in _TEXTS}
    if not _write(session, conference_id, kind, values, version=version, by=by, now=now):
        raise Refusal("letter_edited_meanwhile")
    _record(session, "letter_saved", conference_id, kind, by=by, now=now)


def restore_text(session: Session, conference_id: int, kind: str, *, by: By, now: datetime) -> None:
    """Back to the standard words, in both languages."""
    known = session.get(LetterText, (conference_id, kind), with_for_update=True)
    if known is not None and known.is_own:
        for name in _TEXTS:
            setattr(known, name, "")
        _touch(known, by, now)
        session.flush()
        _record(session, "letter_restored", conference_id, kind, by=by, now=now)


def switch_letter(
    session: Session, conference_id: int, kind: str, *, on: bool, by: By, now: datetime
) -> None:
    """Turn off, or on again, what would be sent by itself."""
    known = session.get(LetterText, (conference_id, kind), with_for_update=True)
    if known is None and not on:
        # Two at once: whoever is second finds the first one's row.
        if not _write(session, conference_id, kind, {"off": True}, version=0, by=by, now=now):
            return
    elif known is not None and known.off == on:
        known.off = not on
        _touch(known, by, now)
        session.flush()
    else:
        return
    action = "letter_turned_on" if on else "letter_turned_off"
    _record(session, action, conference_id, kind, by=by, now=now)


def _write(
    session: Session,
    conference_id: int,
    kind: str,
    values: Mapping[str, Any],
    *,
    version: int,
    by: By,
    now: datetime,
) -> bool:
    """Whether the row was as `version` says, and is as `values` say now."""
    stamp = {"version": version + 1, "changed_at": now, "changed_by_id": by.person_id}
    at = {"conference_id": conference_id, "kind": kind}
    written: Any
    if version == 0:
        written = insert_for(session)(LetterText).values(**at, **values, **stamp).on_conflict_do_nothing()
    else:
        written = update(LetterText).filter_by(**at, version=version).values(**values, **stamp)
    written = written.returning(LetterText.version).execution_options(synchronize_session=False)
    done: int | None = session.execute(written).scalar_one_or_none()
    return done is not None


def _touch(text: LetterText, by: By, now: datetime) -> None:
    text.version += 1
    text.changed_at, text.changed_by_id = now, by.person_id


def _record(session: Session, action: str, conference_id: int, kind: str, *, by: By, now: datetime) -> None:
    record(
        session, action, by=by, subject_type="conference", subject_ids=[conference_id], now=now,
        conference_id=conference_id, fields=[kind],
    )  # fmt: skip
