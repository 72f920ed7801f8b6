"""The programme at the desk: written, changed beside a colleague, published; nobody else's."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.programme.models import ProgrammeItem
from tests.dashboard.programming.desk import rows
from tests.people import DAVID, sign_in
from tests.support.forms import error_links, resubmit, submit


def add(client: FlaskClient, at: str, **values: Any) -> Any:
    written = {"title": "Hälsa och skog", "starts": "13.00", "ends": "14.00", "round": "1", "kind": "seminar"}
    return submit(client, f"{at}/ny", written | values)


def test_a_programme_is_written_published_and_hidden_again(
    carin: FlaskClient, session: Session, at: str
) -> None:
    assert "Inga programpunkter än" in carin.get(at).text
    assert add(carin, at).status_code == 303
    assert add(carin, at, title="Skog och utveckling", preliminary="y").status_code == 303
    page = carin.get(at).text
    assert "Hälsa och skog" in page
    assert "Bara ni ser programpunkterna än." in page
    assert "Skog och utveckling" not in carin.get("/varberg").text
    assert submit(carin, at, action=f"{at}/publicera").status_code == 303
    public = carin.get("/varberg").text
    assert "Omgång 1, välj ett:" in public
    assert "kl.\N{NO-BREAK SPACE}13–14" in public or "kl. 13–14" in public
    assert carin.get("/varberg/program.ics").status_code == 200
    assert submit(carin, at, action=f"{at}/publicera").status_code == 303
    assert carin.get("/varberg/program.ics").status_code == 404


def test_an_item_is_changed_and_removed(carin: FlaskClient, session: Session, at: str) -> None:
    add(carin, at)
    (item,) = rows(session, ProgrammeItem)
    answer = submit(carin, f"{at}/{item.id}", {"title": "Skogen", "starts": "", "ends": "", "round": ""})
    assert answer.status_code == 303
    (item,) = rows(session, ProgrammeItem)
    assert (item.title, item.starts_at, item.round, item.sequence) == ("Skogen", None, None, 1)
    assert submit(carin, at, action=f"{at}/{item.id}/ta-bort").status_code == 303
    assert rows(session, ProgrammeItem)[0].removed_at is not None
    assert carin.get(f"{at}/{item.id}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Skriv en rubrik"),
        ({"ends": ""}, "Skriv både när det börjar och när det slutar, eller ingetdera"),
        ({"ends": "12.00"}, "Det slutar innan det börjar"),
        ({"starts": "kl 10"}, "Skriv klockslaget så här: 10.00"),
        ({"round": "ett"}, "Skriv ett tal med siffror"),
        ({"round": "100"}, "Omgången ska vara ett tal mellan 1 och 99"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    carin: FlaskClient, session: Session, at: str, wrong: dict[str, str], said: str
) -> None:
    answer = add(carin, at, **({"speakers": "Åsa Öberg"} | wrong))
    assert answer.status_code == 422
    assert error_links(answer.text) == [said]
    assert "Åsa Öberg" in answer.text
    assert rows(session, ProgrammeItem) == []


def test_a_save_over_a_newer_one_is_refused_once(carin: FlaskClient, session: Session, at: str) -> None:
    add(carin, at)
    (item,) = rows(session, ProgrammeItem)
    page = carin.get(f"{at}/{item.id}")
    submit(carin, f"{at}/{item.id}", {"room": "Stora salen"})
    late = resubmit(carin, f"{at}/{item.id}", page, {"title": "Sent"})
    assert late.status_code == 409
    assert "Sent" in late.text
    assert rows(session, ProgrammeItem)[0].title == "Hälsa och skog"
    assert resubmit(carin, f"{at}/{item.id}", late).status_code == 303
    assert rows(session, ProgrammeItem)[0].title == "Sent"


def test_a1_another_organizer_sees_and_changes_nothing(
    client: FlaskClient, carin: FlaskClient, session: Session, at: str
) -> None:
    add(carin, at)
    (item,) = rows(session, ProgrammeItem)
    other = carin.application.test_client()
    assert sign_in(other, DAVID).status_code == 303
    for path in (at, f"{at}/ny", f"{at}/{item.id}"):
        assert other.get(path).status_code == 404
    for path in (f"{at}/ny", f"{at}/{item.id}", f"{at}/{item.id}/ta-bort", f"{at}/publicera"):
        assert other.post(path).status_code == 404
    assert session.scalars(select(Conference.programme_published_at)).one() is None
