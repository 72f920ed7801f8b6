"""Doors to the organizers' pages. What is not opened here is shut."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

from flask import abort, g, redirect, render_template, request, url_for

from regapp.accounts.signed_in import forget, kept_hash, signed_in
from regapp.database.session import session, transaction
from regapp.organizers.commands import note_joined
from regapp.organizers.models import Organizer
from regapp.organizers.queries import find_organizer, list_memberships
from regapp.organizers.rules import Capability, Membership, Viewer
from regapp.web.access import declare_needs
from regapp.web.clock import now

View = TypeVar("View", bound=Callable[..., Any])
_READING = {"GET", "HEAD"}
# What a member's form may weigh; a stranger's is a quarter of it.
LARGEST_FORM = 1024 * 1024


def find_viewer() -> Viewer | None:
    """Who is signed in, with their roles as they are now: two statements, once a request."""
    if "viewer" not in g:
        who = signed_in()
        g.viewer = who and Viewer(who.person_id, who.name, who.email, _memberships(who.person_id))
    found: Viewer | None = g.viewer
    return found


def _memberships(person_id: int) -> tuple[Membership, ...]:
    held = list_memberships(session(), person_id)
    if not all(one.joined for one in held):
        with transaction() as rows:
            note_joined(rows, person_id, now=now())
    return held


def viewer() -> Viewer:
    """Who is signed in. Only behind `member_required`."""
    found = find_viewer()
    if found is None:
        raise RuntimeError("viewer() asked for outside member_required")
    return found


def member_required(view: View) -> View:
    """Let people through who are signed in and have a password of their own.

    A page asked for leads on to it after the sign-in. A form sent after the sign-in ran out
    is answered with 401 and a way to keep what was typed.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return turned_away() or view(*args, **kwargs)

    return guarded  # type: ignore[return-value]


def needing(*needed: Capability, one_of: Sequence[Capability] = ()) -> Callable[[View], View]:
    """Declare what a guard asks for; what lists and tries every address reads it from there."""
    either = ("|".join(one.name for one in one_of),) if one_of else ()

    def mark(view: View) -> View:
        return declare_needs(view, (*(one.name for one in needed), *either))

    return mark


def organizer_access(*needed: Capability) -> Callable[[View], View]:
    """Hand the view the organizer named in its address, where the viewer has a role that grants everything
    needed; for others there is nothing there."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, organizer: str, **kwargs: Any) -> Any:
            return turned_away() or view(_organizer(organizer, needed), *args, **kwargs)

        return needing(*needed)(guarded)  # type: ignore[return-value]

    return guard


def _organizer(slug: str, needed: tuple[Capability, ...]) -> Organizer:
    found = find_organizer(session(), slug)
    if found is None or not viewer().capabilities_at(found.id).issuperset(needed):
        abort(404)
    return found


def turned_away() -> Any:
    """The answer to somebody who may not pass, None for a member."""
    who = signed_in()
    if who is None:
        return _ask_to_sign_in()
    if who.one_time_password:
        return redirect(url_for("accounts.password", next=_here()), 303)
    # So that a text pasted at too great a length is told at its field, with everything else kept.
    request.max_content_length = request.max_form_memory_size = LARGEST_FORM
    return None


def _ask_to_sign_in() -> Any:
    if request.method not in _READING:
        return render_template("accounts/signed_out.html"), 401
    if kept_hash():
        forget()
    return redirect(url_for("accounts.sign_in", next=_here()), 303)


def _here() -> str | None:
    """This page's own path, to come back to; nothing for a form."""
    if request.method not in _READING:
        return None
    query = request.query_string.decode("ascii", "ignore")
    return f"{request.path}?{query}" if query else request.path
