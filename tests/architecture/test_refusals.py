"""Every "no" that a rule can say has its words, and no words lie unused."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import name, python_files, tree

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
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
                details = {keyword.arg for keyword in node.keywords if keyword.arg} - {"field"}
                for code in _codes(node.args[0]):
                    yield file, node.lineno, code, details


def _codes(argument: ast.expr) -> list[str]:
    """The literal codes in the first argument; one made at run time could not be checked."""
    found = [one.value for one in ast.walk(argument) if isinstance(one, ast.Constant)]
    texts = [code for code in found if isinstance(code, str)]
    assert texts, f"a refusal's code is written out: {ast.unparse(argument)}"
    return texts
