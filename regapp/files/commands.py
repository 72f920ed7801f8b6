"""Keeping files and letting them go.

The bytes are written before the row and deleted after it, so a row always has its bytes. What a
crash in between leaves is bytes that no row knows: `sweep` takes them, an hour later at the earliest.
"""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from sqlalchemy.orm import Session

from regapp.files.models import StoredFile
from regapp.files.queries import known_keys
from regapp.files.rules import Judged, safe_name
from regapp.files.storage import FolderStorage, Storage, Written

_NO_LONGER_UNDER_WAY = timedelta(hours=1)


@dataclass(frozen=True)
class Upload:
    """Bytes that are in the storage already, and what they were found to be."""

    written: Written
    judged: Judged
    name: str


def store(storage: Storage, stream: IO[bytes], judged: Judged, *, name: str) -> Upload:
    """Write the bytes. Before the transaction, so that nobody waits for a disk with the lock in hand."""
    stream.seek(0)
    written = storage.put(io.BytesIO(judged.data) if judged.data is not None else stream)
    return Upload(written, judged, safe_name(name, judged.type))


def add_file(session: Session, conference_id: int, upload: Upload, *, now: datetime) -> StoredFile:
    """The row of what was stored."""
    row = StoredFile(
        conference_id=conference_id,
        key=upload.written.key,
        size=upload.written.size,
        sha256=upload.written.sha256,
        type=upload.judged.type,
        width=upload.judged.width,
        height=upload.judged.height,
        name=upload.name,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def drop_file(session: Session, file: StoredFile) -> str:
    """Delete the row; its key, for `Storage.delete` once that is committed."""
    session.delete(file)
    session.flush()
    return file.key


def sweep(session: Session, storage: FolderStorage, *, now: datetime) -> int:
    """Delete bytes that no row knows; how many. `now` is the system's. Reads only the database."""
    keys = list(storage.list_keys(before=now - _NO_LONGER_UNDER_WAY))
    unknown = set(keys) - known_keys(session, keys)
    for key in unknown:
        storage.delete(key)
        storage.forget_unfinished(key)
    return len(unknown)
