"""Words and constructs that have no place in the tree."""

import ast
import re
from pathlib import Path

from tests.architecture.sources import ROOT, name, python_files, template_files, tree

# With brackets, so that this file does not find itself.
_UNFINISHED = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b")
_NOQA = re.compile(r"#\s*noqa(?!: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)* +(#|-) +\S)")
_TYPE_IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[[a-z, -]+\])")
_SKIPS = {"skip", "skipif", "xfail", "importorskip"}
_SOURCES = ("regapp", "tests", "scripts", "bench")


def _texts() -> list[Path]:
    return [*python_files(*_SOURCES), *template_files(), ROOT / "wsgi.py", ROOT / "Makefile"]


def test_nothing_is_left_for_later() -> None:
    found = [name(file) for file in _texts() if _UNFINISHED.search(file.read_text("utf-8"))]
    assert not found


def test_every_silenced_check_names_its_code_and_the_linter_its_reason() -> None:
    bare = [
        f"{name(file)}: {line.strip()}"
        for file in python_files(*_SOURCES)
        for line in file.read_text("utf-8").splitlines()
        if (_NOQA.search(line) or _TYPE_IGNORE.search(line)) and "re.compile" not in line
    ]
    assert not bare


def test_no_test_is_skipped() -> None:
    found = [
        f"{name(file)}:{node.lineno}"
        for file in python_files("tests")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and node.attr in _SKIPS
    ]
    assert not found


def test_only_the_transaction_commits() -> None:
    """Views and jobs write `with transaction()`; nothing else in the application commits."""
    allowed = {f"regapp/database/{file}.py" for file in ("session", "migrate", "gate")}
    found = [
        f"{name(file)}:{node.lineno}"
        for file in python_files("regapp")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert not [place for place in found if place.split(":")[0] not in allowed]


def test_queries_are_written_with_select() -> None:
    found = [
        f"{name(file)}:{node.lineno}"
        for file in python_files("regapp")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute)
        and node.attr == "query"
        and isinstance(node.value, ast.Name)
        and (node.value.id[:1].isupper() or node.value.id in {"session", "db"})
    ]
    assert not found


def test_money_is_never_a_float() -> None:
    """`float(` has no business in the slices that count kronor."""
    found = [
        f"{name(file)}:{node.lineno}"
        for file in [*python_files("regapp/billing"), ROOT / "regapp/kernel/money.py"]
        for node in ast.walk(tree(file))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert not found
