"""Tables as files that open right in Swedish Excel: CSV as a stream, XLSX from a temporary file."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

import xlsxwriter
from flask import Response

_ZONE = ZoneInfo("Europe/Stockholm")
# What spreadsheets take for a formula, the full-width forms too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Digits that Excel would rewrite: 00123 to 123, a GLN to 7,35E+12. Written as ="00123" they stay.
_TAKEN_FOR_NUMBER = re.compile(r"0[0-9]+|[0-9]{12,}|[0-9]+[eE][0-9]+")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Column:
    """kind: "text", "whole", "kr" (öre in, kronor out), "date" or "moment"."""

    title: str
    kind: str = "text"
    width: int = 18


Row = Sequence[Any]


def csv_response(columns: Sequence[Column], rows: Iterable[Row], name: str) -> Response:
    """Semicolons, comma in numbers, CRLF and a byte order mark: what Swedish Excel expects.

    It leaves while it is made, after the request: `rows` may need neither request nor session
    (see `regapp.web.streams`).
    """
    return Response(_csv(columns, rows), headers=_headers(f"{name}.csv"), mimetype="text/csv")


def xlsx_response(columns: Sequence[Column], rows: Iterable[Row], name: str) -> Response:
    """Built row by row in a temporary file, so that memory stays flat."""
    file = TemporaryFile()  # noqa: SIM115 - closed when the answer has been sent
    write_xlsx(file, columns, rows)
    file.seek(0)
    response = Response(_chunks(file), headers=_headers(f"{name}.xlsx"))
    response.mimetype = _XLSX
    response.call_on_close(file.close)
    return response


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The whole file, closed as soon as the last of it is read."""
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _csv(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.title for column in columns])
    yield b"\xef\xbb\xbf"
    for row in rows:
        writer.writerow([_text(column, value) for column, value in zip(columns, row, strict=True)])
        if out.tell() > _CHUNK:
            yield out.getvalue().encode("utf-8", "replace")
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode("utf-8", "replace")


def _text(column: Column, value: Any) -> str:
    if value is None or value == "":
        return ""
    if column.kind == "kr":
        return f"{value / 100:.2f}".replace(".", ",")
    if column.kind == "moment":
        return value.astimezone(_ZONE).strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else ""
    if column.kind == "date":
        return value.isoformat() if isinstance(value, date) else ""
    text = str(value)
    if column.kind != "text":
        return text
    if _TAKEN_FOR_NUMBER.fullmatch(text):
        return f'="{text}"'
    return f"'{text}" if text.startswith(_FORMULA) else text


def kept_sheet(folder: Path, key: str) -> Path:
    """Where a sheet lies that was made beforehand, under the instance's folder."""
    return folder / "exports" / f"{key}.xlsx"


def xlsx_file_response(path: Path, name: str) -> Response:
    """A sheet that was made beforehand."""
    file = path.open("rb")
    response = Response(_chunks(file), headers=_headers(f"{name}.xlsx"))
    response.mimetype = _XLSX
    response.call_on_close(file.close)
    return response


def write_xlsx(file: IO[bytes], columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """One row after the other; memory stays flat."""
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(file, options)
    formats = {
        "text": book.add_format({"num_format": "@"}),
        "whole": book.add_format({"num_format": "0"}),
        "kr": book.add_format({"num_format": "#,##0.00"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    # As Swedish Excel names a new sheet itself.
    sheet = book.add_worksheet("Blad1")
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
    sheet.write_row(0, 0, [column.title for column in columns], book.add_format({"bold": True}))
    sheet.freeze_panes(1, 0)
    line = 0
    for line, row in enumerate(rows, start=1):
        for number, (column, value) in enumerate(zip(columns, row, strict=True)):
            _write_cell(sheet, line, number, column.kind, value, formats[column.kind])
    sheet.autofilter(0, 0, line, len(columns) - 1)
    book.close()


def _write_cell(sheet: Any, line: int, number: int, kind: str, value: Any, form: Any) -> None:
    if value is None or value == "":
        return
    if kind == "kr":
        sheet.write_number(line, number, value / 100, form)
    elif kind == "whole":
        sheet.write_number(line, number, value, form)
    elif kind == "moment":
        sheet.write_datetime(line, number, value.astimezone(_ZONE).replace(tzinfo=None), form)
    elif kind == "date":
        sheet.write_datetime(line, number, datetime(value.year, value.month, value.day), form)  # noqa: DTZ001 - a cell has no zone
    else:
        sheet.write_string(line, number, str(value), form)


def _headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
