"""Sheets as bytes: honest ones, and such as somebody might send to see what happens."""

import io
import zipfile
from collections.abc import Sequence

import xlsxwriter

HEADER = ["Förnamn", "Efternamn", "E-post", "Organisation"]
Rows = Sequence[Sequence[object]]


def xlsx(rows: Rows, *, formula: str = "") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if formula:
            sheet.write_formula(len(rows), 0, formula, None, "värde")
            sheet.write_row(len(rows), 1, ["Namn", "formel@exempel.se", "Kommunen"])
    return out.getvalue()


def csv(rows: Rows, *, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join(delimiter.join(str(cell) for cell in row) for row in rows).encode(encoding)


def changed(data: bytes, name: str, change: dict[bytes, bytes]) -> bytes:
    """The same archive with something in one file replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            text = old.read(one)
            if one.filename == name:
                for before, after in change.items():
                    assert before in text
                    text = text.replace(before, after)
            new.writestr(one.filename, text)
    return out.getvalue()


def bomb(megabytes: int = 200) -> bytes:
    """A sheet of nothing but blanks, small on the way."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx([HEADER]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.infolist():
            blank = b" " * (megabytes * 1024 * 1024) if one.filename.endswith("sheet1.xml") else b""
            new.writestr(one.filename, old.read(one) + blank)
    return out.getvalue()
