"""The letters that our papers can print. What the font lacks is written as near as can be: one name in
other letters, or a smile after it, must not keep a whole conference's badges from being made."""

import struct
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Any

_FONT = Path(__file__).parent / "fonts" / "SourceSans3_400Regular.ttf"
# For a letter that is not to be had: it is seen that something is missing. In the font.
INSTEAD = "□"


def ranges_of(font: bytes) -> tuple[tuple[int, int], ...]:
    """First and last of each run of characters that the font has: its cmap table of format 12
    (ISO/IEC 14496-22, clause 5.2.1)."""
    for number in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _check, at, _length = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if tag == b"cmap":
            return _runs(font, at)
    raise ValueError("a font without a cmap")


def _runs(font: bytes, at: int) -> tuple[tuple[int, int], ...]:
    for number in range(struct.unpack_from(">H", font, at + 2)[0]):
        _platform, _encoding, offset = struct.unpack_from(">HHI", font, at + 4 + 8 * number)
        if struct.unpack_from(">H", font, at + offset)[0] == 12:
            many = struct.unpack_from(">I", font, at + offset + 12)[0]
            groups = (struct.unpack_from(">III", font, at + offset + 16 + 12 * one) for one in range(many))
            return tuple((first, last) for first, last, _glyph in groups)
    raise ValueError("a font without a cmap of format 12")


@cache
def _ranges() -> tuple[tuple[int, int], ...]:
    return ranges_of(_FONT.read_bytes())


def has(letter: str) -> bool:
    """Whether the font has it."""
    found = bisect_right(_ranges(), (ord(letter), 0x110000)) - 1
    return letter == "\n" or (found >= 0 and ord(letter) <= _ranges()[found][1])


def is_printable(text: str) -> bool:
    """Whether it is printed as it is written."""
    return all(map(has, set(text)))


def printable(text: str) -> str:
    """The text with what can be printed. Letters and figures without a near kin become a square,
    pictures and invisible marks go.

    >>> printable("Áilu Ŋáŋŋuš"), printable("𝐁𝐨 Ek 😀"), printable("李 Ek")
    ('Áilu Ŋáŋŋuš', 'Bo Ek', '□ Ek')
    """
    if is_printable(text):
        return text
    written = "".join(letter if has(letter) else _near(letter) for letter in text)
    return " ".join(written.split()) or INSTEAD


def _near(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter)
    kept = "".join(one for one in plain if has(one))
    if kept:
        return kept
    return INSTEAD if unicodedata.category(letter)[0] in "LN" else ""


def in_print(value: Any) -> Any:
    """An order's values with every text of theirs printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: in_print(one) for name, one in value.items()}
    # The bytes of pictures are numbers, and many.
    if isinstance(value, list) and not (value and isinstance(value[0], int)):
        return [in_print(one) for one in value]
    return value
