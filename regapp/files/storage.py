"""Where the bytes of files lie: behind one small interface, in a folder outside everything served."""

import contextlib
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, Protocol

_KEY = re.compile(r"[0-9a-f]{32}")
_CHUNK = 1 << 20


class Written(NamedTuple):
    key: str
    size: int
    sha256: str


class Storage(Protocol):
    """Bytes by a key that the storage draws. A key's bytes never change."""

    def put(self, stream: IO[bytes]) -> Written:
        """Keep what the stream holds from where it stands, whole or not at all."""

    def open(self, key: str) -> BinaryIO:
        """To read from, seekable; FileNotFoundError where there is nothing."""

    def delete(self, key: str) -> None:
        """Gone; nothing happens where there was nothing."""

    def list_keys(self, *, before: datetime | None = None) -> Iterator[str]:
        """Everything that is kept, or what was written before an instant of the system's clock."""


class FolderStorage:
    """A folder that several hosts may share. Names are drawn here, never taken from outside."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, stream: IO[bytes]) -> Written:
        key = secrets.token_hex(16)
        path = self._path(key)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_name(f".{key}")
        digest, size = hashlib.sha256(), 0
        try:
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            unfinished.rename(path)
        finally:
            unfinished.unlink(missing_ok=True)
        return Written(key, size, digest.hexdigest())

    def open(self, key: str) -> BinaryIO:
        return self._path(key).open("rb")

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def list_keys(self, *, before: datetime | None = None) -> Iterator[str]:
        for path in sorted(self._folder.glob("[0-9a-f][0-9a-f]/*")):
            # Half-written ones, too, once nobody can still be writing them.
            key = path.name.lstrip(".")
            if not _KEY.fullmatch(key) or (before is None and path.name != key):
                continue
            with contextlib.suppress(FileNotFoundError):
                if before is None or path.stat().st_mtime < before.timestamp():
                    yield key

    def forget_unfinished(self, key: str) -> None:
        """What a process that was killed left of a file."""
        path = self._path(key)
        path.with_name(f".{key}").unlink(missing_ok=True)

    def put_back(self, key: str, stream: IO[bytes]) -> None:
        """From a backup, under the key it had. Keys never change their bytes: one that is there is right."""
        path = self._path(key)
        if path.exists():
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_name(f".{key}")
        with unfinished.open("wb") as out:
            unfinished.chmod(0o600)
            shutil.copyfileobj(stream, out, _CHUNK)
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(path)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise FileNotFoundError(key)
        return self._folder / key[:2] / key
