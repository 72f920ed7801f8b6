"""The signed-in browser: a random token in the cookie, everything else in the table.

Sessions live by the system's clock, also where the domain's clock is moved.
"""

from flask import g, request
from flask import session as cookie

from regapp.accounts.commands import open_session, touch_session
from regapp.accounts.keys import token_hash
from regapp.accounts.queries import SignedIn, find_signed_in
from regapp.accounts.rules import HOME, is_seen_long_ago, own_path
from regapp.database.session import session, transaction
from regapp.kernel.clock import SystemClock
from regapp.kernel.tokens import new_token

_COOKIE_KEY = "signed_in"
_KEPT = ("language",)

system_clock = SystemClock()


def signed_in() -> SignedIn | None:
    """Who is signed in at this browser; one statement, once a request."""
    if "signed_in" not in g:
        g.signed_in = _look()
    found: SignedIn | None = g.signed_in
    return found


def has_token() -> bool:
    """Whether the browser carries a sign-in at all, good or not; asks no database."""
    return isinstance(cookie.get(_COOKIE_KEY), str)


def begin(person_id: int) -> None:
    """Sign this browser in, under a new token and with nothing of the old cookie but the language.

    The token is never one that came from the browser: a planted one opens nothing.
    """
    token = new_token()
    with transaction() as rows:
        open_session(rows, person_id, token_hash=token_hash(token), now=system_clock.now())
    _forget_cookie()
    cookie[_COOKIE_KEY] = token


def kept_hash() -> str | None:
    """The hash of this browser's token, None without one."""
    token = cookie.get(_COOKIE_KEY)
    return token_hash(token) if isinstance(token, str) else None


def forget() -> None:
    """Take the sign-in out of the browser. The row is the caller's to delete."""
    _forget_cookie()


def wanted_path(text: str | None) -> str:
    """Where to go on: an own path, or the organizers' front page."""
    return request.script_root + (own_path(text) or HOME)


def _look() -> SignedIn | None:
    hashed = kept_hash()
    if hashed is None:
        return None
    now = system_clock.now()
    found = find_signed_in(session(), hashed, now)
    if found and is_seen_long_ago(found.seen_at, now):
        with transaction() as rows:
            touch_session(rows, found.session_id, now=now)
    return found


def _forget_cookie() -> None:
    kept = {name: cookie[name] for name in _KEPT if name in cookie}
    cookie.clear()
    cookie.update(kept)
    g.pop("signed_in", None)
