"""Presentations: PDF and PPTX that are what they say, whole, without programs inside. Pure."""

import re
import zipfile
from typing import BinaryIO

from regapp.kernel.refusal import Refusal

_HEAD, _TAIL = 1024, 2048
_CHUNK = 1 << 20
# What a browser would take for a page, were it ever to guess.
_MARKUP = re.compile(rb"<\s*(!doctype|html|script|svg|iframe|body|\?php)", re.IGNORECASE)
# Long names: three letters would turn up by chance in what is packed.
_PDF_ACTS = re.compile(rb"/(JavaScript|Launch)\b")
_OVERLAP = 16
_MOST_PARTS = 10_000
_MOST_UNPACKED = 1 << 30
# No honest part packs this well.
_MOST_RATIO, _RATIO_COUNTS_FROM = 250, 4 << 20
_TYPES = "[Content_Types].xml"
_MOST_TYPES = 2 << 20
_SHOW = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_PROGRAMS = re.compile(
    r"(vbaproject|activex)|\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|js|jse|wsf|hta|jar|lnk|html?|php)$",
    re.IGNORECASE,
)
_ENCRYPTED = 0x1
# The record that ends an archive, without a comment.
_LIST_END, _LIST_END_LENGTH = b"PK\x05\x06", 22


def check_pdf(stream: BinaryIO) -> None:
    """Refuses file_damaged, file_two_kinds, file_macros."""
    size = stream.seek(0, 2)
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read()
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise Refusal("file_damaged")
    if _MARKUP.search(head) or zipfile.is_zipfile(stream):
        raise Refusal("file_two_kinds")
    stream.seek(0)
    before = b""
    while chunk := stream.read(_CHUNK):
        if _PDF_ACTS.search(before + chunk):
            raise Refusal("file_macros")
        before = chunk[-_OVERLAP:]


def check_pptx(stream: BinaryIO) -> None:
    """Looks into the archive's list and at one small part of it; unpacks nothing else.

    Refuses file_not_slides, file_damaged, file_macros, file_packed, file_two_kinds.
    """
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _LIST_END_LENGTH))
    # Something after the list, or before the first part: two files in one.
    ends_itself = stream.read(len(_LIST_END)) == _LIST_END
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            _check_parts(parts, size)
            if not ends_itself or min((part.header_offset for part in parts), default=1):
                raise Refusal("file_two_kinds")
            _check_slides(archive, {part.filename for part in parts})
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError, RuntimeError) as error:
        raise Refusal("file_damaged") from error


def _check_parts(parts: list[zipfile.ZipInfo], size: int) -> None:
    names = [part.filename.casefold() for part in parts]
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise Refusal("file_packed")
    # More packed bytes than the file has: its parts overlap.
    if sum(part.compress_size for part in parts) > size or any(map(_is_bomb, parts)):
        raise Refusal("file_packed")
    odd = any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names)
    if odd or len(set(names)) != len(names) or any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Refusal("file_damaged")
    if any(_PROGRAMS.search(name) for name in names):
        raise Refusal("file_macros")


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _RATIO_COUNTS_FROM and part.file_size > part.compress_size * _MOST_RATIO


def _check_slides(archive: zipfile.ZipFile, names: set[str]) -> None:
    if _TYPES not in names or "ppt/presentation.xml" not in names:
        raise Refusal("file_not_slides")
    with archive.open(_TYPES) as types:
        told = types.read(_MOST_TYPES)
    if b"macroenabled" in told.lower():
        raise Refusal("file_macros")
    if _SHOW not in told:
        raise Refusal("file_not_slides")
