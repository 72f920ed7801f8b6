"""The organizer writes questions, reads answers, and never loses what was typed."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, Question, QuestionKind
from regapp.registrations import kept
from regapp.registrations.models import Answer, Participant
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.support.forms import error_links, read_form, submit
from tests.world import KALMAR, MADE_AT, make_conference, make_organizer, make_series

ONE = {"label": "Hur reser du?", "kind": "one", "choices": "Buss\nTåg", "required": "y"}


@pytest.fixture
def varberg(session: Session) -> Conference:
    halland, kalmar = make_organizer(session), make_organizer(session, "kalmar", org_number=KALMAR)
    series = make_series(session, halland)
    make_person(session, CARIN, organizer=halland)
    make_person(session, DAVID, organizer=kalmar)
    make_conference(session, halland, path="smartare/ystad", series=series)
    return make_conference(session, halland, path="smartare/varberg", series=series)


@pytest.fixture
def carin(client: FlaskClient, varberg: Conference) -> FlaskClient:
    assert sign_in(client, CARIN).status_code == 303
    return client


def at(conference: Conference, rest: str = "") -> str:
    return f"/arrangor/konferens/{conference.id}/fragor{rest}"


def asked(session: Session) -> list[Question]:
    session.commit()
    kept.forget()
    found = select(Question).where(Question.retired_at.is_(None)).order_by(Question.position, Question.id)
    return list(session.scalars(found))


def test_a_question_is_written_answered_counted_and_exported(
    carin: FlaskClient, varberg: Conference, session: Session
) -> None:
    assert submit(carin, at(varberg, "/ny"), ONE).status_code == 303
    (question,) = asked(session)
    sent = submit(
        carin, "/smartare/anmalan?ort=varberg",
        {
            "place": "varberg", "participants-0-given_name": "Åsa", "participants-0-family_name": "Öberg",
            "participants-0-email": "asa@exempel.se", "participants-0-organization": "Varbergs kommun",
            f"participants-0-question_{question.id}": "2", "buyer-kind": "municipality",
            "buyer-name": "Varbergs kommun", "buyer-org_number": "2120001249", "buyer-reference": "Z",
        },
    )  # fmt: skip
    assert sent.status_code == 303
    page = carin.get(at(varberg)).text
    assert "1 svar" in page
    assert 'Tåg: <b class="num">1</b>' in page
    session.commit()
    person = session.scalars(select(Participant)).one()
    assert (
        '<dt>Hur reser du?</dt><dd class="pre">Tåg</dd>'
        in carin.get(f"/arrangor/konferens/{varberg.id}/deltagare/{person.id}").text
    )
    table = carin.get(f"/arrangor/konferens/{varberg.id}/deltagare.csv").text.splitlines()
    assert table[0].endswith("Hur reser du?")
    assert table[1].endswith("Tåg")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"label": ""}, "Skriv frågan"),
        ({"choices": "Buss"}, "Skriv minst två olika svar, ett på varje rad"),
        ({"choices": "Buss\nTåg\nBuss"}, "Samma svar står två gånger"),
        ({"choices_en": "Bus"}, "Det är 1 rader på engelska och 2 på svenska"),
        ({"choices": "Buss\n" + "x" * 121}, "Ett svar får ha högst 120 tecken"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_and_kept(
    carin: FlaskClient, varberg: Conference, change: dict[str, str], said: str
) -> None:
    answer = submit(carin, at(varberg, "/ny"), ONE | change)
    assert answer.status_code == 422
    assert error_links(answer.text) == [said]
    kept_choices = dict(read_form(answer.text).form_values())["choices"].replace("\r", "").strip()
    assert kept_choices == (ONE | change)["choices"]


def test_somebody_elses_newer_save_is_said_and_the_text_kept(
    carin: FlaskClient, varberg: Conference, session: Session
) -> None:
    page = carin.get(at(varberg, "/ny"))
    assert submit(carin, at(varberg, "/ny"), ONE).status_code == 303
    sent = dict(read_form(page.text).form_values()) | ONE | {"label": "En till?"}
    refused = carin.post(at(varberg, "/ny"), data=sent)
    assert refused.status_code == 409
    assert "Någon annan har sparat konferensen medan du skrev." in refused.text
    again = dict(read_form(refused.text).form_values())
    assert again["label"] == "En till?"
    assert carin.post(at(varberg, "/ny"), data=again).status_code == 303
    assert [one.label for one in asked(session)] == ["Hur reser du?", "En till?"]


def test_questions_move_come_from_another_place_and_go(
    carin: FlaskClient, varberg: Conference, session: Session
) -> None:
    for label in ("Ett", "Två"):
        assert submit(carin, at(varberg, "/ny"), {"label": label, "kind": "short"}).status_code == 303
    first, second = asked(session)
    assert submit(carin, at(varberg), action=at(varberg, f"/{second.id}/upp")).status_code == 303
    assert [one.label for one in asked(session)] == ["Två", "Ett"]
    ystad = session.scalars(select(Conference).where(Conference.place == "Ystad")).one()
    assert submit(carin, at(ystad), {"fran": str(varberg.id)}, action=at(ystad, "/hamta")).status_code == 303
    assert "2 frågor hämtades." in carin.get(at(ystad)).text
    assert submit(carin, at(varberg), action=at(varberg, f"/{first.id}/ta-bort")).status_code == 303
    assert [one.label for one in asked(session)].count("Ett") == 1


def test_a_strangers_questions_do_not_exist(
    carin: FlaskClient, varberg: Conference, session: Session
) -> None:
    assert submit(carin, at(varberg, "/ny"), ONE).status_code == 303
    (question,) = asked(session)
    ystad = session.scalars(select(Conference).where(Conference.place == "Ystad")).one()
    assert carin.get(at(ystad, f"/{question.id}")).status_code == 404
    assert carin.get(at(ystad, f"/{2**40}")).status_code == 404
    david = carin.application.test_client()
    assert sign_in(david, DAVID).status_code == 303
    assert david.get(at(varberg)).status_code == 404


def test_organizers_write_answers_too_and_nothing_is_demanded_of_them(
    client: FlaskClient, session: Session
) -> None:
    organizer = make_organizer(session)
    make_person(session, CARIN, organizer=organizer)
    conference = make_conference(session, organizer)
    question = Question(
        conference_id=conference.id, key="resa", kind=QuestionKind.SHORT, label="Hur reser du?",
        required=True, position=0, created_at=MADE_AT,
    )  # fmt: skip
    session.add(question)
    session.commit()
    sign_in(client, CARIN)
    at = f"/arrangor/konferens/{conference.id}/deltagare"
    field = f"person-question_{question.id}"
    added = {
        "person-given_name": "Ida", "person-family_name": "Ask", "person-organization": "X",
        "buyer-kind": "municipality", "buyer-name": "X", "buyer-org_number": "2120001249",
        "buyer-reference": "1",
    }  # fmt: skip
    assert submit(client, f"{at}/ny", added).status_code == 303
    session.commit()
    (person,) = session.scalars(select(Participant)).all()
    assert submit(client, f"{at}/{person.id}/andra", {field: "Tåg"}).status_code == 303
    assert 'value="Tåg"' in client.get(f"{at}/{person.id}/andra").text
    session.rollback()
    assert session.scalars(select(Answer.values)).all() == [["Tåg"]]
