"""`/a/<token>`: showing, cancelling, returning, and the lost link."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.mailing.models import OutboxMessage
from regapp.registrations.models import BookerRole, LinkRequest, Participant, Status
from tests.sending import Send
from tests.support.forms import resubmit, submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session), capacity=3)


@pytest.fixture
def token(varberg: Conference, send: Send) -> str:
    return send(varberg, a_sign_up(2)).token


def newest(session: Session) -> Participant:
    session.commit()
    return session.scalars(select(Participant).order_by(Participant.id.desc())).all()[0]


def oldest(session: Session) -> Participant:
    session.commit()
    return session.scalars(select(Participant).order_by(Participant.id)).all()[0]


def statuses(session: Session) -> list[Status]:
    session.commit()
    return list(session.scalars(select(Participant.status).order_by(Participant.id)))


def test_the_page_shows_everybody_and_is_kept_by_nobody(client: FlaskClient, token: str) -> None:
    page = client.get(f"/a/{token}")
    assert "Åsa Öberg" in page.text
    assert "Person Nummer 1" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_a4_looking_at_the_question_cancels_nobody(client: FlaskClient, session: Session, token: str) -> None:
    page = client.get(f"/a/{token}/avanmal")
    assert "Vill du avanmäla alla 2 deltagare?" in page.text
    assert client.head(f"/a/{token}/avanmal").status_code == 200
    assert statuses(session) == [Status.CONFIRMED, Status.CONFIRMED]


def test_one_participant_is_cancelled_and_returns(client: FlaskClient, session: Session, token: str) -> None:
    answer = submit(client, f"/a/{token}/avanmal?deltagare={oldest(session).id}")
    assert answer.status_code == 303
    assert statuses(session) == [Status.CANCELLED, Status.CONFIRMED]
    assert "Platsen är nu ledig för någon annan." in client.get(answer.location).text
    page = client.get(f"/a/{token}")
    assert "Anmäl Åsa igen" in page.text
    assert resubmit(client, f"/a/{token}", page, action=f"/a/{token}/aterkom").status_code == 303
    assert statuses(session) == [Status.CONFIRMED, Status.CONFIRMED]


def test_a_participant_s_own_link_shows_and_cancels_only_their_part(
    client: FlaskClient, session: Session, token: str
) -> None:
    own = newest(session).token
    page = client.get(f"/a/{own}")
    assert "Person Nummer 1" in page.text
    assert "Åsa Öberg" not in page.text
    assert "ZZABC123" not in page.text
    submit(client, f"/a/{own}/avanmal")
    assert statuses(session) == [Status.CONFIRMED, Status.CANCELLED]


def test_a3_wrong_and_malformed_tokens_get_the_same_404(client: FlaskClient, token: str) -> None:
    wrong = [client.get(f"/a/{text}") for text in (token[:-1] + "x", "1", "' or 1=1 --", "é" * 300)]
    texts = {re.sub(r'value="[^"]*"|href="[^"]*"', "", answer.text) for answer in wrong}
    assert {answer.status_code for answer in wrong} == {404}
    assert len(texts) == 1
    assert "mejlar vi länken" in wrong[0].text


def test_the_lost_link_s_answer_is_the_same_for_every_address(
    client: FlaskClient, session: Session, token: str
) -> None:
    answers = [
        submit(client, "/a/ny-lank", {"email": email}).text
        for email in ("asa.oberg@exempel.se", "okand@exempel.se")
    ]
    assert answers[0] == answers[1]
    session.commit()
    assert len(session.scalars(select(LinkRequest)).all()) == 2


def test_a15_the_fourth_request_in_an_hour_sends_nothing_more(
    client: FlaskClient, session: Session, token: str
) -> None:
    for _number in range(5):
        assert submit(client, "/a/ny-lank", {"email": "asa.oberg@exempel.se"}).status_code == 200
    session.commit()
    sent = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "registrations.new_link"))
    assert len(sent.all()) == 3


def test_the_ticket_s_code_holds_no_secret(client: FlaskClient, session: Session, token: str) -> None:
    person = oldest(session)
    picture = client.get(f"/a/{token}/kod/{person.id}.svg")
    assert picture.mimetype == "image/svg+xml"
    assert token not in picture.text
    assert client.get(f"/a/{token}/kod/999.svg").status_code == 404
    shown = client.get(f"/i/{person.ticket_code}")
    assert person.given_name not in shown.text


def test_somebody_else_s_participant_cannot_be_cancelled_through_my_link(
    client: FlaskClient, session: Session, varberg: Conference, token: str, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(7, is_booker=True)]))
    stranger = newest(session).id
    submit(client, f"/a/{token}/avanmal", {"deltagare": str(stranger)})
    assert statuses(session)[-1] is Status.CONFIRMED


def test_a_booker_who_stays_at_home_reads_who_is_signed_up(
    client: FlaskClient, varberg: Conference, send: Send
) -> None:
    others = a_sign_up([a_person(1)], booker_role=BookerRole.OTHERS, booker_name="Bodil Bok")
    assert "<h1>Person Nummer 1 är anmäld</h1>" in client.get(f"/a/{send(varberg, others).token}").text


def test_one_of_two_who_is_left_is_not_a_group(client: FlaskClient, session: Session, token: str) -> None:
    assert "<h1>Ni är anmälda</h1>" in client.get(f"/a/{token}").text
    submit(client, f"/a/{token}/avanmal?deltagare={newest(session).id}")
    assert "<h1>Du är anmäld</h1>" in client.get(f"/a/{token}").text


def test_s8_who_cancels_twice_is_not_told_of_another_letter(client: FlaskClient, token: str) -> None:
    question = client.get(f"/a/{token}/avanmal")
    resubmit(client, f"/a/{token}/avanmal", question)
    again = resubmit(client, f"/a/{token}/avanmal", question)
    page = client.get(again.headers["Location"]).text
    assert "Avanmälan var redan gjord. Ingenting ändrades." in page
    assert "mejlat" not in page.partition("panel-ok")[0]
