"""Pictures taken apart and put together again of what draws them. Pure.

What a camera or a program tells beside the picture (where it was taken, with what, by whom) stays
behind, and so does whatever somebody hung on before, between or after: the result is a picture and
nothing else. The pixels are not touched, so nothing is lost and no decoder is needed.
"""

import re
import zlib
from typing import NamedTuple

_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs",
}  # fmt: skip
_WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}
# Of VP8X: metadata and animation, which do not come along.
_WEBP_DROPPED = 0x04 | 0x08 | 0x02
# Application data of JPEG: only the frame's own (JFIF, Adobe) and the colours' are kept.
_APPLICATION = range(0xE0, 0xF0)
_COMMENT, _EXIF, _COLOURS, _SCAN, _END = 0xFE, 0xE1, 0xE2, 0xDA, 0xD9
_FRAME_OWN = {0xE0, 0xEE}
_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
# Within a scan 0xFF is stuffed or begins a restart; anything else ends it.
_SCAN_ENDS = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
_ORIENTATION = b"\x01\x12\x00\x03\x00\x00\x00\x01"


class DamagedError(Exception):
    """It begins like a picture and does not go on like one."""


class Picture(NamedTuple):
    data: bytes
    width: int
    height: int


def clean_png(data: bytes) -> Picture:
    kept, at, name = [_PNG_HEAD], len(_PNG_HEAD), b""
    width = height = 0
    while name != b"IEND":
        length, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        whole = data[at : at + 12 + length]
        if len(whole) != 12 + length or zlib.crc32(whole[4:-4]) != int.from_bytes(whole[-4:]):
            raise DamagedError
        if name == b"IHDR":
            width, height = int.from_bytes(whole[8:12]), int.from_bytes(whole[12:16])
        if name in _PNG_KEPT:
            kept.append(whole)
        at += len(whole)
    return Picture(b"".join(kept), width, height)


def clean_webp(data: bytes) -> Picture:
    kept: list[bytes] = []
    at, end = 12, 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise DamagedError
    size: tuple[int, int] | None = None
    while at + 8 <= end:
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + length]
        if len(body) != length:
            raise DamagedError
        if name == b"VP8X":
            body = bytes([body[0] & ~_WEBP_DROPPED]) + body[1:]
        if name in _WEBP_KEPT:
            kept.append(name + length.to_bytes(4, "little") + body + b"\0" * (length % 2))
        size = size or _webp_size(name, body)
        at += 8 + length + length % 2
    if size is None or not any(chunk[:4] in {b"VP8 ", b"VP8L"} for chunk in kept):
        raise DamagedError
    whole = b"WEBP" + b"".join(kept)
    return Picture(b"RIFF" + len(whole).to_bytes(4, "little") + whole, *size)


def _webp_size(name: bytes, body: bytes) -> tuple[int, int] | None:
    def little(part: bytes) -> int:
        return int.from_bytes(part, "little")

    if name == b"VP8X":
        return little(body[4:7]) + 1, little(body[7:10]) + 1
    if name == b"VP8 ":
        return little(body[6:8]) & 0x3FFF, little(body[8:10]) & 0x3FFF
    if name == b"VP8L":
        bits = little(body[1:5])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


def clean_jpeg(data: bytes) -> Picture:
    kept, at = [b"\xff\xd8"], 2
    width = height = 0
    while True:
        marker, at = _marker(data, at)
        if marker == _END:
            kept.append(b"\xff\xd9")
            break
        length = int.from_bytes(data[at : at + 2])
        segment = data[at : at + length]
        if length < 2 or len(segment) != length:
            raise DamagedError
        at += length
        if marker in _SIZES:
            height, width = int.from_bytes(segment[3:5]), int.from_bytes(segment[5:7])
        kept.append(_jpeg_segment(marker, segment))
        if marker == _SCAN:
            ends = _SCAN_ENDS.search(data, at)
            if ends is None:
                raise DamagedError
            kept.append(data[at : ends.start()])
            at = ends.start()
    return Picture(b"".join(kept), width, height)


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """The next marker's number, and where it goes on."""
    if data[at] != 0xFF:
        raise DamagedError
    while data[at] == 0xFF:
        at += 1
    marker = data[at]
    if marker == 0 or marker == 1 or 0xD0 <= marker <= 0xD8:
        raise DamagedError
    return marker, at + 1


def _jpeg_segment(marker: int, segment: bytes) -> bytes:
    """What is kept of one: nothing of most metadata, of EXIF which way is up."""
    if marker == _EXIF:
        turned = _orientation(segment)
        return _which_way_is_up(turned) if turned > 1 else b""
    is_foreign = marker in _APPLICATION and marker not in _FRAME_OWN
    is_colours = marker == _COLOURS and segment[2:].startswith(b"ICC_PROFILE\0")
    if marker == _COMMENT or (is_foreign and not is_colours):
        return b""
    return bytes([0xFF, marker]) + segment


def _orientation(segment: bytes) -> int:
    """1 to 8 as EXIF numbers them; 1 where it says nothing that can be read."""
    tiff = segment[8:]
    if segment[2:8] != b"Exif\0\0" or tiff[:2] not in {b"II", b"MM"}:
        return 1
    order: str = "little" if tiff[:2] == b"II" else "big"

    def number(at: int, length: int) -> int:
        part = tiff[at : at + length]
        return int.from_bytes(part, "little" if order == "little" else "big")

    first = number(4, 4)
    for entry in range(first + 2, first + 2 + 12 * min(number(first, 2), 100), 12):
        if number(entry, 2) == 0x0112:
            found = number(entry + 8, 2)
            return found if 1 <= found <= 8 else 1
    return 1


def _which_way_is_up(orientation: int) -> bytes:
    """An EXIF segment that says only that."""
    entry = _ORIENTATION + orientation.to_bytes(2) + b"\0\0"
    body = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0"
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body
