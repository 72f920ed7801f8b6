"""How long a sign-in lasts, how many attempts are let through, where a sign-in may lead."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from regapp.kernel.refusal import Refusal

IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
# Writing at every click would make each page view wait for the database's one writer.
SEEN_EVERY = timedelta(minutes=5)
RESET_LASTS = timedelta(minutes=30)
# The link of an invitation: longer, since nobody waits for it at the screen.
INVITATION_LASTS = timedelta(days=7)
RESET_WINDOW = timedelta(hours=1)
RESETS_IN_WINDOW = 3

ATTEMPT_WINDOW = timedelta(minutes=15)
# Attempts are forgotten after a day: they are of no use to anyone by then.
ATTEMPTS_KEPT = timedelta(days=1)
_FROM_ONE_ADDRESS = 10
# A whole authority may sit behind one client address.
_FROM_CLIENT = 100
# An account tried this often is under attack from many addresses: each gets fewer tries, but
# an address that has not failed yet always gets some, so the owner is never locked out.
_ON_ACCOUNT = 100
_FROM_ONE_ADDRESS_UNDER_ATTACK = 3

HOME = "/arrangor"
_OWN_PATH = re.compile(r"/arrangor(?:[/?][A-Za-z0-9/?&=_.,~+%:-]*)?")
_HIDDEN = re.compile(r"//|\.\.|%(?:2[ef]|5c|25|0|1)", re.IGNORECASE)
_LONGEST_PATH = 500


@dataclass(frozen=True)
class Attempts:
    """Failed sign-ins within the window.

    pair      on this account from this client address
    client    from this client address, on any account
    account   on this account, from anywhere
    first_at  the earliest of those from this client address; None without any
    """

    pair: int
    client: int
    account: int
    first_at: datetime | None


def check_attempts(attempts: Attempts, *, now: datetime) -> None:
    """Refuse with `too_many_attempts` (detail: minutes to wait), known account or not."""
    limit = _FROM_ONE_ADDRESS if attempts.account < _ON_ACCOUNT else _FROM_ONE_ADDRESS_UNDER_ATTACK
    if attempts.pair < limit and attempts.client < _FROM_CLIENT:
        return
    left = (attempts.first_at or now) + ATTEMPT_WINDOW - now
    raise Refusal("too_many_attempts", minutes=max(1, -(-int(left.total_seconds()) // 60)))


def is_seen_long_ago(seen_at: datetime, now: datetime) -> bool:
    return now - seen_at >= SEEN_EVERY


def own_path(text: str | None) -> str | None:
    """`text` if it is a plain path among the organizers' pages, else None.

    Nothing that any browser could read as another host, and nothing that climbs out: no
    double slashes, backslashes, dots upwards, controls, or the encodings of those.
    """
    if not text or len(text) > _LONGEST_PATH or not _OWN_PATH.fullmatch(text) or _HIDDEN.search(text):
        return None
    return text
