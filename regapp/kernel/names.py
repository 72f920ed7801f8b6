"""Keys for names: one to sort by, one to search by; the same on every database."""

import unicodedata
from collections.abc import Mapping

# Swedish order puts å ä ö last. "{" follows "z" byte for byte, and the key columns are
# compared byte for byte on every database.
_AFTER_Z = {"å": "z{1", "ä": "z{2", "æ": "z{2", "ö": "z{3", "ø": "z{3"}
_SAMI = {"đ": "d", "ŋ": "n", "ŧ": "t", "ß": "ss", "þ": "th", "ð": "d", "ł": "l", "ı": "i"}
# Letters that are remembered; Unicode has hundreds of times as many.
_MOST = 2000


def sort_key(family_name: str, given_name: str) -> str:
    """Key that sorts people by family name, then given name, in Swedish order.

    >>> sorted(["Öberg", "Zorn", "Åberg", "Ärlig"], key=lambda name: sort_key(name, ""))
    ['Zorn', 'Åberg', 'Ärlig', 'Öberg']
    """
    return f"{_ordered(family_name)}!{_ordered(given_name)}"[:400]


def folded(text: str) -> str:
    """Key to search by: "Lindqvist", "lindkvist" and "LINDQVIST" are one.

    >>> folded("Åsa Lindqvist") == folded("åsa lindkvist")
    True
    """
    return plain(text).replace("w", "v").replace("q", "k").replace("ph", "f").replace("th", "t")


def plain(text: str) -> str:
    """Small letters without marks: "Åsa Østberg" is "asa ostberg"."""
    return unicodedata.normalize("NFC", text).casefold().translate(_PLAIN)


def _ordered(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().translate(_ORDERED)


def _without_marks(letter: str) -> str:
    if letter in _SAMI:
        return _SAMI[letter]
    base = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in base if not unicodedata.combining(part))


class _Letters(dict[int, str]):
    """For `str.translate`: what becomes of a letter, worked out when it comes for the first time."""

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__({ord(letter): text for letter, text in known.items()})

    def __missing__(self, number: int) -> str:
        found = _without_marks(chr(number))
        if len(self) < _MOST:
            self[number] = found
        return found


_PLAIN, _ORDERED = _Letters({}), _Letters(_AFTER_Z)
