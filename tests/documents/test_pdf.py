"""PDF files for everybody: tagged, in one language, with letters for every Swedish and Sámi name."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from regapp.config import ROOT
from regapp.documents.letters import INSTEAD, has, printable, ranges_of
from regapp.documents.pdf import UnsetError, make_pdf

NOW = datetime(2020, 3, 27, 9, 0, tzinfo=UTC)
NAMES = ["Đorđe Ŋilla-Ŧuovkár Áššát", "#emph[Bo] *Ek* $x$", "Åsa Ärlig Öst"]


def signing(rows: list[list[str]]) -> bytes:
    data = {"title": "Lista", "conference": "Dag om sjöar", "when": "27 mars", "where": "Varberg",
            "heads": ["Namn", "Organisation", "Underskrift"], "rows": rows, "empty": 0}  # fmt: skip
    return make_pdf("printing/signing.typ", data, now=NOW)


def test_what_people_wrote_is_text_and_never_markup() -> None:
    text = (
        PdfReader(io.BytesIO(signing([[name, "Skogsstyrelsen"] for name in NAMES]))).pages[0].extract_text()
    )
    for name in NAMES:
        assert name in text


def test_the_file_is_tagged_has_a_title_and_tells_its_language() -> None:
    """PDF/UA-1, ISO 14289-1 clauses 7.1 and 7.2."""
    read = PdfReader(io.BytesIO(signing([["Ek, Bo", "RUS"]])))
    root: Any = read.root_object
    assert str(root["/MarkInfo"]["/Marked"]) == "True"
    assert root["/Lang"] == "sv"
    assert root["/StructTreeRoot"]
    assert read.metadata is not None
    assert read.metadata.title == "Lista, Dag om sjöar"


def test_the_same_order_gives_the_same_file() -> None:
    assert signing([["Ek, Bo", "RUS"]]) == signing([["Ek, Bo", "RUS"]])


def test_a_fault_names_the_template_and_nothing_it_was_to_set() -> None:
    with pytest.raises(UnsetError, match=r"printing/signing\.typ") as told:
        make_pdf("printing/signing.typ", {"title": "Hemliga Hilda"}, now=NOW)
    assert "Hilda" not in str(told.value)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("李小龍 Ek", "□□□ Ek"),
        ("Bo Ek 😀👩‍🌾", "Bo Ek"),
        ("محمد", "□□□□"),
        ("𝐁𝐨 Ｅｋ", "Bo Ek"),
        ("Bo Ek\ufe0f", "Bo Ek"),
        ("😀", "□"),
        ("Śťěpán Øre-Æble Łß", "Śťěpán Øre-Æble Łß"),
        ("", ""),
    ],
)
def test_letters_that_the_font_lacks_never_stop_a_paper(written: str, printed: str) -> None:
    assert printable(written) == printed
    made = signing([[written, "RUS"]])
    read = " ".join(PdfReader(io.BytesIO(made)).pages[0].extract_text().split())
    assert f"{printed} RUS".strip() in read


def test_a_stack_of_accents_is_set() -> None:
    assert signing([["Z̴̛͎̈́a̷̢̍l̵̰̈́g̴̻̈́o̶̝͗", "RUS"]]).startswith(b"%PDF-")


def test_every_weight_has_the_same_letters() -> None:
    fonts = [ranges_of(font.read_bytes()) for font in (ROOT / "regapp/documents/fonts").glob("*.ttf")]
    assert len(fonts) == 3 and len(set(fonts)) == 1 and all(map(has, INSTEAD + "đŋŧ–”é\n"))
