"""What lies hidden in a document that looks honest: packed, spelled otherwise, or fetched from outside."""

import zlib

import pytest

from regapp.files.models import FileType
from tests.documents.test_pdf import signing
from tests.files.samples import PDF, pdf_of_packed_objects, pptx, relations
from tests.files.test_judging import judged, refused

HONEST = b"<< /Type /Page >> << /Title (HTML/JavaScript) >>"
ACTING = b"<< /S /JavaScript /JS (app.alert(1)) >>"
SLIDE = "ppt/slides/_rels/slide1.xml.rels"
PAGE = b"<< /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj"
HANGING = "\x01Ole10Native".encode("utf-16-le")


@pytest.mark.parametrize(
    "data",
    [
        pdf_of_packed_objects(HONEST),
        pdf_of_packed_objects(HONEST, b""),
        # A page that begins with numbers, and one that speaks of programs.
        PDF.replace(b"endobj", PAGE % zlib.compress(b"1 0 0 1 72 720 cm (JavaScript/Launch) Tj")),
        PDF.replace(b"endobj", PAGE % zlib.compress(b"(/JavaScript) Tj")),
        # What was saved anew, one version after the other.
        PDF + PDF[9:],
    ],
)
def test_honest_pdfs_pass(data: bytes) -> None:
    assert judged(data).type is FileType.PDF


def test_what_a_real_program_writes_passes() -> None:
    assert judged(signing([["Ek, Bo", "RUS"]])).type is FileType.PDF


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdf_of_packed_objects(ACTING), "file_macros"),
        (pdf_of_packed_objects(ACTING, name=b"/Obj#53tm"), "file_macros"),
        # Not said to hold objects, but that is what it does.
        (pdf_of_packed_objects(ACTING, name=b"/X").replace(b"/First", b"/Fir8t"), "file_macros"),
        (pdf_of_packed_objects(ACTING, b"/Filter [/ASCIIHexDecode /FlateDecode]"), "file_damaged"),
        (pdf_of_packed_objects(HONEST, b"/Filter /LZWDecode"), "file_damaged"),
        (pdf_of_packed_objects(b"<< /S /J#61vaScript >>"), "file_macros"),
        (PDF.replace(b"/Catalog", b"/Catalog /A << /S/La#75nch >>"), "file_macros"),
        (PDF.replace(b"/Catalog", b"/Catalog /Names << /EmbeddedFiles 3 0 R >>"), "file_attached"),
        (pdf_of_packed_objects(b"<< /Type/EmbeddedFile >>"), "file_attached"),
        (PDF.replace(b"/Root", b"/Encrypt 4 0 R /Root"), "file_damaged"),
        (pdf_of_packed_objects(b"/a " * (30 << 20)), "file_packed"),
        (PDF + b"<html><script>alert(1)</script></html>", "file_two_kinds"),
        (PDF + b"<SCRIPT src=x></SCRIPT>\nstartxref\n50\n%%EOF", "file_two_kinds"),
    ],
)  # fmt: skip
def test_what_is_hidden_in_a_pdf_is_found(data: bytes, code: str) -> None:
    assert refused(data) == code


@pytest.mark.parametrize(
    "link",
    [
        ("hyperlink", "https://www.naturvardsverket.se/index.php"),
        ("hyperlink", "mailto:anna@exempel.se"),
        ("hyperlink", "file:///C:/Arbete/budget.xlsx"),
        ("hyperlink", "C:\\Arbete\\budget.xlsx"),
        ("video", "https://video.exempel.se/embed/1"),
        # Where a linked picture was taken away.
        ("image", "NULL"),
    ],
)
def test_slides_may_link_to_what_one_clicks_and_play_films(link: tuple[str, str]) -> None:
    assert judged(pptx({SLIDE: relations(link)})).type is FileType.PPTX


@pytest.mark.parametrize(
    ("link", "code"),
    [
        (("image", "https://spion.exempel.se/vem.png"), "file_outside"),
        (("oleObject", "file:///C:/arbete/bok.xlsx"), "file_outside"),
        (("attachedTemplate", "https://exempel.se/mall"), "file_outside"),
        (("video", "file:///C:/film.mp4"), "file_outside"),
        (("hyperlink", "\\\\10.0.0.9\\bilder\\a.docx"), "file_outside"),
        (("hyperlink", "file://10.0.0.9/bilder/a.docx"), "file_outside"),
        (("hyperlink", "javascript:alert(1)"), "file_outside"),
        (("hyperlink", "ms-msdt:/id"), "file_outside"),
        (("hyperlink", "file:///C:/Windows/System32/cmd.exe"), "file_macros"),
    ],
)
def test_slides_that_reach_for_something_outside_are_refused(link: tuple[str, str], code: str) -> None:
    assert refused(pptx({SLIDE: relations(link)})) == code


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({"ppt/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + HANGING + b"MZ"}, "file_attached"),
        ({"ppt/embeddings/oleObject1.bin": "_VBA_PROJECT".encode("utf-16-le")}, "file_attached"),
        ({"ppt/embeddings/Kalkyl.xlsm": b"PK"}, "file_macros"),
        ({SLIDE: b"<Relationships"}, "file_damaged"),
        ({SLIDE: b'<!DOCTYPE r [<!ENTITY a "aaa">]><r>&a;</r>'}, "file_damaged"),
        (
            {SLIDE: relations(("image", "https://exempel.se/a")).decode()[21:].encode("utf-16")},
            "file_outside",
        ),
    ],
)
def test_what_hangs_in_slides_is_found(part: dict[str, bytes], code: str) -> None:
    assert refused(pptx(part)) == code


def test_a_sheet_that_a_diagram_was_made_of_may_come_along() -> None:
    parts = {
        "ppt/embeddings/Kalkyl.xlsx": b"PK",
        "ppt/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0Equation",
    }
    assert judged(pptx(parts)).type is FileType.PPTX
