"""The rows of a sheet out of bytes that may be anything: XLSX or CSV, small, nothing in it is run."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from regapp.kernel.refusal import Refusal
from regapp.kernel.text import clean_line
from regapp.lists.archive import rewritten
from regapp.lists.rules import ABOVE, MOST_ROWS, find_header

MOST_BYTES = 3 * 1024 * 1024
_COLUMNS = 60
_CELL = 500
_LOOKED_AT = 20_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DELIMITERS = ";,\t|"


@dataclass(frozen=True)
class Sheet:
    """`rows` are the number in the file and the cells; empty rows are left out."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def read_sheet(data: bytes) -> Sheet:
    """Refuses list_empty, list_not_a_sheet, list_old_format, list_too_large, list_too_many_rows."""
    if len(data) > MOST_BYTES:
        raise Refusal("list_too_large")
    if data.startswith(_OLE):
        raise Refusal("list_old_format")
    found = _xlsx(data) if data.startswith(_ZIP) else _csv(data)
    filled = [(number, cells) for number, cells in enumerate(_limited(found), start=1) if any(cells)]
    if not filled:
        raise Refusal("list_empty")
    header: list[str] = []
    place = find_header([cells for _number, cells in filled])
    if place is not None:
        header, filled = filled[place][1], filled[place + 1 :]
    if not filled:
        raise Refusal("list_empty")
    if len(filled) > MOST_ROWS:
        raise Refusal("list_too_many_rows", most=MOST_ROWS)
    width = max([len(header), *(len(cells) for _number, cells in filled)])
    return Sheet([*header, *[""] * (width - len(header))], filled)


def _xlsx(data: bytes) -> Iterator[list[str]]:
    """The first sheet that holds anything. What a formula was worth when it was saved, never the formula."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(rewritten(data)))
        sheets = (
            book.get_sheet_by_index(number).to_python(skip_empty_area=False, nrows=_LOOKED_AT)
            for number in range(len(book.sheet_names))
        )
        rows: list[list[Any]] = next((rows for rows in sheets if any(any(row) for row in rows)), [])
    except (CalamineError, ValueError, OSError) as error:
        raise Refusal("list_not_a_sheet") from error
    return map(_clean, rows)


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    if "\0" in text:
        raise Refusal("list_not_a_sheet")
    first = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        # A record may go over several lines; the number told is that of the record.
        # Without translation, a file of an old Mac, whose lines end in a lone CR, has its rows too.
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return iter([_clean(row) for row in _limited(rows)])
    except csv.Error as error:
        raise Refusal("list_not_a_sheet") from error


def _limited(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Stops at the first row too many, whatever follows."""
    filled = 0
    for row in rows:
        filled += any(row)
        if filled > MOST_ROWS + ABOVE + 1:
            raise Refusal("list_too_many_rows", most=MOST_ROWS)
        yield row


def _decoded(data: bytes) -> str:
    """What Swedish Excel saves: UTF-8 with a mark, UTF-16 with a mark, else Windows' own letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _clean(row: Iterable[Any]) -> list[str]:
    cells = [clean_line(_text(value))[:_CELL] for value, _n in zip(row, range(_COLUMNS), strict=False)]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value if value is not None else "")
