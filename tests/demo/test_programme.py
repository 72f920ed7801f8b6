"""The demonstration shows a programme with people, and what is left of a meeting that is over."""

import io

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.database.session import transaction
from regapp.demo.drawings import portrait, slides
from regapp.demo.moments import START
from regapp.demo.programme import add_programmes
from regapp.files.rules import LARGEST_PRESENTATION, PICTURES, PRESENTATIONS, judge
from regapp.files.storage import FolderStorage
from regapp.programme.models import Presentation


def test_what_is_drawn_passes_as_what_it_is() -> None:
    for data, allowed in ((portrait(0, 1, 2), PICTURES), (slides("Ekar", ["Ett", "Två"]), PRESENTATIONS)):
        assert judge(io.BytesIO(data), allowed, largest=LARGEST_PRESENTATION).type in allowed


def test_varberg_has_a_programme_and_the_nobel_meeting_what_is_left_of_it(
    demo: Flask, visitor: FlaskClient, session: Session, season: None
) -> None:
    for _twice in range(2):
        with demo.app_context(), transaction() as rows:
            add_programmes(rows, FolderStorage(demo.extensions["regapp"].config.uploads_path), now=START)
    page = visitor.get("/smartare-gronare-sverige/varberg/program").text
    assert page.count("Ingrid Almström") == 4 and "Biblioteket" in page and "Har arbetat med skog" in page
    calendar = visitor.get("/smartare-gronare-sverige/varberg/program.ics").text
    assert calendar.count("BEGIN:VEVENT") == 12
    past = visitor.get("/nobelmotet-2019").text
    assert "Så var det" in past and "Karin Ljungdahl" in past
    (one,) = session.scalars(select(Presentation))
    assert visitor.get(f"/presentation/{one.id}", buffered=True).data.startswith(b"%PDF-")
