"""What the documents point at is there: files, folders, headings."""

import re
from pathlib import Path

import pytest

from regapp.config import ROOT

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```", re.DOTALL)
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def anchor(heading: str) -> str:
    """As the pages that show Markdown make it of a heading."""
    return re.sub(r"[^\w -]", "", heading.strip("# ").lower()).replace(" ", "-")


def anchors_of(document: Path) -> set[str]:
    lines = _CODE.sub("", document.read_text("utf-8")).splitlines()
    return {anchor(line) for line in lines if line.startswith("#")}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_within_the_repository_leads_somewhere(document: Path) -> None:
    for link in _LINK.findall(_CODE.sub("", document.read_text("utf-8"))):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, heading = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        assert not heading or heading in anchors_of(target), link
