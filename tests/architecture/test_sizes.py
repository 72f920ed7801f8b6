"""Files and functions stay small enough to be read in one go."""

import ast

from tests.architecture.sources import name, python_files, template_files, tree

_FILE, _FUNCTION, _TEMPLATE = 400, 50, 150


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    files = python_files("regapp", "tests", "scripts", "bench")
    long = {name(file): lines for file in files if (lines := _lines(file.read_text("utf-8"))) > _FILE}
    assert not long


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = {
        f"{name(file)}:{node.name}": lines
        for file in python_files("regapp", "tests", "scripts", "bench")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > _FUNCTION
        # A migration is a list of tables; cutting it in pieces makes it no clearer.
        and "versions" not in file.parts
    }
    assert not long


def test_no_template_is_longer_than_a_hundred_and_fifty_lines() -> None:
    long = {name(file): n for file in template_files() if (n := _lines(file.read_text("utf-8"))) > _TEMPLATE}
    assert not long


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name(file)
        for file in python_files("regapp", "scripts", "bench")
        if file.read_text("utf-8").strip() and ast.get_docstring(tree(file)) is None
    ]
    assert not silent


def _lines(text: str) -> int:
    return text.count("\n")
