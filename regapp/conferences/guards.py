"""Doors to one conference and to one series: who may not pass sees that there is nothing.

Always 404, for every method and format, so that a stranger learns not even what exists.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

from flask import abort, g

from regapp.conferences.access import (
    capabilities_at,
    find_series_of_visible,
    find_visible_conference,
    list_conference_roles,
    list_visible_conferences,
)
from regapp.conferences.commands.members import note_joined
from regapp.conferences.models import Conference, Series
from regapp.database.session import session, transaction
from regapp.organizers.guards import needing, turned_away
from regapp.organizers.guards import viewer as person_signed_in
from regapp.organizers.rules import Capabilities, Capability, Viewer
from regapp.web.clock import now

View = TypeVar("View", bound=Callable[..., Any])
# What the id columns hold; a larger number is nobody's and no error of the database.
_LARGEST_ID = 2**31 - 1


def conference_access(*needed: Capability, one_of: Sequence[Capability] = ()) -> Callable[[View], View]:
    """Hand the view the conference of its `conference_id` as first argument.

    Loaded as by `get_conference`. Refuses unless the viewer's roles at its owner and
    co-organizers grant every capability, and one of `one_of`; with none named, any role will do.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, conference_id: int, **kwargs: Any) -> Any:
            return turned_away() or view(_conference(conference_id, needed, one_of), *args, **kwargs)

        return needing(*needed, one_of=one_of)(guarded)  # type: ignore[return-value]

    return guard


def series_access(*needed: Capability) -> Callable[[View], View]:
    """Hand the view the series of its `series_id` and a tuple of its conferences, those of
    them where the viewer has every capability. Without any, there is no series."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, series_id: int, **kwargs: Any) -> Any:
            return turned_away() or view(*_series(series_id, needed), *args, **kwargs)

        return needing(*needed)(guarded)  # type: ignore[return-value]

    return guard


def viewer() -> Viewer:
    """Who is signed in, with their roles at single conferences: one statement more, once a request.

    From then on `regapp.organizers.guards.viewer` answers the same. Only behind a member's door.
    """
    who = person_signed_in()
    if "conference_roles_read" not in g:
        held = list_conference_roles(session(), who.person_id)
        if not all(one.joined for one in held):
            with transaction() as rows:
                note_joined(rows, who.person_id, now=now())
        who = replace(who, conference_roles=held)
        g.viewer, g.conference_roles_read = who, True
    return who


def granted() -> Capabilities:
    """What the viewer may do at the conference of this request. Only behind `conference_access`."""
    found: Capabilities = g.conference_capabilities
    return found


def _conference(
    conference_id: int, needed: tuple[Capability, ...], one_of: Sequence[Capability]
) -> Conference:
    found = None
    if conference_id <= _LARGEST_ID:
        found = find_visible_conference(session(), viewer(), conference_id)
    if found is None:
        abort(404)
    g.conference_capabilities = capabilities_at(viewer(), found)
    able = g.conference_capabilities
    if not able.issuperset(needed) or (one_of and able.isdisjoint(one_of)):
        abort(404)
    return found


def _series(series_id: int, needed: tuple[Capability, ...]) -> tuple[Series, tuple[Conference, ...]]:
    if series_id > _LARGEST_ID:
        abort(404)
    who = viewer()
    shown = tuple(
        conference
        for conference in list_visible_conferences(session(), who, series_id=series_id)
        if capabilities_at(who, conference).issuperset(needed)
    )
    series = find_series_of_visible(session(), series_id) if shown else None
    if series is None:
        abort(404)
    return series, shown
