"""What people typed, made safe to keep: normal form, no control or non-characters."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
# Format characters and white space; letters that are drawn as nothing.
_UNSEEN = frozenset({"Cf", "Zs", "Zl", "Zp", "Cc"})
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean_line(text: str) -> str:
    """One line of NFC text: every run of white space (line breaks too) is one space.

    Control characters, lone surrogates and non-characters (U+FFFF …) are removed, since
    neither XML, nor mail headers, nor calendars can carry them. What cannot be seen is nothing.
    """
    return _seen(_SPACE.sub(" ", _printable(_SPACE.sub(" ", text))).strip())


def clean_text(text: str) -> str:
    """Several lines of NFC text with plain line feeds, at most one empty line in a row."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = "\n".join(_printable(line.replace("\t", " ")).rstrip() for line in lines)
    return _seen(_BLANK_LINES.sub("\n\n", kept).strip())


def _seen(text: str) -> str:
    """Nothing, where all of it is joiners, marks of direction, fillers and the like: a name of
    them would be an empty line in every list."""
    if text.isascii():
        return text
    unseen = (unicodedata.category(one) in _UNSEEN or one in _FILLERS for one in text)
    return "" if all(unseen) else text


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
