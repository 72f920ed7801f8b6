"""The pages on personal data: who answers, what for, until when."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from regapp.conferences.models import ConferenceOrganizer, ConferenceStatus
from regapp.organizers.models import OrganizerKind
from tests.support.statements import statements
from tests.world import KALMAR, make_conference, make_organizer


@pytest.fixture(autouse=True)
def season(session: Session) -> None:
    """Halland holds Varberg with RUS, which Kalmar answers for; Kalmar has a draft of its own."""
    halland, kalmar = make_organizer(session), make_organizer(session, "kalmar", org_number=KALMAR)
    rus = make_organizer(
        session, "rus", kind=OrganizerKind.COOPERATION, host_id=kalmar.id, short_name="RUS", phone="010-1"
    )
    varberg = make_conference(session, halland)
    make_conference(session, halland, path="kurs", title="Kurs", days=())
    make_conference(session, kalmar, path="utkast", title="Utkast", status=ConferenceStatus.DRAFT)
    session.add(ConferenceOrganizer(conference_id=varberg.id, organizer_id=rus.id, position=0))
    session.commit()


def test_organizers_of_public_conferences_are_listed(client: FlaskClient) -> None:
    page = client.get("/personuppgifter").text
    assert "/personuppgifter/halland" in page
    assert "/personuppgifter/rus" in page
    assert "/personuppgifter/kalmar" not in page


def test_the_page_names_the_day_who_answers_and_with_whom(client: FlaskClient) -> None:
    page = client.get("/personuppgifter/halland").text
    assert "Länsstyrelsen halland är personuppgiftsansvarig." in page
    assert "<td>10\xa0april 2020</td><td>RUS (Kalmar)</td>" in page
    assert "14 dagar efter sista dagen, när datum är satt" in page
    assert "halland@exempel.se" in page


def test_for_a_cooperation_its_host_authority_answers(client: FlaskClient) -> None:
    page = client.get("/personuppgifter/rus").text
    assert "Länsstyrelsen kalmar är personuppgiftsansvarig." in page
    assert "Länsstyrelsen rus är ett samarbete mellan myndigheter." in page
    assert "202100-2304" in page
    assert "<td>Halland</td>" in page


@pytest.mark.parametrize("slug", ["kalmar", "finns-inte"])
def test_one_without_public_conferences_has_no_page(client: FlaskClient, slug: str) -> None:
    assert client.get(f"/personuppgifter/{slug}").status_code == 404


def test_in_demonstration_no_day_is_promised(make_app: Callable[..., Flask]) -> None:
    page = make_app(demo=True).test_client().get("/personuppgifter/halland").text
    assert "raderas inte i demonstrationen" in page
    assert "april 2020" not in page
    assert "raderas 14 dagar" not in page


def test_the_page_takes_few_statements(app: Flask, client: FlaskClient) -> None:
    with statements(app) as seen:
        assert client.get("/personuppgifter/halland").status_code == 200
    assert len(seen) <= 4
