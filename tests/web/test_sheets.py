"""Tables as files: what a spreadsheet would change by itself stays as it was written."""

import csv
import io
from zipfile import ZipFile

import pytest
from flask import Flask

from regapp.web.sheets import Column, csv_response, xlsx_response

COLUMNS = [Column("Text"), Column("Antal", "whole")]


def csv_cells(app: Flask, text: str) -> list[str]:
    with app.test_request_context():
        data = csv_response(COLUMNS, [[text, 7]], "fil").get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(data, newline=""), delimiter=";"))[1]


@pytest.mark.parametrize("text", ["00123", "7350000000005", "12E3", "0701234567"])
def test_digits_that_excel_would_rewrite_are_kept_as_text(app: Flask, text: str) -> None:
    assert csv_cells(app, text) == [f'="{text}"', "7"]


@pytest.mark.parametrize("text", ["123", "2120001249", "391 86", "212000-1249", "ZZ00123", "0", ""])
def test_what_excel_leaves_alone_is_written_plainly(app: Flask, text: str) -> None:
    assert csv_cells(app, text) == [text, "7"]


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(1)", "\N{FULLWIDTH EQUALS SIGN}1"]
)
def test_i8_a_formula_is_no_formula(app: Flask, text: str) -> None:
    assert csv_cells(app, text) == [f"'{text}", "7"]


def test_a_workbook_s_cells_are_text_whatever_they_look_like(app: Flask) -> None:
    with app.test_request_context():
        response = xlsx_response(COLUMNS, [["00123", 7], ["=1+1", 8]], "fil")
        response.direct_passthrough = False
        sheet = ZipFile(io.BytesIO(response.get_data())).read("xl/worksheets/sheet1.xml").decode()
    assert "<t>00123</t>" in sheet
    assert "<t>=1+1</t>" in sheet
    assert "<f>" not in sheet
    assert '<autoFilter ref="A1:B3"/>' in sheet
