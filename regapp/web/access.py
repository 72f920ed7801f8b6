"""Who may reach a view. Every view declares it; one that does not stops the start."""

from collections.abc import Callable, Collection
from enum import Enum
from typing import Any, TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "__regapp_access__"
_NEEDS = "__regapp_needs__"


class Access(Enum):
    """The kinds of doors there are."""

    PUBLIC = "public"
    TOKEN = "token"  # noqa: S105 - a kind of door, not a password
    MEMBER = "member"
    DEMO = "demo"
    OPERATIONS = "operations"


def access(level: Access) -> Callable[[View], View]:
    """Declare the door of a view. Stands nearest the function; guards stand above."""

    def mark(view: View) -> View:
        setattr(view, _MARK, level)
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The declared door of an endpoint, through any decorators that used functools.wraps."""
    if endpoint == "static":
        return Access.PUBLIC
    found: Access | None = getattr(app.view_functions[endpoint], _MARK, None)
    return found


def declare_needs(view: View, needs: tuple[str, ...]) -> View:
    """Write on a view what its guard asks of a member: names of capabilities, none for any role.

    "EDIT|FINANCE" is one of the two.
    """
    setattr(view, _NEEDS, needs)
    return view


def needs_of(app: Flask, endpoint: str) -> tuple[str, ...] | None:
    """What the guard of an endpoint asks of a member; None without a guard that asks for a role."""
    found: tuple[str, ...] | None = getattr(app.view_functions[endpoint], _NEEDS, None)
    return found


def opens(needs: tuple[str, ...], able: Collection[str]) -> bool:
    """Whether somebody who is able to so much passes a door that needs so much."""
    return all(any(one in able for one in need.split("|")) for need in needs)


def check_every_door(app: Flask) -> None:
    """Refuse to start with a view whose door nobody declared: deny by default."""
    open_doors = [name for name in app.view_functions if access_of(app, name) is None]
    if open_doors:
        raise RuntimeError(f"views without @access: {', '.join(sorted(open_doors))}")
