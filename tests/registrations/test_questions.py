"""The organizer's own questions on the form, as they are kept, and as they are changed later."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, By
from regapp.audit.models import Actor
from regapp.conferences.commands.questions import (
    QuestionText,
    add_question,
    change_question,
    copy_questions,
    move_question,
    retire_question,
)
from regapp.conferences.models import Conference, Question, QuestionKind
from regapp.conferences.queries import get_conference, list_questions
from regapp.kernel.refusal import Refusal
from regapp.registrations import kept
from regapp.registrations.answers import answer_words, answered
from regapp.registrations.commands.answers import change_answers
from regapp.registrations.models import Answer, Participant
from regapp.registrations.queries import count_answers, list_answers
from tests.support.forms import ONE_PERSON, error_links, read_form, resubmit, submit
from tests.world import KALMAR, make_conference, make_organizer, make_series

FORM = "/smartare/anmalan"
NOW = datetime(2020, 2, 1, 9, tzinfo=UTC)
BY = By(Actor.MEMBER, None)
BUS = QuestionText(
    QuestionKind.ONE,
    "Hur reser du?",
    "How do you travel?",
    choices=(("Buss", "Bus"), ("Tåg", "")),
    required=True,
)
ME = ONE_PERSON


@pytest.fixture
def places(session: Session) -> tuple[Conference, Conference]:
    halland, kalmar = make_organizer(session), make_organizer(session, "kalmar", org_number=KALMAR)
    series = make_series(session, halland)
    varberg = make_conference(session, halland, path="smartare/varberg", series=series)
    there = make_conference(session, kalmar, path="smartare/kalmar", series=series)
    return varberg, there


def ask(session: Session, conference: Conference, *texts: QuestionText) -> list[Question]:
    made = []
    for text in texts:
        fresh = get_conference(session, conference.id)
        made.append(add_question(session, fresh, text, version=fresh.version, by=BY, now=NOW))
    session.commit()
    kept.forget()
    return made


def name(question: Question) -> str:
    return f"participants-0-question_{question.id}"


def given(session: Session) -> dict[str, str]:
    session.commit()
    person = session.scalars(select(Participant)).one()
    return dict(answered(list_answers(session, [person]).get(person.id, []), "sv"))


def test_a_place_asks_its_own_questions_once_it_is_chosen(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference]
) -> None:
    (question,) = ask(session, places[0], BUS)
    page = client.get(FORM)
    assert "Hur reser du?" not in page.text
    shown = resubmit(client, FORM, page, ME | {"place": "varberg"})
    assert shown.status_code == 200
    assert "Varberg frågar om lite till" in shown.text
    assert "Hur reser du?" in shown.text
    assert 'value="Öberg"' in shown.text
    refused = resubmit(client, FORM, shown, {"place": "varberg"})
    assert refused.status_code == 422
    assert error_links(refused.text) == ["Svara på frågan ”Hur reser du?”"]
    assert resubmit(client, FORM, refused, {name(question): "2"}).status_code == 303
    assert given(session) == {"Hur reser du?": "Tåg"}
    assert resubmit(client, FORM, client.get(FORM), ME | {"place": "kalmar"}).status_code == 303


def test_what_two_places_ask_in_the_same_words_is_answered_once(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference]
) -> None:
    here = ask(session, places[0], BUS, QuestionText(QuestionKind.LONG, "Vad vill du fråga?"))
    there = ask(session, places[1], QuestionText(QuestionKind.LONG, "Vad vill du fråga?"), BUS)
    drawn = client.get(f"{FORM}?ort=varberg")
    moved = ME | {"place": "kalmar", name(here[0]): "2", name(here[1]): "Hur\r\nlänge?", "do": "recount"}
    shown = dict(read_form(resubmit(client, FORM, drawn, moved).text).form_values())
    assert (shown[name(there[1])], shown[name(there[0])].strip()) == ("2", "Hur\nlänge?")


def test_every_kind_of_question_takes_its_kind_of_answer(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference]
) -> None:
    kinds = list(QuestionKind)
    texts = [
        QuestionText(kind, f"Fråga {kind.value}", choices=(("A", ""), ("B", ""), ("C", ""))) for kind in kinds
    ]
    asked = dict(zip(kinds, ask(session, places[0], *texts), strict=True))
    answers: dict[str, Any] = {
        name(asked[QuestionKind.SHORT]): "{{7*7}} <b>",
        name(asked[QuestionKind.LONG]): "en\r\ntvå",
        name(asked[QuestionKind.ONE]): "3",
        name(asked[QuestionKind.SEVERAL]): ["1", "2"],
        name(asked[QuestionKind.YES_NO]): "no",
        name(asked[QuestionKind.NUMBER]): "1 000,50",
        name(asked[QuestionKind.DATE]): "2020-03-26",
    }
    sent = submit(client, f"{FORM}?ort=varberg", ME | {"place": "varberg"} | answers)
    assert sent.status_code == 303
    assert given(session) == {
        "Fråga short": "{{7*7}} <b>", "Fråga long": "en\ntvå", "Fråga one": "C", "Fråga several": "A, B",
        "Fråga yes_no": "Nej", "Fråga number": "1000,50", "Fråga date": "2020-03-26",
    }  # fmt: skip
    receipt = client.get(sent.headers["Location"]).text
    assert "{{7*7}} &lt;b&gt;" in receipt


@pytest.mark.parametrize(
    ("kind", "written", "said"),
    [
        (QuestionKind.NUMBER, "tolv", "Skriv ett tal, till exempel 12 eller 3,5"),
        (QuestionKind.NUMBER, "1e9", None),
        (QuestionKind.NUMBER, "NaN", "Skriv ett tal, till exempel 12 eller 3,5"),
        (QuestionKind.NUMBER, "9" * 30, "Skriv ett tal, till exempel 12 eller 3,5"),
        (QuestionKind.DATE, "30 februari", "Skriv datumet så här: 2020-03-27"),
        (QuestionKind.DATE, "2020-02-30", "Skriv datumet så här: 2020-03-27"),
        (QuestionKind.ONE, "9", "Välj ett av svaren"),
        (QuestionKind.SHORT, "x" * 201, "Skriv högst 200 tecken i ”Hur då?”. Du har skrivit 201."),
    ],
)
def test_an_answer_that_does_not_fit_is_said_at_its_question_and_kept(
    client: FlaskClient,
    session: Session,
    places: tuple[Conference, Conference],
    kind: QuestionKind,
    written: str,
    said: str | None,
) -> None:
    text = QuestionText(kind, "Hur då?", choices=(("A", ""), ("B", "")))
    (question,) = ask(session, places[0], text)
    sent = submit(client, f"{FORM}?ort=varberg", ME | {"place": "varberg", name(question): written})
    if said is None:
        assert sent.status_code == 303
        return
    assert sent.status_code == 422
    assert error_links(sent.text) == [said]
    if kind is not QuestionKind.ONE:
        assert dict(read_form(sent.text).form_values())[name(question)] == written


def test_an_answer_keeps_the_question_as_it_was_asked(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference]
) -> None:
    (question,) = ask(session, places[0], BUS)
    assert (
        submit(client, f"{FORM}?ort=varberg", ME | {"place": "varberg", name(question): "1"}).status_code
        == 303
    )
    fresh = get_conference(session, places[0].id)
    other = QuestionText(QuestionKind.ONE, "Vad äter du?", choices=(("Soppa", ""), ("Gröt", "")))
    changed = change_question(session, fresh, question, other, version=fresh.version, by=BY, now=NOW)
    session.commit()
    assert given(session) == {"Hur reser du?": "Buss"}
    assert [one.label for one in list_questions(session, [places[0].id])] == ["Vad äter du?"]
    assert changed.key == question.key
    assert count_answers(session, [question.id])[question.id].chosen == {"1": 1}


def test_answers_are_said_in_the_language_of_the_page() -> None:
    question = Question(
        kind=QuestionKind.SEVERAL, label="Resa", label_en="Travel", position=1,
        choices=[{"value": "1", "sv": "Buss", "en": "Bus"}, {"value": "2", "sv": "Tåg", "en": ""}],
    )  # fmt: skip
    answer = Answer(question=question, question_id=1, values=["1", "2"])
    assert answer_words(answer, "sv") == "Buss, Tåg"
    assert answer_words(answer, "en") == "Bus, Tåg"


def test_questions_are_ordered_copied_and_left_out(
    session: Session, places: tuple[Conference, Conference]
) -> None:
    first, second = ask(session, places[0], BUS, QuestionText(QuestionKind.SHORT, "Vad vill du diskutera?"))
    varberg = get_conference(session, places[0].id)
    move_question(session, varberg, second, up=True, version=varberg.version, by=BY, now=NOW)
    assert list_questions(session, [varberg.id]) == [second, first]
    kalmar = get_conference(session, places[1].id)
    assert copy_questions(session, varberg, kalmar, version=kalmar.version, by=BY, now=NOW) == 2
    assert copy_questions(session, varberg, kalmar, version=kalmar.version, by=BY, now=NOW) == 0
    retire_question(session, varberg, first, version=varberg.version, by=BY, now=NOW)
    assert list_questions(session, [varberg.id]) == [second]


def test_a_save_over_a_newer_save_is_refused(session: Session, places: tuple[Conference, Conference]) -> None:
    version = places[0].version
    ask(session, places[0], BUS)
    with pytest.raises(Refusal, match="edited_meanwhile"):
        add_question(session, places[0], BUS, version=version, by=BY, now=NOW)


@pytest.mark.both_databases
def test_changing_an_answer_leaves_the_others_as_they_are(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference]
) -> None:
    first, second = ask(session, places[0], BUS, QuestionText(QuestionKind.SHORT, "Vad vill du diskutera?"))
    sent = {"place": "varberg", name(first): "1", name(second): "Skog"}
    assert submit(client, f"{FORM}?ort=varberg", ME | sent).status_code == 303
    person = session.scalars(select(Participant)).one()
    assert change_answers(session, person, {first.id: ("2",)}, by=PARTICIPANT, now=NOW)
    assert not change_answers(session, person, {first.id: ("2",)}, by=PARTICIPANT, now=NOW)
    assert given(session) == {"Hur reser du?": "Tåg", "Vad vill du diskutera?": "Skog"}
    assert change_answers(session, person, {second.id: ()}, by=PARTICIPANT, now=NOW)
    assert given(session) == {"Hur reser du?": "Tåg"}


def test_more_than_ten_questions_are_asked_in_steps_and_nothing_is_lost_on_the_way_back(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference]
) -> None:
    texts = [
        QuestionText(QuestionKind.SHORT, f"Fråga {number}", required=number == 1) for number in range(1, 12)
    ]
    asked = ask(session, places[0], *texts)
    first = client.get(f"{FORM}?ort=varberg")
    assert "Steg 1 av 3: Deltagare" in first.text
    refused = resubmit(client, FORM, first, ME | {"participants-0-email": "", "do": "next"})
    assert refused.status_code == 422
    assert error_links(refused.text) == ["Skriv din e-postadress"]
    second = resubmit(client, FORM, refused, {"participants-0-email": "asa@exempel.se", "do": "next"})
    assert "Steg 2 av 3: Frågor" in second.text
    unanswered = resubmit(client, FORM, second, {name(asked[1]): "svar 2", "do": "next"})
    assert error_links(unanswered.text) == ["Svara på frågan ”Fråga 1”"]
    third = resubmit(client, FORM, unanswered, {name(asked[0]): "svar 1", "do": "next"})
    assert "Steg 3 av 3: Faktura och skicka" in third.text
    back = resubmit(client, FORM, third, {"buyer-reference": "ÄNDRAD1", "do": "back"})
    assert "Steg 2 av 3" in back.text
    start = resubmit(client, FORM, back, {"do": "back"})
    kept_values = dict(read_form(start.text).form_values())
    assert kept_values["participants-0-family_name"] == "Öberg"
    assert kept_values[name(asked[0])] == "svar 1"
    assert kept_values["buyer-reference"] == "ÄNDRAD1"
    wrong = resubmit(client, FORM, start, {"participants-0-given_name": ""})
    assert "Steg 1 av 3" in wrong.text
    assert resubmit(client, FORM, wrong, {"participants-0-given_name": "Åsa"}).status_code == 303
    assert given(session) == {"Fråga 1": "svar 1", "Fråga 2": "svar 2"}


def test_ten_questions_fit_on_one_page(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference]
) -> None:
    ask(session, places[0], *(QuestionText(QuestionKind.SHORT, f"Fråga {number}") for number in range(10)))
    assert "Steg 1 av 3" not in client.get(f"{FORM}?ort=varberg").text
