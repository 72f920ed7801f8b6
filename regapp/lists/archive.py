"""An XLSX taken apart and put together again, with nothing in it but small, plain sheets.

So the reader never meets what could blow up: a file that says it is small and is not, entities, a
sheet of one cell in the last corner, pictures, macros.
"""

import io
import re
import zipfile
import zlib

from regapp.kernel.refusal import Refusal

_MOST = 24 * 1024 * 1024
_ENTRIES = 400
_CELLS = 2_000_000
_KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:worksheets/|_rels/)?[A-Za-z0-9_.-]+\.(?:xml|rels)"
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_BOOK = "xl/workbook.xml"
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_REFERENCE = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["\']([A-Z]{1,3})([0-9]{1,7})["\']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["\']([0-9]{1,7})["\']""")
# What a sheet says of its own size makes room before there is anything.
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*/>")


def rewritten(data: bytes) -> bytes:
    """Refuses list_not_a_sheet, list_too_large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _again(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Refusal("list_not_a_sheet") from error


def _again(archive: zipfile.ZipFile) -> bytes:
    entries = archive.infolist()
    if _BOOK not in {one.filename for one in entries}:
        raise Refusal("list_not_a_sheet")
    kept = [one for one in entries if _KEPT.fullmatch(one.filename)]
    if len(entries) > _ENTRIES or sum(one.file_size for one in kept) > _MOST:
        raise Refusal("list_too_large")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as plain:
        for one in kept:
            plain.writestr(one.filename, _checked(one.filename, _read(archive, one)))
    return out.getvalue()


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """As much as it says it is, and no more."""
    with archive.open(entry) as file:
        found = file.read(entry.file_size)
        if file.read(1):
            raise Refusal("list_too_large")
    return found


def _checked(name: str, text: bytes) -> bytes:
    if _DECLARED.search(text):
        raise Refusal("list_not_a_sheet")
    if not _SHEET.fullmatch(name):
        return text
    columns = max((_number(letters) for letters, _row in _REFERENCE.findall(text)), default=0)
    rows = [int(row) for _letters, row in _REFERENCE.findall(text)] + [int(row) for row in _ROW.findall(text)]
    if columns * max(rows, default=0) > _CELLS:
        raise Refusal("list_too_large")
    return _DIMENSION.sub(b"", text)


def _number(letters: bytes) -> int:
    """ "A" is 1, "AA" 27."""
    found = 0
    for letter in letters:
        found = 26 * found + letter - 64
    return found
