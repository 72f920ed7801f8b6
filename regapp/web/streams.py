"""Long answers, made piece by piece while they leave."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from flask import current_app

from regapp.web.i18n import language, speak

Item = TypeVar("Item")
Made = TypeVar("Made")
_PIECE = 500


def in_pieces(
    items: Sequence[Item], make: Callable[[Sequence[Item]], Sequence[Made]], *, size: int = _PIECE
) -> Iterator[Made]:
    """What `make` makes of so many `items` at a time, in the language of this request.

    Each piece has an application context of its own, and with it a session that ends before
    the piece is handed out: who reads slowly holds no connection to the database, and who hangs
    up in the middle leaves none behind.
    """
    app: Any = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy ends with the request
    spoken = language()

    def pieces() -> Iterator[Made]:
        for start in range(0, len(items), size):
            with app.app_context():
                speak(spoken)
                made = make(items[start : start + size])
            yield from made

    return pieces()
