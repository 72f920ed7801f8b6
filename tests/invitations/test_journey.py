"""From a pasted list to an answer: the Nobelmöte's invitations, as invited and as organizer."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.invitations.commands import delete_old_invitations
from regapp.invitations.models import Invitation, Reply
from regapp.mailing.models import OutboxMessage
from regapp.registrations import kept
from regapp.registrations.models import Participant
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.support.forms import error_links, read_form, resubmit, submit
from tests.world import KALMAR, make_conference, make_organizer

ROWS = (
    "Anna Ek\tanna@exempel.se\tLänsstyrelsen i Hallands län\tsamordnare\n"
    "Bo Alm\tbo@exempel.se\tLänsstyrelsen i Kalmar län\tchef"
)
FORM = "/nobelmote/anmalan"


@pytest.fixture
def meeting(session: Session) -> Conference:
    halland, kalmar = make_organizer(session), make_organizer(session, "kalmar", org_number=KALMAR)
    make_person(session, CARIN, organizer=halland)
    make_person(session, DAVID, organizer=kalmar)
    return make_conference(session, halland, path="nobelmote", price=0)


@pytest.fixture
def carin(app: Flask, meeting: Conference) -> FlaskClient:
    client = app.test_client()
    assert sign_in(client, CARIN).status_code == 303
    return client


def at(meeting: Conference, rest: str = "") -> str:
    return f"/arrangor/konferens/{meeting.id}/inbjudan{rest}"


@pytest.fixture
def invited(carin: FlaskClient, meeting: Conference, session: Session) -> list[Invitation]:
    plan = {"invitation_only": "y", "forwarding": "approval", "text": "Välkommen till Nobelmötet!"}
    assert submit(carin, at(meeting), plan, action=None).status_code == 303
    sent = submit(carin, at(meeting), {"rows": ROWS}, action=at(meeting, "/bjud-in"))
    assert sent.status_code == 303
    kept.forget()
    return all_of(session)


def all_of(session: Session) -> list[Invitation]:
    session.commit()
    found = select(Invitation).order_by(Invitation.id).execution_options(populate_existing=True)
    return list(session.scalars(found))


def letters(session: Session, kind: str) -> int:
    session.commit()
    return len(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).all())


def press(client: FlaskClient, path: str, act: str) -> int:
    return submit(client, path, action=f"{path}/{act}").status_code


def test_without_an_invitation_the_page_can_be_read_and_nobody_signs_up(
    client: FlaskClient, invited: list[Invitation], session: Session
) -> None:
    assert "Bara för inbjudna" in client.get("/nobelmote").text
    assert "Bara för inbjudna" in client.get(FORM).text
    refused = client.post(FORM, data={"participants-0-given_name": "Åsa", "invitation": "gissning"})
    assert refused.status_code == 409
    assert "Åsa" in refused.text
    assert session.scalars(select(Participant)).all() == []


def test_an_invited_person_looks_says_yes_and_signs_up_once(
    client: FlaskClient, invited: list[Invitation], session: Session, carin: FlaskClient, meeting: Conference
) -> None:
    anna = invited[0]
    link = f"/inbjudan/{anna.token}"
    assert "Välkommen till Nobelmötet!" not in client.get(link).text
    assert all_of(session)[0].opened_at is None
    assert press(client, link, "visa") == 303
    assert all_of(session)[0].opened_at is not None
    assert "Välkommen till Nobelmötet!" in client.get(link).text
    assert press(client, link, "ja") == 303
    page = client.get(FORM)
    values = dict(read_form(page.text).form_values())
    assert (values["participants-0-given_name"], values["participants-0-email"]) == (
        "Anna",
        "anna@exempel.se",
    )
    other = resubmit(client, FORM, page, {"participants-0-email": "nagon@exempel.se"})
    assert other.status_code == 409
    assert error_links(other.text) == ["Inbjudan gäller anna@exempel.se. Anmäl dig med den adressen."]
    sent = resubmit(client, FORM, page, {"participants-0-family_name": "Ek"})
    assert sent.status_code == 303
    again = resubmit(client, FORM, page, {"participants-0-family_name": "Ek"})
    assert again.headers["Location"] == sent.headers["Location"]
    assert [one.reply for one in all_of(session)] == [Reply.SIGNED_UP, Reply.SILENT]
    assert "Du har tackat ja" in client.get(link).text
    assert "Bara för inbjudna" in client.get(FORM).text
    desk = carin.get(at(meeting)).text
    assert "Tackat ja" in desk
    assert "Har inte svarat" in desk


def test_a_no_is_kept_and_only_the_silent_are_reminded_once_a_day(
    client: FlaskClient, invited: list[Invitation], session: Session, carin: FlaskClient, meeting: Conference
) -> None:
    link = f"/inbjudan/{invited[0].token}"
    press(client, link, "visa")
    assert press(client, link, "nej") == 303
    assert "Du har tackat nej" in client.get(link).text
    for _time in range(2):
        carin.post(at(meeting, "/paminn"), data=dict(read_form(carin.get(at(meeting)).text).form_values()))
    assert letters(session, "invitations.reminder") == 1
    assert letters(session, "invitations.invitation") == 2


def test_a_colleague_comes_only_when_the_organizer_agrees(
    client: FlaskClient, invited: list[Invitation], session: Session, carin: FlaskClient, meeting: Conference
) -> None:
    link = f"/inbjudan/{invited[0].token}"
    press(client, link, "visa")
    wrong = submit(client, f"{link}/kollega", {"name": "Cia Dal", "email": "bo@exempel.se"})
    assert wrong.status_code == 409
    assert error_links(wrong.text) == ["Den adressen är redan inbjuden."]
    asked = submit(client, f"{link}/kollega", {"name": "Cia Dal", "email": "cia@exempel.se"})
    assert asked.status_code == 303
    assert letters(session, "invitations.invitation") == 2
    overview = carin.get(f"/arrangor/konferens/{meeting.id}").text
    assert "1 inbjuden till Nobelmote vill skicka en kollega." in overview
    act = at(meeting, f"/{invited[0].id}/godkann")
    assert submit(carin, at(meeting), action=act).status_code == 303
    anna, _bo, cia = all_of(session)
    assert (anna.reply, cia.email, cia.role, cia.instead_of_id) == (
        Reply.PASSED, "cia@exempel.se", anna.role, anna.id,
    )  # fmt: skip
    assert letters(session, "invitations.invitation") == 3
    assert press_is_gone(client, link)


def press_is_gone(client: FlaskClient, link: str) -> bool:
    page = client.get(link).text
    return "Den här inbjudan är förbrukad" in page and "Tacka ja" not in page


def test_a_locked_invitation_is_not_passed_on(
    client: FlaskClient, invited: list[Invitation], carin: FlaskClient, meeting: Conference
) -> None:
    plan = {"invitation_only": "y", "forwarding": "locked"}
    assert submit(carin, at(meeting), plan).status_code == 303
    assert client.get(f"/inbjudan/{invited[0].token}/kollega").status_code == 404


def test_bad_rows_are_answered_by_their_number_and_nobody_is_invited(
    carin: FlaskClient, meeting: Conference, session: Session
) -> None:
    rows = "Anna Ek, anna@exempel.se\nBo Alm, bo.exempel.se"
    answer = submit(carin, at(meeting), {"rows": rows}, action=at(meeting, "/bjud-in"))
    assert answer.status_code == 422
    assert error_links(answer.text) == ["Rad 2: e-postadressen saknas."]
    kept_rows = dict(read_form(answer.text, action=at(meeting, "/bjud-in")).form_values())["rows"]
    assert kept_rows.replace("\r", "").strip() == rows
    assert all_of(session) == []


def test_another_organizer_sees_nothing_and_a_wrong_link_opens_nothing(
    app: Flask, client: FlaskClient, invited: list[Invitation], meeting: Conference
) -> None:
    david = app.test_client()
    sign_in(david, DAVID)
    assert david.get(at(meeting)).status_code == 404
    assert david.post(at(meeting, f"/{invited[0].id}/ta-tillbaka")).status_code == 404
    assert client.get("/inbjudan/" + "x" * 43).status_code == 404
    assert client.post(f"/inbjudan/{invited[0].token}/nej").status_code == 400


def test_names_and_addresses_go_two_months_after_the_last_day(
    invited: list[Invitation], session: Session
) -> None:
    assert delete_old_invitations(session, now=datetime(2020, 5, 26, tzinfo=UTC)) == 0
    assert delete_old_invitations(session, now=datetime(2020, 5, 27, tzinfo=UTC)) == 2
    assert all_of(session) == []
