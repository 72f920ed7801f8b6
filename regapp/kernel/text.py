"""What people typed, made safe to keep: normal form, no control or non-characters."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean_line(text: str) -> str:
    """One line of NFC text: every run of white space (line breaks too) is one space.

    Control characters, lone surrogates and non-characters (U+FFFF …) are removed, since
    neither XML, nor mail headers, nor calendars can carry them.
    """
    return _SPACE.sub(" ", _printable(_SPACE.sub(" ", text))).strip()


def clean_text(text: str) -> str:
    """Several lines of NFC text with plain line feeds, at most one empty line in a row."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = "\n".join(_printable(line.replace("\t", " ")).rstrip() for line in lines)
    return _BLANK_LINES.sub("\n\n", kept).strip()


def _printable(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    kept = "".join(character for character in text if _is_character(character))
    return unicodedata.normalize("NFC", kept)


def _is_character(character: str) -> bool:
    code = ord(character)
    if unicodedata.category(character) in {"Cc", "Cs"}:
        return False
    return not (0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE)
