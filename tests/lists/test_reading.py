"""Sheets that people send, and sheets that nobody should."""

import time

import pytest

from regapp.kernel.refusal import Refusal
from regapp.lists.reading import Sheet, read_sheet
from regapp.lists.rules import divide_name, guess_columns, read_row
from tests.lists.sheets import HEADER, Rows, bomb, changed, csv, xlsx

PEOPLE: Rows = [
    HEADER,
    ["Åsa", "Öberg", "asa@exempel.se", "Varbergs kommun"],
    ["Bo", "Ek", "bo@exempel.se", "SGU"],
]
SHEET = "xl/worksheets/sheet1.xml"


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        read_sheet(data)
    return caught.value.code


def read(data: bytes) -> Sheet:
    return read_sheet(data)


@pytest.mark.parametrize(
    "data",
    [
        xlsx(PEOPLE),
        csv(PEOPLE),
        csv(PEOPLE, delimiter=","),
        csv(PEOPLE, delimiter="\t"),
        csv(PEOPLE, encoding="cp1252"),
        csv(PEOPLE, encoding="utf-16"),
        csv(PEOPLE, encoding="utf-8"),
    ],
    ids=["xlsx", "semicolon", "comma", "tab", "cp1252", "utf-16", "no mark"],
)
def test_the_same_people_however_the_sheet_was_saved(data: bytes) -> None:
    sheet = read(data)
    assert sheet.header == HEADER
    assert sheet.rows == [
        (2, ["Åsa", "Öberg", "asa@exempel.se", "Varbergs kommun"]),
        (3, ["Bo", "Ek", "bo@exempel.se", "SGU"]),
    ]


def test_empty_rows_are_left_out_and_the_numbers_are_those_of_the_file() -> None:
    assert [number for number, _cells in read(xlsx([HEADER, [], [], ["Bo", "Ek"]])).rows] == [4]
    assert [number for number, _cells in read(csv([[], HEADER, [], ["Bo", "Ek"]])).rows] == [4]


def test_a_title_above_the_headings_is_no_person() -> None:
    title: Rows = [["Deltagare i Varberg"], [], *PEOPLE]
    assert read(xlsx(title)).header == HEADER
    assert [number for number, _cells in read(xlsx(title)).rows] == [4, 5]
    told = read(b"sep=;\r\n" + csv(PEOPLE, encoding="utf-8"))
    assert told.header == HEADER
    assert len(told.rows) == 2


def test_lines_that_end_as_on_an_old_mac_are_lines() -> None:
    sheet = read(csv(PEOPLE).replace(b"\r\n", b"\r"))
    assert [number for number, _cells in sheet.rows] == [2, 3]


def test_numbers_keep_their_digits_and_a_formula_is_what_it_was_worth() -> None:
    sheet = read(xlsx([HEADER, ["Bo", "Ek", "bo@exempel.se", 2120001249]], formula="=1+1"))
    assert sheet.rows[0][1][3] == "2120001249"
    assert sheet.rows[1][1][0] == "värde"


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    assert read(csv([HEADER, ["=cmd|' /C calc'!A0", "Ek", "", ""]])).rows[0][1][0].startswith("=cmd")


def test_columns_are_known_by_their_headings() -> None:
    assert guess_columns(["First name", "Surname", "E-mail", "Employer", "Färg"]) == {
        0: "given_name", 1: "family_name", 2: "email", 3: "organization",
    }  # fmt: skip
    assert guess_columns(["Namn", "E-postadress", "Org.nr", "Namn"]) == {
        0: "full_name",
        1: "email",
        2: "org_number",
    }


def test_a_whole_name_is_divided() -> None:
    assert divide_name("Cher") == ("", "Cher")
    assert read_row(["Anna Maria Öberg"], {0: "full_name"}) == {
        "given_name": "Anna Maria",
        "family_name": "Öberg",
    }


def test_without_headings_the_first_row_is_a_person() -> None:
    sheet = read(csv([["Åsa", "Öberg", "asa@exempel.se", "Varbergs kommun"]]))
    assert sheet.header == ["", "", "", ""]
    assert len(sheet.rows) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "list_empty"),
        (csv([HEADER]), "list_empty"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "list_old_format"),
        (b"PK\x03\x04" + b"skrap" * 100, "list_not_a_sheet"),
        (b"%PDF-1.7\0\0", "list_not_a_sheet"),
        (csv([HEADER, *[["A", "B", "", "C"]] * 1001]), "list_too_many_rows"),
        (xlsx([HEADER, *[["A", "B", "", "C"]] * 1001]), "list_too_many_rows"),
        (b"x" * (3 * 1024 * 1024 + 1), "list_too_large"),
    ],
    ids=["nothing", "heading", "xls", "broken", "pdf", "rows", "rows in xlsx", "bytes"],
)
def test_what_is_no_list_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_i18_entities_bombs_and_a_cell_in_the_last_corner_are_refused_at_once() -> None:
    data = xlsx(PEOPLE)
    entity = {b"<worksheet": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet'}
    corner = {b"</sheetData>": b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'}
    long = {b"</sheetData>": b"<row><c><v>1</v></c></row>" * 500_000 + b"</sheetData>"}
    started = time.monotonic()
    assert refused(changed(data, SHEET, entity)) == "list_not_a_sheet"
    assert refused(changed(data, SHEET, corner)) == "list_too_large"
    assert refused(changed(data, SHEET, long)) in {"list_too_many_rows", "list_too_large"}
    assert refused(bomb()) == "list_too_large"
    # The bound of the four is a machine under load; each is to take well under two seconds.
    assert time.monotonic() - started < 30


def test_what_a_sheet_says_of_its_own_size_is_not_believed() -> None:
    lying = changed(xlsx(PEOPLE), SHEET, {b'<dimension ref="A1:D3"/>': b'<dimension ref="A1:XFD1048576"/>'})
    assert len(read(lying).rows) == 2
