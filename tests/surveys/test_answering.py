"""From the last day to the results: opened, asked, answered once, closed; and nothing that tells who."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.audit.models import Event
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.jobs.evaluate import run_surveys
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.kernel.clock import FixedClock
from regapp.kernel.refusal import Refusal
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.registrations.models import Registration
from regapp.surveys.commands import answer, close_survey, make_survey, open_survey
from regapp.surveys.keys import key_hash, new_key
from regapp.surveys.models import SpentKey, Survey, SurveyQuestion
from tests.catering.world import fresh
from tests.sending import Send
from tests.support.forms import read_form, submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer

# 27 March 2020, 16.00, is the end of Varberg; the survey opens at nine the day after.
LAST_DAY = datetime(2020, 3, 27, 14, tzinfo=UTC)
OPENS = datetime(2020, 3, 28, 8, 0, tzinfo=UTC)


@pytest.fixture
def varberg(session: Session, send: Send, app: Flask) -> Conference:
    conference = make_conference(session, make_organizer(session))
    send(conference, a_sign_up([a_person(0), a_person(1), a_person(2, email="")]))
    with app.app_context(), transaction() as rows:
        make_survey(rows, conference, standard=True, by=SYSTEM, now=LAST_DAY)
    return conference


def opened(app: Flask, conference: Conference, now: datetime = LAST_DAY) -> int:
    with app.app_context(), transaction() as rows:
        return open_survey(rows, get_conference(rows, conference.id), by=SYSTEM, now=now)


def link(app: Flask, session: Session) -> str:
    survey_id = fresh(session).scalars(select(Survey.id)).one()
    return f"/utvardering/{survey_id}/{new_key(app.extensions['regapp'].config.secret_key, survey_id)}"


def questions(session: Session) -> list[SurveyQuestion]:
    found = select(SurveyQuestion).order_by(SurveyQuestion.position)
    return list(fresh(session).scalars(found))


@pytest.mark.both_databases
def test_everybody_with_a_place_and_an_address_is_asked_and_answers_once(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference
) -> None:
    assert opened(app, varberg) == 2
    asked = questions(session)
    page = link(app, session)
    # In another window, open before the answer was sent.
    waiting = dict(read_form(client.get(page).text).form_values())
    values = {f"q{asked[0].id}": "4", f"q{asked[4].id}": "1", f"q{asked[5].id}": "Fikat"}
    sent = submit(client, page, values)
    assert (sent.status_code, "Tack för ditt svar!" in sent.text) == (200, True)
    again = client.get(page)
    assert "Länken är redan använd." in again.text and "Skicka svaret" not in again.text
    assert client.post(page, data=waiting | {f"q{asked[0].id}": "1"}).status_code == 409
    asked = questions(session)
    assert asked[0].counts == {"": 1, "4": 1}
    assert asked[4].counts == {"": 1, "1": 1}
    assert [one["text"] for one in asked[5].texts] == ["Fikat"]
    assert session.scalars(select(Survey.answered)).one() == 1


def test_the_letter_has_a_key_that_is_nowhere_else_and_a_second_try_has_another(
    app: Flask, session: Session, varberg: Conference
) -> None:
    opened(app, varberg)
    rows = fresh(session).scalars(select(OutboxMessage).where(OutboxMessage.kind == "surveys.asked")).all()
    config = app.extensions["regapp"].config
    context = LetterContext(config, Addresses(config.base_url), LAST_DAY)
    keys = []
    for row in (rows[0], rows[0], rows[1]):
        written = renderers()[row.kind](session, row, context)
        assert written is not None
        keys.append(written[1].actions[0][1])
        assert row.details == {} or "key" not in row.details
    assert len(set(keys)) == 3
    assert fresh(session).scalars(select(SpentKey)).all() == []


def test_the_reminders_page_asks_whoever_has_answered_to_let_it_be(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference
) -> None:
    opened(app, varberg)
    secret = app.extensions["regapp"].config.secret_key
    survey_id = fresh(session).scalars(select(Survey.id)).one()
    pages = [
        client.get(f"/utvardering/{survey_id}/{new_key(secret, survey_id, again=again)}").text
        for again in (False, True)
    ]
    assert ["Har du redan svarat är du klar." in page for page in pages] == [False, True]


@pytest.mark.parametrize(("language", "ending"), [("sv", ""), ("en", "?lang=en")])
def test_the_link_opens_in_the_language_of_the_letter(
    app: Flask, session: Session, varberg: Conference, language: str, ending: str
) -> None:
    opened(app, varberg)
    fresh(session).execute(update(Registration).values(language=language))
    session.commit()
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "surveys.asked")).first()
    config = app.extensions["regapp"].config
    assert row is not None
    written = renderers()[row.kind](session, row, LetterContext(config, Addresses(config.base_url), LAST_DAY))
    assert written is not None
    link_of_it = written[1].actions[0][1]
    assert link_of_it.partition("?")[2] == ending.removeprefix("?")


def test_nothing_that_is_kept_of_an_answer_tells_whose_it_is_or_when(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference
) -> None:
    """No column, no row of history, no time, no order."""
    opened(app, varberg)
    asked = questions(session)
    before = len(session.scalars(select(Event)).all())
    written = [f"Text {number}" for number in range(12)]
    for text in written:
        assert submit(client, link(app, session), {f"q{asked[5].id}": text}).status_code == 200
    assert len(fresh(session).scalars(select(Event)).all()) == before
    kept = [one["text"] for one in questions(session)[5].texts]
    assert sorted(kept) == sorted(written)
    # One in 479 million that chance puts twelve in the order they came.
    assert kept != written
    columns = {
        column["name"]
        for table in ("survey_questions", "survey_spent_keys")
        for column in inspect(session.get_bind()).get_columns(table)
    }
    assert not {name for name in columns if re.search(r"participant|person|email|_at$|_on$", name)}


def test_a_used_key_is_kept_in_the_order_of_chance_and_goes_when_the_survey_closes(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference
) -> None:
    opened(app, varberg)
    asked = questions(session)
    for _number in range(3):
        submit(client, link(app, session), {f"q{asked[0].id}": "3"})
    assert len(fresh(session).scalars(select(SpentKey)).all()) == 3
    schema = session.connection().exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE name = 'survey_spent_keys'"
    )
    assert "WITHOUT ROWID" in schema.scalar_one()
    session.commit()
    with app.app_context(), transaction() as rows:
        close_survey(rows, get_conference(rows, varberg.id), by=SYSTEM, now=LAST_DAY)
    assert fresh(session).scalars(select(SpentKey)).all() == []
    page = client.get(link(app, session))
    assert "Utvärderingen är stängd." in page.text


@pytest.mark.parametrize("values", [[], ["9"]])
def test_an_empty_answer_and_a_value_that_is_none_are_refused(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, values: list[str]
) -> None:
    opened(app, varberg)
    first = questions(session)[0].id
    sent = submit(client, link(app, session), {f"q{first}": value for value in values})
    assert sent.status_code == 422
    assert fresh(session).scalars(select(Survey.answered)).one() == 0


def test_other_keys_and_other_surveys_open_nothing(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference
) -> None:
    opened(app, varberg)
    page = link(app, session)
    for wrong in (
        page[:-1] + "x",
        page.replace("/utvardering/", "/utvardering/9"),
        f"/utvardering/{2**40}/x",
    ):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong).status_code == 404


@pytest.mark.both_databases
def test_answers_at_the_same_moment_all_count_and_the_same_key_counts_once(
    app: Flask, session: Session, varberg: Conference
) -> None:
    opened(app, varberg)
    survey_id = fresh(session).scalars(select(Survey.id)).one()
    first, text = (questions(session)[number].id for number in (0, 5))
    session.commit()

    def one(number: int) -> bool:
        with app.app_context(), transaction() as rows:
            answers = {first: ("5",), text: (f"Text {number}",)}
            return answer(rows, survey_id, key_hash(f"key {number // 2}"), answers)

    with ThreadPoolExecutor(6) as pool:
        counted = list(pool.map(one, range(16)))
    assert sum(counted) == 8
    asked = questions(session)
    assert asked[0].counts == {"": 8, "5": 8}
    assert len(asked[5].texts) == 8


def test_it_opens_reminds_and_closes_by_itself(
    app: Flask, session: Session, varberg: Conference, clock: FixedClock
) -> None:
    def stands(at: datetime) -> tuple[bool, bool, bool]:
        clock.set(at)
        with app.app_context():
            run_surveys()
            run_surveys()
        one = fresh(session).scalars(select(Survey)).one()
        return one.opened_at is not None, one.reminded_at is not None, one.closed_at is not None

    assert stands(OPENS - timedelta(minutes=1)) == (False, False, False)
    assert stands(OPENS) == (True, False, False)
    assert stands(OPENS + timedelta(days=7)) == (True, True, False)
    assert stands(OPENS + timedelta(days=14)) == (True, True, True)
    kinds = session.scalars(select(OutboxMessage.kind)).all()
    assert (kinds.count("surveys.asked"), kinds.count("surveys.reminder")) == (2, 2)


def test_one_that_is_made_long_after_waits_for_its_organizer(
    app: Flask, session: Session, send: Send, clock: FixedClock
) -> None:
    """Otherwise everybody is asked while the questions are still being written."""
    conference = make_conference(session, make_organizer(session))
    send(conference, a_sign_up([a_person(0)]))
    clock.set(OPENS + timedelta(days=2))
    with app.app_context():
        with transaction() as rows:
            made = get_conference(rows, conference.id)
            make_survey(rows, made, standard=True, by=SYSTEM, now=clock.now())
        run_surveys()
    assert fresh(session).scalars(select(Survey.opened_at)).one() is None


def test_it_cannot_be_opened_before_the_last_day_or_without_questions(
    app: Flask, session: Session, varberg: Conference
) -> None:
    with pytest.raises(Refusal, match="survey_too_early"):
        opened(app, varberg, datetime(2020, 3, 26, 22, 59, tzinfo=UTC))
    for question in questions(session):
        session.delete(question)
    session.commit()
    with pytest.raises(Refusal, match="survey_empty"):
        opened(app, varberg)
