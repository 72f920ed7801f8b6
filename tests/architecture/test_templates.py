"""Every template parses, is used, and holds nothing that the content security policy refuses."""

import ast
import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta

from tests.architecture.sources import (
    TEMPLATES,
    name,
    paper_files,
    python_files,
    slices,
    template_files,
    tree,
)

_TEMPLATE = re.compile(r"^(base|[a-z_]+(/[a-z_]+)+)\.(html|txt)$")
_PAPER = re.compile(r"^[a-z_]+/[a-z_]+\.typ$")
_SHARED = {"macros", "errors"}
# Mail programs know no style sheet of ours, and no policy of ours applies there.
_LETTERS = TEMPLATES / "mailing"
_INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without a file": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript link": re.compile(r"javascript:", re.IGNORECASE),
    "a file from elsewhere": re.compile(r"(?:src|srcset)=[\"']?(?:https?:)?//", re.IGNORECASE),
    "text that is not escaped": re.compile(r"\|\s*safe\b"),
}


def test_every_template_parses(app: Flask) -> None:
    for file in template_files():
        app.jinja_env.parse(file.read_text("utf-8"), filename=name(file))


def test_undefined_names_in_templates_are_errors(app: Flask) -> None:
    with app.app_context(), pytest.raises(Exception, match="nowhere"):
        app.jinja_env.from_string("{{ nowhere }}").render()


def test_every_template_is_used_and_every_used_one_exists(app: Flask) -> None:
    used = _named_in_python() | _named_in_templates(app)
    existing = {file.relative_to(TEMPLATES).as_posix() for file in template_files()}
    assert existing - used == set(), "templates that nothing names"
    assert used - existing == set(), "named templates that are not there"


def test_every_paper_is_used_and_every_used_one_exists() -> None:
    used = {
        node.value
        for file in python_files("regapp")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _PAPER.match(node.value)
    }
    shared = {
        (file.parent / found).resolve().relative_to(TEMPLATES).as_posix()
        for file in paper_files()
        for found in re.findall(r'^#import "([^"]+)"', file.read_text("utf-8"), flags=re.MULTILINE)
    }
    assert used | shared == {file.relative_to(TEMPLATES).as_posix() for file in paper_files()}


def test_every_folder_of_templates_belongs_to_a_slice() -> None:
    folders = {folder.name for folder in TEMPLATES.iterdir() if folder.is_dir()}
    assert folders - _SHARED <= slices()


@pytest.mark.parametrize("what", _INLINE)
def test_no_template_holds(what: str) -> None:
    found = [
        f"{name(file)}: {match[0]}"
        for file in template_files()
        if not file.is_relative_to(_LETTERS) and (match := _INLINE[what].search(_read(file)))
    ]
    assert not found


def _read(file: Path) -> str:
    """Without the template's own comments and statements; what it prints stays."""
    return re.sub(r"\{#.*?#\}|\{%.*?%\}", "", file.read_text("utf-8"), flags=re.DOTALL)


def _named_in_python() -> set[str]:
    return {
        node.value
        for file in python_files("regapp")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _TEMPLATE.match(node.value)
    }


def _named_in_templates(app: Flask) -> set[str]:
    found: set[str] = set()
    for file in template_files():
        names = meta.find_referenced_templates(app.jinja_env.parse(file.read_text("utf-8")))
        # None: a name that only Python knows, as the parts of a form are.
        found |= {one for one in names if one is not None}
    return found
