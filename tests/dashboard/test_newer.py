"""Who saves over somebody else's save learns who, when and what, on every form of the desk."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceStatus
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.support.forms import resubmit, submit
from tests.turns import confirm, look
from tests.world import make_conference, make_organizer

_AT = "14\N{NO-BREAK SPACE}februari 2020 kl.\N{NO-BREAK SPACE}10.00"
_SAID = f"David Ek sparade {_AT}. Det som ändrades: Ingress."
_KEPT = "Allt du skrev står kvar här nedanför."
_DAY = {"starts": "10:00", "ends": "11:00"}
# Where, whose form it is if the page has several, what is typed there.
_FORMS = [
    ("avgifter/pris", "", {"amount": "812"}),
    ("avgifter/kategori", "", {"label": "Doktorander"}),
    ("avgifter/tillval", "", {"label": "Middag på slottet"}),
    ("avgifter/villkor", "", {"no_show_amount": "345"}),
    ("fragor/ny", "", {"label": "Kommer du med tåg?", "kind": "yes_no"}),
    ("program/ny", "", {"title": "Ekar i stad", **_DAY}),
    ("program/salar", "", {"rooms-0-name": "Teatern"}),
    ("program/medverkande/ny", "", {"name": "Ida Alm", "email": "ida.alm@exempel.se"}),
    ("program/efter", "", {"text": "Tack för en fin dag."}),
    ("val", "", {"onsite_info": "Ingången är från gården."}),
    ("inbjudan", "", {"text": "Välkommen hit."}),
    ("vantelista", "vantelista/satt", {"mode": "manual"}),
    ("roller", "medarrangorer", {"organizer": "kalmar"}),
]  # fmt: skip


@pytest.fixture
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    make_organizer(session, "kalmar", org_number="202100-2296")
    varberg = make_conference(session, halland, path="varberg", capacity=50)
    for email in (CARIN, DAVID):
        make_person(session, email, organizer=halland)
    session.commit()
    return varberg


@pytest.fixture
def carin(client: FlaskClient, varberg: Conference) -> FlaskClient:
    assert sign_in(client, CARIN).status_code == 303
    return client


@pytest.fixture
def david(app: Flask, varberg: Conference) -> FlaskClient:
    other = app.test_client()
    assert sign_in(other, DAVID).status_code == 303
    return other


def at(conference: Conference, where: str) -> str:
    return f"/arrangor/konferens/{conference.id}/{where}"


@pytest.mark.parametrize(("where", "form", "typed"), _FORMS, ids=[one[0] for one in _FORMS])
def test_a_newer_save_is_told_and_nothing_typed_is_lost(
    carin: FlaskClient, david: FlaskClient, varberg: Conference, where: str, form: str, typed: dict[str, str]
) -> None:
    path, action = at(varberg, where), at(varberg, form) if form else None
    page = carin.get(path)
    assert submit(david, at(varberg, "redigera"), {"lead": "Ny ingress"}).status_code == 303
    late = resubmit(carin, path, page, typed, action=action)
    assert late.status_code == 409
    assert _SAID in late.text
    assert _KEPT in late.text
    assert all(text in late.text for text in typed.values())
    assert resubmit(carin, path, late, action=action).status_code == 303


def test_a_turn_is_looked_at_anew_beside_what_somebody_else_saved(
    carin: FlaskClient, david: FlaskClient, varberg: Conference
) -> None:
    preview = look(carin, varberg.id, "skjut-upp", {"reason": "Stormen är här."})
    assert submit(david, at(varberg, "redigera"), {"lead": "Ny ingress"}).status_code == 303
    late = confirm(carin, varberg.id, "skjut-upp", preview)
    assert late.status_code == 409
    assert _SAID in late.text
    assert _KEPT in late.text
    assert "Sparar du nu" not in late.text
    assert "Stormen är här." in late.text
    again = resubmit(carin, at(varberg, "lage/skjut-upp"), late, {"do": "look"})
    assert "Inget är skickat än." in again.text


def test_a_step_of_a_new_conference_tells_it_too(
    carin: FlaskClient, david: FlaskClient, varberg: Conference, session: Session
) -> None:
    draft = make_conference(session, varberg.owner, path="utkast", status=ConferenceStatus.DRAFT)
    path = at(draft, "ny/grunder")
    page = carin.get(path)
    assert submit(david, at(draft, "redigera"), {"lead": "Ny ingress"}).status_code == 303
    late = resubmit(carin, path, page, {"contact_name": "Ida Alm"})
    assert late.status_code == 409
    assert _SAID in late.text
    assert 'value="Ida Alm"' in late.text
    assert resubmit(carin, path, late).status_code == 303


@pytest.mark.parametrize(
    ("where", "typed", "said"),
    [
        ("avgifter/pris", {"amount": "812"}, "Avgifter ändrade (pris)."),
        ("avgifter/kategori", {"label": "Doktorander"}, "Avgifter ändrade (kategori)."),
        ("avgifter/villkor", {"no_show_amount": "345"}, "Avgifter ändrade (villkor)."),
        ("program/salar", {"rooms-0-name": "Teatern"}, "Programmet ändrat (salar och spår)."),
        ("fragor/ny", {"label": "Kommer du?", "kind": "yes_no"}, "Ny egen fråga."),
    ],
)
def test_what_was_done_on_another_page_is_told_as_the_log_tells_it(
    carin: FlaskClient, david: FlaskClient, varberg: Conference, where: str, typed: dict[str, str], said: str
) -> None:
    page = carin.get(at(varberg, "program/efter"))
    assert submit(david, at(varberg, where), typed).status_code == 303
    late = resubmit(carin, at(varberg, "program/efter"), page, {"text": "Tack."})
    assert f"David Ek, {_AT}: {said}" in late.text


def test_a_save_that_changed_nothing_is_told_instead_of_the_one_before_it(
    carin: FlaskClient, david: FlaskClient, varberg: Conference
) -> None:
    assert submit(carin, at(varberg, "program/ny"), {"title": "Ekar", **_DAY}).status_code == 303
    (item,) = [
        part for part in carin.get(at(varberg, "program")).text.split('"') if part.endswith("/program/1")
    ]
    assert submit(carin, at(varberg, "avgifter/kategori"), {"label": "Studenter"}).status_code == 303
    page = carin.get(at(varberg, "fragor/ny"))
    assert submit(david, item).status_code == 303
    late = resubmit(carin, at(varberg, "fragor/ny"), page, {"label": "Hur?", "kind": "short"})
    assert f"David Ek, {_AT}: Programmet ändrat." in late.text
    assert "Carin Holm" not in late.text.split("Allt du skrev")[0].split('role="alert"')[1]


def test_over_a_newer_survey_the_second_save_goes_through(
    carin: FlaskClient, david: FlaskClient, varberg: Conference
) -> None:
    home = at(varberg, "utvardering")
    assert submit(carin, home, {"mall": "1"}, action=f"{home}/ny").status_code == 303
    page = carin.get(f"{home}/fragor")
    assert submit(david, f"{home}/fragor", {"open_days": "7"}).status_code == 303
    late = resubmit(carin, f"{home}/fragor", page, {"intro": "Vad tyckte du?"})
    assert late.status_code == 409
    assert f"David Ek, {_AT}: Utvärderingens frågor ändrade." in late.text
    assert "Vad tyckte du?" in late.text
    assert resubmit(carin, f"{home}/fragor", late).status_code == 303


def test_over_a_newer_mailing_or_newer_details_it_is_told_too(
    carin: FlaskClient, david: FlaskClient, varberg: Conference
) -> None:
    written = submit(carin, at(varberg, "utskick/nytt"), {"subject": "Hej", "body": "Tåget går."})
    mailing = f"{written.location}/andra"
    details = "/arrangor/organisation/halland/uppgifter"
    pages = {path: carin.get(path) for path in (mailing, details)}
    assert submit(david, mailing, {"subject": "Hejsan"}).status_code == 303
    assert submit(david, details, {"phone": "010-224 30 00"}).status_code == 303
    late = resubmit(carin, mailing, pages[mailing], {"body": "Bussen går."})
    assert (late.status_code, f"David Ek, {_AT}: Utskick skrivet." in late.text) == (
        409,
        True,
    )
    assert resubmit(carin, mailing, late).status_code == 303
    late = resubmit(carin, details, pages[details], {"website": "https://exempel.se"})
    assert late.status_code == 409
    assert f"David Ek sparade {_AT}. Det som ändrades: Telefon." in late.text
    assert resubmit(carin, details, late).status_code == 303
