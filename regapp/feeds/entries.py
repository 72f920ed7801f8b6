"""One entry of a feed."""

from datetime import date
from typing import NamedTuple


class FeedEntry(NamedTuple):
    """By its day; `data` is None where nobody made its bytes yet."""

    on: date
    conference_id: int
    uid: str
    data: bytes | None
