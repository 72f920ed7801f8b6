"""A backup's file: a tar with the database, a manifest and, only if asked for, the secret key.

Whole or not there at all, readable by its owner only. Nothing is unpacked by the name it gives.
"""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from regapp.files.storage import FolderStorage

_FORMAT = 1
_MANIFEST, _DATABASE, _SECRET = "manifest.json", "database", "secret_key"
_UPLOAD = re.compile(r"uploads/([0-9a-f]{32})")
_CHUNK = 1 << 20


class ArchiveError(Exception):
    """The file is no backup, or not one that can be used; the text says why, in one line."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    kind      "sqlite" (the database file) or "postgresql" (what pg_dump wrote)
    revision  the schema's
    sha256    of the database member, in hexadecimal
    """

    kind: str
    revision: str
    version: str
    made_at: str
    demo: bool
    sha256: str


def write_archive(
    file: Path, database: Path, manifest: Manifest, *, secret: str | None, uploads: FolderStorage
) -> None:
    """Write `file` under another name and rename it when it is whole."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            with tarfile.open(fileobj=out, mode="w") as tar:
                described = {"format": _FORMAT, **asdict(manifest)}
                _add(tar, _MANIFEST, json.dumps(described, indent=1).encode())
                with database.open("rb") as content:
                    tar.addfile(_member(_DATABASE, database.stat().st_size), content)
                if secret is not None:
                    _add(tar, _SECRET, secret.encode())
                _add_uploads(tar, uploads)
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(file.parent)


class Archive:
    """An open backup."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.manifest = _manifest(_read(tar, _MANIFEST))

    def secret(self) -> str | None:
        """The installation's secret key, where the backup was made with it."""
        return _read(self._tar, _SECRET).decode("ascii") if _SECRET in self._tar.getnames() else None

    def uploads(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Every file that was handed in, by its key; members of any other name are nothing to us."""
        for member in self._tar:
            found = _UPLOAD.fullmatch(member.name)
            content = self._tar.extractfile(member) if found and member.isfile() else None
            if found and content is not None:
                yield found[1], content

    def copy_database(self, to: Path) -> None:
        """The database as a file of its own; ArchiveError if it is not what the manifest says."""
        digest = hashlib.sha256()
        with _open(self._tar, _DATABASE) as content, to.open("xb") as out:
            to.chmod(0o600)
            while chunk := content.read(_CHUNK):
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != self.manifest.sha256:
            raise ArchiveError("The backup is damaged: the database is not what its manifest says.")


@contextmanager
def open_archive(file: Path) -> Iterator[Archive]:
    try:
        with tarfile.open(file, mode="r:") as tar:
            yield Archive(tar)
    except (tarfile.TarError, EOFError) as error:
        raise ArchiveError(f"{file} is no backup, or not a whole one.") from error
    except OSError as error:
        raise ArchiveError(f"Cannot read {file} ({error.strerror}).") from error


def digest_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _manifest(source: bytes) -> Manifest:
    try:
        values: Mapping[str, Any] = json.loads(source)
        if values["format"] != _FORMAT:
            raise ArchiveError("The backup was made by a newer version of regapp.")
        return Manifest(**{key: value for key, value in values.items() if key != "format"})
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError("The file's manifest is not that of a backup.") from error


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_member(name, len(content)), io.BytesIO(content))


def _add_uploads(tar: tarfile.TarFile, uploads: FolderStorage) -> None:
    """After the database: every file that its rows know is there, unless it was deleted meanwhile."""
    for key in uploads.list_keys():
        try:
            content = uploads.open(key)
        except FileNotFoundError:
            continue
        with content:
            size = content.seek(0, os.SEEK_END)
            content.seek(0)
            tar.addfile(_member(f"uploads/{key}", size), content)


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _read(tar: tarfile.TarFile, name: str) -> bytes:
    with _open(tar, name) as content:
        return content.read(_CHUNK)


def _open(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        content = tar.extractfile(name)
    except KeyError:
        content = None
    if content is None:
        raise ArchiveError(f"The file holds no {name}: it is no backup.")
    return content
