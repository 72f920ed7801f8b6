"""Finding rows of files."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.files.models import StoredFile

_AT_ONCE = 500


def find_file(session: Session, conference_id: int, file_id: int) -> StoredFile | None:
    """One of this conference."""
    found = select(StoredFile).where(StoredFile.id == file_id, StoredFile.conference_id == conference_id)
    return session.scalars(found).one_or_none()


def known_keys(session: Session, keys: Collection[str]) -> set[str]:
    """Those of these keys that a row knows."""
    listed = list(keys)
    known: set[str] = set()
    for start in range(0, len(listed), _AT_ONCE):
        some = select(StoredFile.key).where(StoredFile.key.in_(listed[start : start + _AT_ONCE]))
        known.update(session.scalars(some))
    return known
