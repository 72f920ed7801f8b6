"""Reads the project's own files for the architecture tests."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"


@cache
def python_files(*folders: str) -> list[Path]:
    """Every Python file under these folders of the project, in a fixed order."""
    found = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    return sorted(file for file in found if "__pycache__" not in file.parts)


@cache
def template_files() -> list[Path]:
    """Of pages and letters."""
    return sorted(file for file in TEMPLATES.rglob("*") if file.is_file() and file.suffix != ".typ")


def paper_files() -> list[Path]:
    """Of what is printed, for the typesetter."""
    return sorted(TEMPLATES.rglob("*.typ"))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def name(file: Path) -> str:
    """As the project names it: "regapp/app.py"."""
    return file.relative_to(ROOT).as_posix()


def slices() -> set[str]:
    return {folder.name for folder in (ROOT / "regapp").iterdir() if (folder / "__init__.py").exists()}
