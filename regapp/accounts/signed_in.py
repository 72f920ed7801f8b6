"""The signed-in browser: a random token in the cookie, everything else in the table.

Sessions and limits live by the system's clock, also where the domain's clock is moved.
"""

from flask import g, request
from flask import session as cookie

from regapp.accounts.commands import (
    ClientKeys,
    close_session,
    forgive_attempts,
    note_attempt,
    open_session,
    renew_hash,
    touch_session,
)
from regapp.accounts.keys import account_key, client_key, token_hash
from regapp.accounts.models import Person
from regapp.accounts.passwords import hash_password, is_outdated, is_right
from regapp.accounts.queries import SignedIn, find_person, find_signed_in
from regapp.accounts.rules import HOME, is_seen_long_ago, own_path
from regapp.database.session import session, transaction
from regapp.kernel.clock import SystemClock
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_token
from regapp.web.state import config

_COOKIE_KEY = "signed_in"
_KEPT = ("language",)

system_clock = SystemClock()


def signed_in() -> SignedIn | None:
    """Who is signed in at this browser; one statement, once a request."""
    if "signed_in" not in g:
        g.signed_in = _look()
    found: SignedIn | None = g.signed_in
    return found


def try_sign_in(email: str, password: str) -> None:
    """Sign this browser in, or refuse: `too_many_attempts`, or `sign_in_failed` in the same
    words and after the same work whether the account is unknown, closed or another's."""
    keys = _attempt(email)
    person = find_person(session(), email)
    stored = person.password_hash if person and person.active else None
    if not is_right(password, stored) or person is None or stored is None:
        raise Refusal("sign_in_failed", "password")
    fresh = hash_password(password) if is_outdated(stored) else None
    with transaction() as rows:
        forgive_attempts(rows, keys, now=system_clock.now())
        if fresh:
            renew_hash(rows, person.id, old=stored, new=fresh)
    begin(person.id)


def confirm(person: Person, password: str) -> None:
    """Ask somebody signed in for their password once more, limited as a sign-in is."""
    keys = _attempt(person.email)
    if not is_right(password, person.password_hash):
        raise Refusal("password_wrong", "current")
    with transaction() as rows:
        forgive_attempts(rows, keys, now=system_clock.now())


def begin(person_id: int) -> None:
    """Give this browser a session under a new token; of the old cookie only the language stays.

    The token is never one that came from the browser: a planted one opens nothing.
    """
    token, old = new_token(), kept_hash()
    with transaction() as rows:
        if old:
            close_session(rows, old)
        open_session(rows, person_id, token_hash=token_hash(token), now=system_clock.now())
    forget()
    cookie[_COOKIE_KEY] = token


def end() -> None:
    """Sign this browser out, on the server first: a copied cookie opens nothing afterwards."""
    hashed = kept_hash()
    if hashed:
        with transaction() as rows:
            close_session(rows, hashed)
    forget()


def forget() -> None:
    """Empty the browser's cookie but for the language. The row is somebody else's to delete."""
    kept = {name: cookie[name] for name in _KEPT if name in cookie}
    cookie.clear()
    cookie.update(kept)
    g.pop("signed_in", None)


def kept_hash() -> str | None:
    """The hash of the token this browser carries, good or not; None without one."""
    token = cookie.get(_COOKIE_KEY)
    return token_hash(token) if isinstance(token, str) else None


def this_client() -> str:
    """The keyed hash of where this request comes from."""
    return client_key(config().secret_key, request.remote_addr)


def wanted_path(text: str | None) -> str:
    """Where to go on after a sign-in: an own path, or the organizers' front page."""
    return request.script_root + (own_path(text) or HOME)


def _attempt(email: str) -> ClientKeys:
    keys = ClientKeys(account_key(config().secret_key, email), this_client())
    with transaction() as rows:
        note_attempt(rows, keys, now=system_clock.now())
    return keys


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
