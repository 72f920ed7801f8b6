"""What every organizer page is drawn with, and which scope an address means."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort, render_template

from regapp.conferences.access import capabilities_at
from regapp.conferences.guards import conference_access, series_access, viewer
from regapp.conferences.models import Conference, Series
from regapp.dashboard.menu import menu_for, settings_tabs
from regapp.dashboard.scope import Scope
from regapp.dashboard.words import undelivered_words
from regapp.organizers.guards import needing
from regapp.organizers.rules import Capability


def scoped(*needed: Capability) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Hand a view of `/<kind>/<number>/…` its scope; a stranger sees that there is nothing."""

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @conference_access(*needed)
        def at_conference(conference: Conference, **kwargs: Any) -> Any:
            return view(Scope([conference], capabilities_at(viewer(), conference)), **kwargs)

        @series_access(*needed)
        def at_series(series: Series, conferences: tuple[Conference, ...], **kwargs: Any) -> Any:
            each = (capabilities_at(viewer(), one) for one in conferences)
            shared = frozenset(Capability).intersection(*each)
            return view(Scope(conferences, shared, series), **kwargs)

        @wraps(view)
        def guarded(kind: str, number: int, **kwargs: Any) -> Any:
            if kind == "konferens":
                return at_conference(conference_id=number, **kwargs)
            if kind == "serie":
                return at_series(series_id=number, **kwargs)
            abort(404)

        return needing(*needed)(guarded)

    return guard


def draw(template: str, *, scope: Scope | None, current: str, count: int | None = None, **values: Any) -> str:
    """The organizers' layout with its menu."""
    who = viewer()
    return render_template(
        template,
        scope=scope,
        viewer=who,
        organizer_names=who.organizer_names,
        menu=menu_for(who, scope, current, count=count),
        settings=settings_tabs,
        undelivered_words=undelivered_words,
        **values,
    )
