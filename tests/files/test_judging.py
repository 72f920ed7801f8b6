"""Files are what their bytes say: honest ones pass, disguised ones are refused with words."""

import io
import zipfile

import pytest

from regapp.files.models import FileType
from regapp.files.rules import (
    LARGEST_PICTURE,
    LARGEST_PRESENTATION,
    MEGABYTE,
    PICTURES,
    PRESENTATIONS,
    Judged,
    judge,
    safe_name,
)
from regapp.kernel.refusal import Refusal
from regapp.web.refusals import refusal_text
from tests.files.samples import (
    PDF,
    TYPES,
    chunk,
    exif,
    jpeg,
    png,
    pptx,
    segment,
    webp,
)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ACTING = b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"
EXE = b"MZ\x90\0" + b"\0" * 200


def judged(data: bytes, pictures: bool = False) -> Judged:
    allowed, largest = (PICTURES, LARGEST_PICTURE) if pictures else (PRESENTATIONS, LARGEST_PRESENTATION)
    return judge(io.BytesIO(data), allowed, largest=largest)


def refused(data: bytes, pictures: bool = False) -> str:
    with pytest.raises(Refusal) as caught:
        judged(data, pictures)
    assert str(refusal_text(caught.value))
    return caught.value.code


def bomb() -> bytes:
    return pptx({"ppt/media/a.xml": b"\0" * (60 * MEGABYTE)})


def locked() -> bytes:
    data = bytearray(pptx())
    for at in (data.find(b"PK\x03\x04") + 6, data.find(b"PK\x01\x02") + 8):
        data[at] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, FileType.PDF),
        # By chance, in a picture that is packed.
        (PDF.replace(b"endobj", b"stream\x01/JS \x02/JS(\nendstream\nendobj"), FileType.PDF),
        (pptx(), FileType.PPTX),
    ],
)
def test_presentations_pass(data: bytes, kind: FileType) -> None:
    assert judged(data).type is kind


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (SVG, "file_kind"),
        (b"<!doctype html><script>alert(1)</script>", "file_kind"),
        (EXE, "file_kind"),
        (EXE + pptx(), "file_kind"),
        (png(), "file_kind"),
        (b"%PDF-1.4\n<script>alert(1)</script>\nstartxref\n%%EOF", "file_two_kinds"),
        (b"<html>" + PDF, "file_kind"),
        (PDF + pptx() + b"startxref %%EOF", "file_two_kinds"),
        (PDF.replace(b"/Catalog", ACTING), "file_macros"),
        (PDF[:40], "file_damaged"),
        (pptx()[:-30], "file_damaged"),
        (pptx() + b"<script>", "file_two_kinds"),
        (pptx({"ppt/vbaProject.bin": b"x"}), "file_macros"),
        (pptx({"ppt/embeddings/nyhet.exe": EXE}), "file_macros"),
        (pptx(types=TYPES.replace(b"presentationml", b"wordprocessingml")), "file_not_slides"),
        (pptx(types=TYPES + b"ms-powerpoint.presentation.macroEnabled"), "file_macros"),
        (bomb(), "file_packed"),
        (locked(), "file_damaged"),
        (pptx({"../../etc/passwd": b"x"}), "file_damaged"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_presentation_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_file_larger_than_the_limit_is_refused_unread() -> None:
    with pytest.raises(Refusal) as caught:
        judge(io.BytesIO(PDF * 20), PRESENTATIONS, largest=len(PDF))
    assert caught.value.code == "file_too_large"


def test_an_archive_that_says_it_is_small_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"ppt/slides/{number}.xml", b"")
    assert refused(out.getvalue()) == "file_packed"


@pytest.mark.parametrize("data", [png(), jpeg(), webp()])
def test_pictures_pass_with_their_size(data: bytes) -> None:
    found = judged(data, pictures=True)
    assert (found.width, found.height, found.data) == (4, 3, data)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (png(4, 3, chunk(b"tEXt", b"Author\0Anna"), chunk(b"eXIf", b"57.1,12.2")) + PDF, png()),
        (jpeg(exif(1), segment(0xFE, b"<script>"), segment(0xED, b"Photoshop")) + pptx(), jpeg()),
        (webp(b"EXIF\x04\0\0\0anna", b"XMP \x04\0\0\0anna"), webp()),
    ],
)
def test_of_a_picture_only_the_picture_is_kept(given: bytes, kept: bytes) -> None:
    assert judged(given, pictures=True).data == kept


def test_a_picture_taken_sideways_stays_the_right_way_up() -> None:
    data = judged(jpeg(exif(6)), pictures=True).data
    assert data is not None
    assert b"57.1056" not in data
    assert data[20:].startswith(b"\xff\xe1") and b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in data
    assert judged(data, pictures=True).data == data


@pytest.mark.parametrize(
    "data",
    [SVG, b"GIF89a" + b"\0" * 20, PDF, png()[:-4], png()[:40], jpeg()[:-2], jpeg()[:30], webp()[:20],
     b"RIFF\x04\0\0\0WEBP", b"\xff\xd8\xff", b"\xff\xd8\xff\xff\xff"],
)  # fmt: skip
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    assert refused(data, pictures=True) in {"file_kind", "file_damaged"}


def test_a_picture_that_fills_the_memory_is_refused() -> None:
    small = png(4, 3)
    head = chunk(b"IHDR", (60_000).to_bytes(4) + (60_000).to_bytes(4) + b"\x08\x02\0\0\0")
    assert refused(small[:8] + head + small[8 + 25 :], pictures=True) == "file_picture_size"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Skog & hälsa.pdf", "Skog & hälsa.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\anna\\bilder.pptx", "bilder.pdf"),
        ("CON.pdf", "fil-CON.pdf"),
        ("con", "fil-con.pdf"),
        ("a" * 300 + ".pdf", "a" * 100 + ".pdf"),
        ("rapport\u202efdp.exe", "rapportfdp.pdf"),
        ('"><img src=x>.pdf', "img src=x.pdf"),
        ("...", "fil.pdf"),
        ("", "fil.pdf"),
        ("rad\r\nSet-Cookie: a=b.pdf", "rad Set-Cookie a=b.pdf"),
    ],
)
def test_names_are_only_names(given: str, name: str) -> None:
    assert safe_name(given, FileType.PDF) == name
