"""When a letter is tried again, when it is given up, when it has to wait for others. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

FIRST_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
LATER_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=4)

PER_HOUR = 3
HOUR = timedelta(hours=1)


def next_attempt(attempts: int, *, first_tried_at: datetime, now: datetime) -> datetime | None:
    """When to try a letter again after its `attempts`-th try; None: it is given up.

    1, 5, 15 and 60 minutes, then every hour, for four days (RFC 5321 section 4.5.4.1 asks
    for at least four to five).
    """
    if now - first_tried_at >= GIVE_UP_AFTER:
        return None
    return now + (FIRST_WAITS[attempts - 1] if attempts <= len(FIRST_WAITS) else LATER_WAIT)


def held_until(sent: Sequence[datetime], *, under_way: int, now: datetime) -> datetime | None:
    """Until when one more letter to an address has to wait; None: it may leave at once.

    sent       when the last letters left to the address, within the hour before `now`
    under_way  letters to it that are leaving now or are held already
    """
    if len(sent) + under_way < PER_HOUR:
        return None
    return min(sent, default=now) + HOUR
