"""Every "no" that a rule can say has its words, and no words lie unused."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import name, python_files, tree

_CODE = re.compile(r"^[a-z]+(_[a-z]+)+$")
_PLACEHOLDER = re.compile(r"%\((\w+)\)")


def test_every_refusal_has_its_text_and_every_text_its_refusal() -> None:
    from regapp.web.refusals import TEXTS

    codes = {code for _, _, code, _ in _refusals()}
    assert codes - set(TEXTS) == set(), "refusals without text"
    assert set(TEXTS) - codes == set(), "texts that no rule uses"


def test_every_placeholder_of_a_text_is_given_by_the_rule() -> None:
    from regapp.web.refusals import TEXTS

    missing = [
        f"{name(file)}:{line}: {code}"
        for file, line, code, details in _refusals()
        if not set(_PLACEHOLDER.findall(TEXTS[code]._args[0])) <= details
    ]
    assert not missing


def _refusals() -> Iterator[tuple[Path, int, str, set[str]]]:
    """Where a Refusal is made: file, line, code, names of its details."""
    for file in python_files("regapp"):
        if "Refusal(" not in file.read_text("utf-8"):
            continue
        for function in ast.walk(tree(file)):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _called(node) == "Refusal":
                    details = {keyword.arg for keyword in node.keywords if keyword.arg} - {"field"}
                    for code in _codes(node.args[0], function):
                        yield file, node.lineno, code, details


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _codes(argument: ast.expr, function: ast.FunctionDef) -> list[str]:
    """The codes written in the first argument, or else in the function that picks one."""
    texts = _literals(argument) or _literals(*function.body)
    assert texts, f"a refusal's code is written out: {ast.unparse(argument)}"
    return texts


def _literals(*nodes: ast.AST) -> list[str]:
    found = [one for node in nodes for one in ast.walk(node) if isinstance(one, ast.Constant)]
    return [one.value for one in found if isinstance(one.value, str) and _CODE.match(one.value)]
