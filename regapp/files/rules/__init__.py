"""What may be kept, decided by what the bytes are; names that are safe to show and to save by. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from regapp.files.models import FileType
from regapp.files.rules.pdf import check_pdf
from regapp.files.rules.pictures import DamagedError, clean_jpeg, clean_png, clean_webp
from regapp.files.rules.slides import check_pptx
from regapp.kernel.refusal import Refusal
from regapp.kernel.text import clean_line

MEGABYTE = 1 << 20
PICTURES = frozenset({FileType.PNG, FileType.JPEG, FileType.WEBP})
PRESENTATIONS = frozenset({FileType.PDF, FileType.PPTX})
LARGEST_PICTURE = 8 * MEGABYTE
LARGEST_PRESENTATION = 50 * MEGABYTE
_MOST_PIXELS = 50_000_000
_NAME_LENGTH = 100
CONTENT_TYPES = {
    FileType.PDF: "application/pdf",
    FileType.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    FileType.PNG: "image/png",
    FileType.JPEG: "image/jpeg",
    FileType.WEBP: "image/webp",
}
SUFFIXES = {
    FileType.PDF: ".pdf",
    FileType.PPTX: ".pptx",
    FileType.PNG: ".png",
    FileType.JPEG: ".jpg",
    FileType.WEBP: ".webp",
}
_CLEAN = {FileType.PNG: clean_png, FileType.JPEG: clean_jpeg, FileType.WEBP: clean_webp}
# What Windows and others take for something else than a name.
_UNSAFE = re.compile(r'[<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Judged:
    """What a file is, and of a picture the bytes that are kept in place of those that came."""

    type: FileType
    data: bytes | None = None
    width: int | None = None
    height: int | None = None


def judge(stream: BinaryIO, allowed: Collection[FileType], *, largest: int) -> Judged:
    """What the file is, by its bytes alone. Leaves the stream at its start.

    Refuses file_empty, file_too_large, file_kind, file_damaged, file_macros, file_packed, file_two_kinds,
    file_attached, file_outside.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    if not size:
        raise Refusal("file_empty")
    if size > largest:
        raise Refusal("file_too_large", most=largest // MEGABYTE)
    found = _type_of(stream.read(16))
    stream.seek(0)
    if found is None or found not in allowed:
        raise Refusal("file_kind", kinds=kinds_words(allowed))
    judged = _picture(stream.read(), found) if found in PICTURES else _document(stream, found)
    stream.seek(0)
    return judged


def kinds_words(allowed: Collection[FileType]) -> str:
    """ "PDF, PPTX": the same words in every language."""
    return ", ".join(one.value.upper() for one in FileType if one in allowed)


def safe_name(given: str, kind: FileType) -> str:
    """A name that is only a name, ending as its content does.

    >>> safe_name("../../etc/CON.pdf.exe", FileType.PDF)
    'fil-CON.pdf.pdf'
    """
    last = clean_line(given.replace("\\", "/").rsplit("/", 1)[-1])
    stem = PurePosixPath(_UNSAFE.sub("", last).lstrip(". ")).stem.rstrip(". ")
    if _DEVICES.match(stem):
        stem = f"fil-{stem}"
    return (stem[:_NAME_LENGTH].rstrip(". ") or "fil") + SUFFIXES[kind]


def _type_of(head: bytes) -> FileType | None:
    if head.startswith(b"%PDF-"):
        return FileType.PDF
    if head.startswith(b"PK\x03\x04"):
        return FileType.PPTX
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return FileType.WEBP
    return None


def _document(stream: BinaryIO, kind: FileType) -> Judged:
    (check_pdf if kind is FileType.PDF else check_pptx)(stream)
    return Judged(kind)


def _picture(data: bytes, kind: FileType) -> Judged:
    try:
        cleaned = _CLEAN[kind](data)
    except (DamagedError, IndexError) as error:
        raise Refusal("file_damaged") from error
    if not 0 < cleaned.width * cleaned.height <= _MOST_PIXELS:
        raise Refusal("file_picture_size")
    return Judged(kind, cleaned.data, cleaned.width, cleaned.height)
