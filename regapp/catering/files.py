"""The numbers as a file: a paper, or a table."""

from collections.abc import Sequence
from datetime import datetime

from flask import Response

from regapp.catering.paper import kitchen_pdf
from regapp.catering.queries import Kitchen
from regapp.catering.sheet import kitchen_columns, kitchen_rows
from regapp.web.sheets import csv_response, xlsx_response


def kitchen_file(kitchens: Sequence[Kitchen], form: str, name: str, *, now: datetime) -> Response:
    """`form` is "pdf", "csv" or "xlsx"."""
    if form == "pdf":
        answer = Response(kitchen_pdf(kitchens, now=now), mimetype="application/pdf")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
        answer.headers["Cache-Control"] = "no-store"
        return answer
    write = csv_response if form == "csv" else xlsx_response
    return write(kitchen_columns(), list(kitchen_rows(kitchens)), name)
