"""The empty form, drawn once for all who find the conferences as they stand.

Visitors differ in three hidden fields only; they are put in where the drawing has marks. The
marks are random, so that no text of an organizer can hold one.
"""

from collections.abc import Callable, Hashable
from dataclasses import astuple, dataclass

from regapp.kernel.tokens import new_token

_LARGEST = 64
_drawn: dict[Hashable, str] = {}


@dataclass(frozen=True)
class Secrets:
    """What no two drawings share."""

    csrf_token: str
    submission_key: str
    opened_at: str


_MARKS = Secrets(*(f"mark-{new_token()}" for _field in range(3)))


def empty_form(key: Hashable, draw: Callable[[Secrets], str], secrets: Secrets) -> str:
    """The page with `secrets` in their places.

    key   everything the drawing depends on
    draw  makes it, with what it is given in the places of the secrets
    """
    page = _drawn.get(key)
    if page is None:
        page = draw(_MARKS)
        if len(_drawn) >= _LARGEST:
            _drawn.clear()
        _drawn[key] = page
    for mark, secret in zip(astuple(_MARKS), astuple(secrets), strict=True):
        page = page.replace(mark, secret)
    return page


def forget() -> None:
    """Draw everything anew."""
    _drawn.clear()
