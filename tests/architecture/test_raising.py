"""Whoever saves over a newer save is told of it: every command that raises a conference's version writes
a history row whose action `dashboard.newer` knows."""

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from regapp.dashboard.newer import RAISES
from regapp.dashboard.words import ACTIONS
from tests.architecture.sources import name, python_files, tree

_CLAIM = "claim_version"
# The version is raised here and nowhere else.
_RAISED_IN = "regapp/conferences/commands/version.py"
# Things of their own version: no conference's.
_OF_THEIR_OWN = {"regapp/campaigns/commands.py", "regapp/surveys/commands.py", "regapp/wording/commands.py"}


def test_a_conferences_version_is_raised_in_one_place() -> None:
    found = {
        name(file)
        for file in python_files("regapp")
        for node in ast.walk(tree(file))
        if "migrations" not in file.parts and _writes_a_version(node)
    }
    assert found - _OF_THEIR_OWN == {_RAISED_IN}


def test_every_command_that_raises_it_is_known_by_its_action() -> None:
    found = {where: actions for where, actions, raises in _commands() if raises}
    assert len(found) > 20
    assert {where for where, actions in found.items() if not actions} == set(), "no action to be seen"
    assert {where: actions - RAISES for where, actions in found.items() if actions - RAISES} == {}
    assert set().union(*found.values()) == RAISES


def test_what_is_known_to_raise_it_always_does() -> None:
    """Else a row that raised nothing would be told in place of the save that did."""
    silent = {where: actions & RAISES for where, actions, raises in _commands() if not raises}
    assert {where: actions for where, actions in silent.items() if actions} == {}


def _commands() -> Iterator[tuple[str, set[str], bool]]:
    """Each function that writes history itself or by its own file's helpers: where, with which
    actions, and whether it raises the version."""
    for file in python_files("regapp"):
        functions = {node.name: node for node in tree(file).body if isinstance(node, ast.FunctionDef)}
        for function in functions.values():
            if function.name.startswith("_"):
                continue
            nodes = list(_reached(function, functions))
            names = {node.id for node in nodes if isinstance(node, ast.Name)}
            if _CLAIM in names or "record" in names:
                yield f"{name(file)}: {function.name}", _actions(nodes, file), _CLAIM in names


def _reached(function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> Iterator[ast.AST]:
    """All that runs, through helpers of the same file too."""
    seen, ahead = {function.name}, [function]
    while ahead:
        for statement in ahead.pop().body:
            for node in ast.walk(statement):
                yield node
                if isinstance(node, ast.Name) and node.id in functions and node.id not in seen:
                    seen.add(node.id)
                    ahead.append(functions[node.id])


def _actions(nodes: list[ast.AST], file: Path) -> set[str]:
    """Written out, or by the name of a constant."""
    texts: set[object] = {node.value for node in nodes if isinstance(node, ast.Constant)}
    texts |= {_constants(file).get(node.id) for node in nodes if isinstance(node, ast.Name)}
    return {text for text in texts if isinstance(text, str) and text in ACTIONS}


@cache
def _constants(file: Path) -> dict[str, object]:
    module = import_module(name(file).removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    return {key: value for key, value in vars(module).items() if isinstance(value, str)}


def _writes_a_version(node: ast.AST) -> bool:
    """`x.version += 1`, or an UPDATE with a version among its values."""
    if isinstance(node, ast.AugAssign):
        return isinstance(node.target, ast.Attribute) and node.target.attr == "version"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values":
        return any(keyword.arg == "version" for keyword in node.keywords)
    return False
