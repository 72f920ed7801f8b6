"""The empty form, drawn once for all who find the conferences as they are.

What differs between visits is three hidden fields and how many seats each place has left; it is
put in where the drawing has marks. The marks are random, so that no text of an organizer can hold
one.
"""

from collections.abc import Callable, Hashable
from dataclasses import astuple, dataclass

from regapp.kernel.tokens import new_token

_LARGEST = 64
_drawn: dict[Hashable, str] = {}


@dataclass(frozen=True)
class Blanks:
    """What no two visits share.

    places  the radios of the places as HTML
    """

    csrf_token: str
    submission_key: str
    opened_at: str
    places: str


_MARKS = Blanks(*(f"mark-{new_token()}" for _field in range(4)))


def empty_form(key: Hashable, draw: Callable[[Blanks], str], blanks: Blanks) -> str:
    """The page with `blanks` filled in.

    key   everything else that the drawing depends on
    draw  makes it, with what it is given in the blanks
    """
    page = _drawn.get(key)
    if page is None:
        page = draw(_MARKS)
        if len(_drawn) >= _LARGEST:
            _drawn.clear()
        _drawn[key] = page
    for mark, filled in zip(astuple(_MARKS), astuple(blanks), strict=True):
        page = page.replace(mark, filled)
    return page


def forget() -> None:
    """Draw everything anew."""
    _drawn.clear()
