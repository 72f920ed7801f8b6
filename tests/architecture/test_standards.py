"""docs/standards.md names files, names and tests that are there."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.architecture.sources import ROOT, python_files

PAGE = ROOT / "docs" / "standards.md"
_TOKEN = re.compile(r"`([^`]+)`")
_TEST = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)


class Row(NamedTuple):
    clause: str
    code: list[str]
    tests: list[str]


def rows() -> Iterator[Row]:
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("|") and not line.startswith(("| Clause", "|---")):
            clause, _asks, code, tests = (cell.strip() for cell in line.strip("|").split(" | "))
            yield Row(clause, _TOKEN.findall(code), _TOKEN.findall(tests))


def place(token: str, *folders: str) -> Path | None:
    found = (ROOT / folder / token for folder in folders)
    return next((one for one in found if one.exists()), None)


@cache
def names_in(file: Path | None) -> frozenset[str]:
    """The tests of one file; of all of them where none is named."""
    files = [file] if file is not None else python_files("tests")
    return frozenset(name for one in files for name in _TEST.findall(one.read_text(encoding="utf-8")))


def is_there(wanted: str, names: frozenset[str]) -> bool:
    start = wanted.removesuffix("…")
    return any(name.startswith(start) if wanted.endswith("…") else name == wanted for name in names)


def test_every_clause_has_code_and_a_test() -> None:
    bare = [row.clause for row in rows() if not row.code or not row.tests]
    assert not bare
    assert len(list(rows())) > 30


def test_every_file_and_name_of_the_code_is_there() -> None:
    missing = []
    for row in rows():
        file: Path | None = None
        for token in row.code:
            if "/" in token:
                file = place(token, "regapp", ".")
                missing += [] if file else [f"{row.clause}: {token}"]
            elif file is None or token not in file.read_text(encoding="utf-8"):
                missing.append(f"{row.clause}: {token}")
    assert not missing


def test_every_test_is_there() -> None:
    missing = []
    for row in rows():
        file: Path | None = None
        for token in row.tests:
            if "/" in token:
                file = place(token, "tests")
                missing += [] if file else [f"{row.clause}: {token}"]
            elif not is_there(token, names_in(file)):
                missing.append(f"{row.clause}: {token}")
    assert not missing


def test_the_clauses_that_calendars_and_news_rest_on_are_named() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for standard in ("5545", "5546", "6047", "6868", "7986", "4287", "8288", "9110"):
        assert f"RFC {standard}" in text
    assert "schema.org" in text
