"""PDF that is what it says and starts nothing: also inside the streams where objects lie packed. Pure.

Names may be written in more ways than one (`/J#61vaScript`), and objects may lie deflated in an object
stream. Both are looked through, so far and no further: what cannot be looked into is not taken.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from regapp.files.rules.markup import MARKUP
from regapp.kernel.refusal import Refusal

_HEAD, _TAIL = 1024, 2048
_CHUNK = 1 << 20
# What stands before a stream: its dictionary. None is longer.
_DICTIONARY = 64 << 10
_PIECE, _BEGINNING = 64 << 10, 256
# Honest object streams are a few MB together.
_MOST_UNPACKED, _MOST_STREAMS = 64 << 20, 100_000
_STREAM = re.compile(rb"(?<!d)stream[ \t]*(?:\r\n|\n|\r)")
# Numbers and places of objects: how an object stream begins. A page may begin with numbers too, and then
# tells what to do with them.
_PLACES = re.compile(
    rb"(?!\s*[-\d.]+(?:\s+[-\d.]+){0,5}\s+(?:cm|re|rg|RG|T[mdD]|[mlcvywdgGkK])\s)\s*\d+\s+0\s"
)
_OVERLAP = 128


# A name begins after what cannot be the middle of a text ("HTML/JavaScript").
_BEGINS_A_NAME = re.compile(rb"(?:\A|[^A-Za-z0-9]|/[A-Za-z0-9#]+|obj|R|null|true|false)\Z")
_NAME_BEFORE = 40


def _spelled(*words: str) -> str:
    """Any of these, each letter plain or as its number."""
    return "|".join("".join(f"(?:{one}|#{ord(one):x}|#{ord(one):X})" for one in word) for word in words)


_TOLD = re.compile(
    f"/(?:(?P<acts>{_spelled('JavaScript', 'Launch', 'ImportData')})"
    f"|(?P<files>{_spelled('EmbeddedFile', 'EmbeddedFiles', 'GoToE')})"
    f"|(?P<locked>{_spelled('Encrypt')}))(?![A-Za-z0-9])".encode()
)
_IS_OBJECTS = re.compile(f"/(?:{_spelled('ObjStm', 'First')})(?![A-Za-z0-9])".encode())
_FILTER = re.compile(f"/(?:{_spelled('Filter')})(?![A-Za-z0-9])".encode())
_FLATE = re.compile(f"/(?:{_spelled('FlateDecode', 'Fl')})(?![A-Za-z0-9])".encode())
# Ways of packing that nobody uses for objects; a file outside.
_ODD = re.compile(
    rb"/(ASCII|LZW|RunLength|Crypt|CCITT|JBIG|DCT|JPX|Predictor\s+[2-9]|Predictor\s+1\d|FFilter)"
)


def check_pdf(stream: BinaryIO) -> None:
    """Refuses file_damaged, file_two_kinds, file_macros, file_attached, file_packed."""
    size = stream.seek(0, 2)
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read()
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise Refusal("file_damaged")
    if MARKUP.search(head) or MARKUP.search(tail) or zipfile.is_zipfile(stream):
        raise Refusal("file_two_kinds")
    left = _MOST_UNPACKED
    for count, (begins, dictionary) in enumerate(_streams(stream)):
        if count >= _MOST_STREAMS:
            raise Refusal("file_packed")
        left -= _check_stream(stream, begins, dictionary, left)


def _streams(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Where each stream begins, and its dictionary. Looks at everything between on its way."""
    at, before = 0, b""
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        window = before + chunk
        _check_names(window)
        for found in _STREAM.finditer(window):
            if found.end() > len(before):
                begins = max(0, found.start() - _DICTIONARY)
                opens = window.rfind(b"obj", begins, found.start())
                yield at - len(before) + found.end(), window[max(begins, opens) : found.start()]
        at += len(chunk)
        before = window[-_DICTIONARY:]
        stream.seek(at)


def _check_stream(stream: BinaryIO, begins: int, dictionary: bytes, left: int) -> int:
    """How much was unpacked of it: nothing, unless objects lie in it."""
    stream.seek(begins)
    said = bool(_IS_OBJECTS.search(dictionary))
    if said and not _FILTER.search(dictionary):
        # Not packed: it was read with the rest of the file.
        return 0
    if said and (_ODD.search(dictionary) or not _FLATE.search(dictionary)):
        raise Refusal("file_damaged")
    try:
        if not said and not _PLACES.match(
            zlib.decompressobj().decompress(stream.read(_BEGINNING), _BEGINNING)
        ):
            return 0
        stream.seek(begins)
        return _check_packed(stream, left)
    except zlib.error as error:
        if said:
            raise Refusal("file_damaged") from error
        return 0


def _check_packed(stream: BinaryIO, left: int) -> int:
    unpacker, count, before = zlib.decompressobj(), 0, b""
    data = stream.read(_PIECE)
    while data and not unpacker.eof:
        piece = unpacker.decompress(data, _CHUNK)
        count += len(piece)
        if count > left:
            raise Refusal("file_packed")
        _check_names(before + piece)
        before = piece[-_OVERLAP:]
        data = unpacker.unconsumed_tail or stream.read(_PIECE)
    return count


def _check_names(data: bytes) -> None:
    for found in _TOLD.finditer(data):
        begins = found.start()
        if not _BEGINS_A_NAME.search(data[max(0, begins - _NAME_BEFORE) : begins]):
            continue
        if found["acts"]:
            raise Refusal("file_macros")
        raise Refusal("file_attached" if found["files"] else "file_damaged")
