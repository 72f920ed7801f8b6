"""Every address and who may reach it stands in routes.txt: a new door is a line in the review."""

from collections.abc import Callable

from flask import Flask

from scripts.routes import FILE, routes


def test_every_address_and_its_door_is_listed(make_app: Callable[..., Flask]) -> None:
    listed = FILE.read_text(encoding="utf-8").splitlines()
    assert routes(make_app(demo=True)) == listed, "after a look at each new line: make routes"


def test_no_door_is_undeclared(make_app: Callable[..., Flask]) -> None:
    assert not [line for line in routes(make_app(demo=True)) if line.startswith("NONE")]


def test_demonstration_pages_exist_in_demonstration_only(app: Flask) -> None:
    assert not [line for line in routes(app) if line.startswith("demo ")]


def test_every_organizer_address_asks_for_a_member(make_app: Callable[..., Flask]) -> None:
    # Those where one is not signed in yet.
    outside = {"/arrangor/logga-in", "/arrangor/glomt-losenord", "/arrangor/losenord/<token>"}
    open_doors = [
        path
        for door, _methods, path in (line.split()[:3] for line in routes(make_app(demo=True)))
        if path.startswith("/arrangor") and door != "member" and path not in outside
    ]
    assert not open_doors
