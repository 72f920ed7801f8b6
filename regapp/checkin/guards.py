"""Two doors to the same pages: members by their sign-in, helpers by link and PIN."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from regapp.audit.commands import helper
from regapp.checkin.keeper import Keeper
from regapp.checkin.models import DoorLink
from regapp.checkin.queries import find_link
from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import session
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.web.access import Access, access
from regapp.web.clock import now

_MEMBERS = "/arrangor/konferens/<int:conference_id>/incheckning"
HELPERS = "/dorr/<token>"
_COOKIE_KEY = "doors"
# So many letters of the PIN's hash in the cookie tell an old PIN from the new one.
_MARK = 16

View = Callable[..., Any]


def at_door(
    blueprint: Blueprint, path: str = "", *, methods: tuple[str, ...] = ("GET",)
) -> Callable[[View], View]:
    """Stand a view at both addresses; it is handed the `Keeper`. The helpers' endpoint ends in "_by_link"."""

    def stand(view: View) -> View:
        @wraps(view)
        def of_member(conference: Conference, **kwargs: Any) -> Any:
            return view(_member(conference), **kwargs)

        @wraps(view)
        def of_helper(token: str, **kwargs: Any) -> Any:
            link = link_or_404(token)
            if not is_let_in(link):
                return (
                    redirect(url_for("checkin.pin", token=token), 303) if methods == ("GET",) else abort(401)
                )
            keeper = keeper_of(link)
            return view(keeper, **kwargs) if keeper.is_open(now()) else closed(keeper)

        member = conference_access(Capability.CHECK_IN)(access(Access.MEMBER)(of_member))
        name = view.__name__
        blueprint.add_url_rule(_MEMBERS + path, name, member, methods=methods)
        blueprint.add_url_rule(
            HELPERS + path, f"{name}_by_link", access(Access.TOKEN)(of_helper), methods=methods
        )
        return view

    return stand


def link_or_404(token: str) -> DoorLink:
    return find_link(session(), token) or abort(404)


def keeper_of(link: DoorLink) -> Keeper:
    return Keeper(
        conference=get_conference(session(), link.conference_id),
        by=helper(link.id),
        name=link.name,
        base=url_for("checkin.door_by_link", token=link.token),
        may_override=False,
    )


def closed(keeper: Keeper) -> Any:
    """The link is right, the day is not."""
    return render_template("checkin/closed.html", keeper=keeper, conference=keeper.conference), 403


def is_let_in(link: DoorLink) -> bool:
    """Whether this browser gave the link's PIN, as it is now."""
    kept = cookie.get(_COOKIE_KEY)
    return isinstance(kept, dict) and kept.get(str(link.id)) == link.pin_hash[:_MARK]


def let_in(link: DoorLink) -> None:
    kept = cookie.get(_COOKIE_KEY)
    cookie[_COOKIE_KEY] = {**(kept if isinstance(kept, dict) else {}), str(link.id): link.pin_hash[:_MARK]}


def let_out(link: DoorLink) -> None:
    kept = cookie.get(_COOKIE_KEY)
    if isinstance(kept, dict):
        cookie[_COOKIE_KEY] = {name: mark for name, mark in kept.items() if name != str(link.id)}


def _member(conference: Conference) -> Keeper:
    return Keeper(
        conference=conference,
        by=viewer().by,
        name=viewer().name,
        base=url_for("checkin.door", conference_id=conference.id),
        may_override=Capability.EDIT_PARTICIPANTS in granted(),
    )


def back(keeper: Keeper, **query: Any) -> Response:
    """To the door's page."""
    args = "&".join(f"{name}={value}" for name, value in query.items())
    return redirect(f"{keeper.base}?{args}" if args else keeper.base, 303)
