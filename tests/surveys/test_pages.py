"""The organizers' pages of surveys and suggestions, and the box itself."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.database.session import transaction
from regapp.kernel.clock import FixedClock
from regapp.organizers.models import Role
from regapp.surveys.commands import answer
from regapp.surveys.keys import key_hash
from regapp.surveys.models import Suggestion, SuggestionState, Survey, SurveyQuestion
from tests.catering.world import fresh
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.sending import Send
from tests.support.forms import error_links, read_form, resubmit, submit
from tests.surveys.test_answering import LAST_DAY
from tests.world import a_person, a_sign_up, make_conference, make_organizer, make_series


@pytest.fixture
def varberg(session: Session, send: Send) -> Conference:
    halland = make_organizer(session)
    make_person(session, CARIN, organizer=halland, role=Role.EDITOR)
    conference = make_conference(
        session, halland, path="smartare/varberg", series=make_series(session, halland)
    )
    send(conference, a_sign_up([a_person(0), a_person(1)]))
    return conference


@pytest.fixture
def carin(client: FlaskClient, varberg: Conference, clock: FixedClock) -> FlaskClient:
    clock.set(LAST_DAY)
    assert sign_in(client, CARIN).status_code == 303
    return client


def at(conference: Conference, rest: str = "") -> str:
    return f"/arrangor/konferens/{conference.id}/utvardering{rest}"


def press(client: FlaskClient, conference: Conference, rest: str, **values: str) -> int:
    form = dict(read_form(client.get(at(conference)).text).form_values()) | values
    return client.post(at(conference, rest), data=form).status_code


def answer_as(app: Flask, session: Session, count: int, text: str = "Bra") -> None:
    """So many who answer the same."""
    asked = fresh(session).scalars(select(SurveyQuestion).order_by(SurveyQuestion.position)).all()
    ids = asked[0].id, asked[4].id, asked[5].id
    survey_id = asked[0].survey_id
    for number in range(count):
        given = {ids[0]: ("5",), ids[1]: ("0",), ids[2]: (f"{text} {number}",)}
        with app.app_context(), transaction() as rows:
            answer(rows, survey_id, key_hash(f"{text} {number}"), given)


def test_from_the_template_to_results_that_are_shown_from_five_answers_up(
    app: Flask, carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    assert press(carin, varberg, "/ny", mall="1") == 303
    assert "Öppnar av sig själv 28" in carin.get(at(varberg)).text
    assert "Hur var programmet?" in carin.get(at(varberg, "/forhandsvisning")).text
    assert press(carin, varberg, "/oppna") == 303
    answer_as(app, session, 4)
    shown = carin.get(at(varberg)).text
    assert '<b class="num">4</b> svar av 2 tillfrågade.' in shown
    assert "Svaren visas när minst fem har svarat." in shown
    assert "Bra 1" not in shown
    assert carin.get(at(varberg, "/resultat.csv")).status_code == 404
    answer_as(app, session, 1, "Ännu bättre")
    shown = carin.get(at(varberg)).text
    assert "Ännu bättre 0" in shown
    assert "5,0" in shown
    csv = carin.get(at(varberg, "/resultat.csv")).get_data(as_text=True)
    assert "Har du nytta av det i ditt arbete?;Ja, mycket;5" in csv
    assert carin.get(at(varberg, "/resultat.xlsx")).data[:2] == b"PK"


def test_whoever_reads_before_and_after_an_answer_does_not_see_what_it_changed(
    app: Flask, carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    press(carin, varberg, "/ny", mall="1")
    press(carin, varberg, "/oppna")
    answer_as(app, session, 5)
    csv = carin.get(at(varberg, "/resultat.csv")).data
    answer_as(app, session, 4, "Sent")
    shown = carin.get(at(varberg)).text
    assert "Resultatet visar 5 svar." in shown
    assert "Sent" not in shown
    assert carin.get(at(varberg, "/resultat.csv")).data == csv
    answer_as(app, session, 1, "Sist")
    shown = carin.get(at(varberg)).text
    assert "Sent 3" in shown and "Sist 0" in shown and "Resultatet visar" not in shown
    answer_as(app, session, 2, "Till slut")
    assert "Till slut" not in carin.get(at(varberg)).text
    press(carin, varberg, "/stang")
    assert "Till slut 1" in carin.get(at(varberg)).text


def test_a_text_that_names_somebody_is_hidden_and_may_be_shown_again(
    app: Flask, carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    press(carin, varberg, "/ny", mall="1")
    press(carin, varberg, "/oppna")
    answer_as(app, session, 5)
    texts = fresh(session).scalars(select(SurveyQuestion).order_by(SurveyQuestion.position)).all()[5].texts
    number, text = texts[0]["id"], texts[0]["text"]
    assert press(carin, varberg, f"/text/{number}", dolj="1") == 303
    assert text not in carin.get(at(varberg, "/resultat.csv")).get_data(as_text=True)
    assert "1 dold" in carin.get(at(varberg)).text
    assert press(carin, varberg, f"/text/{number}", dolj="0") == 303
    assert text in carin.get(at(varberg, "/resultat.csv")).get_data(as_text=True)
    assert press(carin, varberg, "/text/finns-inte", dolj="1") == 404


def test_everybody_is_reminded_once_and_it_is_closed(
    carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    press(carin, varberg, "/ny", mall="1")
    press(carin, varberg, "/oppna")
    assert press(carin, varberg, "/paminn") == 303
    shown = carin.get(at(varberg)).text
    assert "Alla påmindes" in shown
    assert at(varberg, "/paminn") not in shown
    assert press(carin, varberg, "/stang") == 303
    assert "Stängd" in carin.get(at(varberg)).text
    assert fresh(session).scalars(select(Survey.closed_at)).one() is not None


def test_own_questions_are_kept_and_what_is_wrong_is_said_at_its_field(
    carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    press(carin, varberg, "/ny")
    page = at(varberg, "/fragor")
    wrong = {"questions-0-label": "Vilket pass?", "questions-0-kind": "one", "questions-0-choices": "Ett"}
    sent = submit(carin, page, wrong)
    assert sent.status_code == 422
    assert error_links(sent.text) == ["Fråga 1: Skriv minst två svar att välja mellan"]
    assert "Vilket pass?" in sent.text
    right = {
        "questions-0-choices": "Ett\nTvå\n",
        "questions-1-label": "Något mer?",
        "questions-1-kind": "text",
    }
    assert resubmit(carin, page, sent, right).status_code == 303
    asked = fresh(session).scalars(select(SurveyQuestion).order_by(SurveyQuestion.position)).all()
    assert [(one.label, one.choices) for one in asked] == [
        ("Vilket pass?", ["Ett", "Två"]),
        ("Något mer?", []),
    ]


def test_a_save_over_a_newer_one_or_after_the_opening_is_refused_and_keeps_what_was_typed(
    carin: FlaskClient, varberg: Conference
) -> None:
    press(carin, varberg, "/ny", mall="1")
    page = at(varberg, "/fragor")
    old = carin.get(page)
    assert submit(carin, page, {"intro": "Hej"}).status_code == 303
    refused = resubmit(carin, page, old, {"intro": "Mitt eget"})
    assert refused.status_code == 409
    assert "Mitt eget" in refused.text
    fresh_page = carin.get(page)
    press(carin, varberg, "/oppna")
    assert "går inte längre att ändra" in resubmit(carin, page, fresh_page, {"intro": "Sent"}).text


def test_readers_see_results_and_change_nothing_and_strangers_see_nothing(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    session.commit()
    make_person(session, DAVID, organizer=make_organizer(session, "kalmar"))
    sign_in(client, DAVID)
    for path in (at(varberg), at(varberg, "/fragor"), f"/arrangor/serie/{varberg.series_id}/forslag"):
        assert client.get(path).status_code == 404
    for rest in ("/ny", "/oppna", "/paminn", "/stang", "/fragor", "/text/x"):
        assert client.post(at(varberg, rest)).status_code == 404


def test_anybody_may_leave_a_suggestion_and_the_planners_take_it_up(
    carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    stranger = carin.application.test_client()
    for path in ("/smartare", "/smartare/varberg"):
        assert "Lämna ett förslag till nästa gång" in stranger.get(path).text
    assert submit(stranger, "/smartare/forslag", {"text": ""}).status_code == 422
    bad = submit(stranger, "/smartare/forslag", {"text": "Mer skog", "email": "inte en adress"})
    assert (bad.status_code, "Mer skog" in bad.text) == (422, True)
    assert "Tack!" in submit(stranger, "/smartare/forslag", {"text": "Mer skog"}).text
    assert "Tack!" in submit(stranger, "/smartare/forslag", {"text": "Köp nu", "website": "http://x"}).text
    # Loaded anew.
    assert "Tack!" in submit(stranger, "/smartare/forslag", {"text": "Mer skog"}).text
    (row,) = fresh(session).scalars(select(Suggestion)).all()
    assert (row.text, row.email, row.state) == ("Mer skog", "", SuggestionState.NEW)
    page = f"/arrangor/serie/{varberg.series_id}/forslag"
    assert "Mer skog" in carin.get(page).text
    form = dict(read_form(carin.get(page).text).form_values())
    assert carin.post(f"{page}/{row.id}", data=form | {"lage": "tas-upp"}).status_code == 303
    assert "Mer skog" in carin.get(f"{page}?visa=tas-upp").text
    assert "Mer skog" not in carin.get(f"{page}?visa=nya").text
    assert carin.post(f"{page}/{row.id}", data=form | {"lage": "bort"}).status_code == 303
    assert "Inga förslag än." in carin.get(page).text
    assert carin.post(f"{page}/{row.id}", data=form | {"lage": "lasta"}).status_code == 404


def test_one_network_may_send_ten_an_hour(client: FlaskClient, session: Session, varberg: Conference) -> None:
    codes = [submit(client, "/smartare/forslag", {"text": f"Nummer {n}"}).status_code for n in range(11)]
    assert codes == [200] * 10 + [429]
    assert len(fresh(session).scalars(select(Suggestion)).all()) == 10


def test_there_is_a_box_for_series_only(client: FlaskClient, varberg: Conference) -> None:
    assert client.get("/finns-inte/forslag").status_code == 404
    assert client.get("/smartare/varberg/forslag").status_code == 404
