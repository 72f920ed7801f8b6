"""PPTX that is what it says, without programs inside and without reaching for anything outside. Pure."""

import re
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

from regapp.files.rules.links import outside_links
from regapp.kernel.refusal import Refusal

_MOST_PARTS = 10_000
_MOST_UNPACKED = 1 << 30
# No honest part packs this well.
_MOST_RATIO, _RATIO_COUNTS_FROM = 250, 4 << 20
_TYPES = "[Content_Types].xml"
_MOST_TYPES = 2 << 20
_MOST_LINKS, _MOST_OBJECTS = 32 << 20, 128 << 20
_PIECE, _OVERLAP = 1 << 20, 64
_SHOW = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_PROGRAMS = re.compile(
    r"(vbaproject|activex)|\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|js|jse|wsf|hta|jar|lnk|html?|php"
    r"|xlsm|xlsb|xltm|xlam|docm|dotm|pptm|potm|ppam|ppsm)$",
    re.IGNORECASE,
)
# Of what hangs in an older kind of object: a file of any sort, a macro. Names there are UTF-16.
_HANGING = re.compile(
    re.escape("\x01Ole10Native".encode("utf-16-le")) + b"|" + "_VBA_PROJECT".encode("utf-16-le")
)
_ENCRYPTED = 0x1
# The record that ends an archive, without a comment.
_LIST_END, _LIST_END_LENGTH = b"PK\x05\x06", 22


def check_pptx(stream: BinaryIO) -> None:
    """Looks into the archive's list, at its links and old objects; unpacks nothing else.

    Refuses file_not_slides, file_damaged, file_macros, file_packed, file_two_kinds, file_attached,
    file_outside.
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
            _check_links(archive, (one for one in parts if one.filename.casefold().endswith(".rels")))
            _check_objects(archive, (one for one in parts if one.filename.casefold().endswith(".bin")))
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


def _check_links(archive: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]) -> None:
    """A link that somebody clicks is honest; what is fetched or started by itself is not."""
    left = _MOST_LINKS
    for part in parts:
        left -= part.file_size
        if left < 0:
            raise Refusal("file_packed")
        for link in outside_links(archive.read(part)):
            if _PROGRAMS.search(link.path):
                raise Refusal("file_macros")
            if not link.is_harmless:
                raise Refusal("file_outside")


def _check_objects(archive: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]) -> None:
    left = _MOST_OBJECTS
    for part in parts:
        left -= part.file_size
        if left < 0:
            raise Refusal("file_packed")
        before = b""
        with archive.open(part) as data:
            while piece := data.read(_PIECE):
                if _HANGING.search(before + piece):
                    raise Refusal("file_attached")
                before = piece[-_OVERLAP:]
