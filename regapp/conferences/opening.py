"""The last day before an opening: pages that reload themselves when it comes."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import Response, make_response

from regapp.conferences.models import Conference

_A_DAY = timedelta(days=1)
_JITTER_S = 20


def next_opening(conferences: Iterable[Conference], now: datetime) -> datetime | None:
    """The first opening within the coming 24 hours."""
    soon = [one.opens_at for one in conferences if one.opens_at and now < one.opens_at <= now + _A_DAY]
    return min(soon, default=None)


def until_opening(page: str, opening: datetime | None, now: datetime) -> Response:
    """The page, reloaded by itself when sign-up has opened; not everybody's at once."""
    response = make_response(page)
    if opening is not None:
        wait = int((opening - now).total_seconds()) + 1 + random.randrange(_JITTER_S)  # noqa: S311 - jitter
        response.headers["Refresh"] = str(wait)
    return response
