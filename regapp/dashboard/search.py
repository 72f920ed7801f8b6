"""Searching among participants: words as written or as they sound, an e-mail domain, a ticket code.

A protected person is found by alias, as the list shows them.
"""

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from regapp.kernel.names import folded, plain
from regapp.kernel.sounds import sounded
from regapp.kernel.tokens import is_ticket_code
from regapp.registrations.models import Participant, Status

_WORDS = 5
_SOUNDS = 3
_NAMES = 4000
# How a family name may begin in a sort key, by the letter that is heard.
_BEGINS = {
    "a": ("a", "z{1", "z{2"), "o": ("o", "z{3"), "k": ("k", "c", "q"), "s": ("s", "z", "c"), "v": ("v", "w"),
    "f": ("f", "p"), "j": ("j", "h", "g", "l"),
}  # fmt: skip


def matching(text: str) -> list[ColumnElement[bool]]:
    """What each word asks for; nothing asks for nothing."""
    code = text.replace(" ", "").upper()
    if is_ticket_code(code):
        return [Participant.ticket_code == code]
    return [_has(word) for word in text.split()[:_WORDS]]


def _has(word: str) -> ColumnElement[bool]:
    written = Participant.search_key.contains(folded(word), autoescape=True)
    heard = sounded(word)
    # An address is looked for as it is written, and what hardly sounds at all too.
    if "@" in word or len(heard) < _SOUNDS:
        return written
    return or_(written, Participant.sound_key.contains(heard, autoescape=True))


def find_alike(
    session: Session, conference_ids: Sequence[int], statuses: Collection[Status], text: str
) -> str | None:
    """A family name there that is much like the last word that was looked for: "Menade du …?"."""
    word = (text.split() or [""])[-1]
    heard = sounded(word)
    if len(heard) < _SOUNDS or "@" in word:
        return None
    begins = _BEGINS.get(heard[0], (plain(word)[0],))
    found = (
        select(Participant.family_name)
        .where(
            Participant.conference_id.in_(conference_ids),
            Participant.status.in_(statuses),
            Participant.protected.is_(False),
            or_(*(Participant.sort_key.startswith(letter, autoescape=True) for letter in begins)),
        )
        .distinct()
        .limit(_NAMES)
    )
    names = {sounded(name): name for name in session.scalars(found)}
    close = get_close_matches(heard, names, n=1, cutoff=0.7)
    return names[close[0]] if close else None
