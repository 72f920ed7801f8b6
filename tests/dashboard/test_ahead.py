"""What the overview says will happen, and the tasks of kitchen and suggestions."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.choices.models import Meal
from regapp.conferences.models import Conference, Series
from regapp.kernel.clock import FixedClock
from regapp.organizers.models import Organizer, Role
from regapp.surveys.models import Suggestion, SuggestionState
from regapp.wording.models import LetterText
from tests.campaigns.desk import MailingDesk
from tests.choosing import add_meal
from tests.people import CARIN, make_person, sign_in
from tests.sending import Send
from tests.support.forms import submit
from tests.world import MADE_AT, a_person, a_sign_up, make_conference, make_organizer, make_series


@pytest.fixture
def halland(session: Session, client: FlaskClient) -> Organizer:
    organizer = make_organizer(session)
    make_person(session, CARIN, organizer=organizer)
    sign_in(client, CARIN)
    return organizer


def suggest_coffee(session: Session, series: Series) -> None:
    state = SuggestionState.NEW
    session.add(Suggestion(series_id=series.id, text="Mer kaffe", written_on=MADE_AT.date(), state=state))
    session.commit()


def at(conference: Conference, rest: str = "") -> str:
    return f"/arrangor/konferens/{conference.id}{rest}"


def coming(client: FlaskClient, address: str) -> list[str]:
    page = html.fromstring(client.get(address).text)
    (told,) = (one for one in page.iter("ul") if one.get("class") == "next")
    return [" ".join("".join(map(str, one.itertext())).split()) for one in told]


def test_what_happens_by_itself_is_told_in_order_of_time(
    app: Flask, client: FlaskClient, session: Session, halland: Organizer, clock: FixedClock, send: Send
) -> None:
    varberg = make_conference(session, halland, kitchen_freezes_on=date(2020, 3, 13))
    send(varberg, a_sign_up())
    desk = MailingDesk(app, session)
    desk.plan(desk.write(varberg), datetime(2020, 3, 16, 7, 0, tzinfo=UTC))
    assert coming(client, at(varberg)) == [
        "13 mars Sista dagen att ändra kost i Varberg",
        "16 mars kl. 08.00 Utskicket ”Praktiskt inför …” skickas",
        "20 mars Sista dagen att anmäla sig till Varberg",
        "20 mars kl. 09.00 Mejl till de anmälda i Varberg: en vecka kvar",
        "26 mars kl. 09.00 Mejl till de anmälda i Varberg: en dag kvar",
        "10 april Kost, allergi och behov för Varberg raderas",
    ]
    clock.set(datetime(2020, 3, 26, 8, 0, tzinfo=UTC))
    assert coming(client, at(varberg)) == ["10 april Kost, allergi och behov för Varberg raderas"]


def test_a_letter_that_is_turned_off_is_not_promised(
    client: FlaskClient, session: Session, halland: Organizer
) -> None:
    varberg = make_conference(session, halland)
    session.add(LetterText(conference_id=varberg.id, kind="reminder_week", off=True, changed_at=MADE_AT))
    session.commit()
    told = " ".join(coming(client, at(varberg)))
    assert "en vecka kvar" not in told
    assert "en dag kvar" in told


def test_a_kitchen_with_old_numbers_is_a_task_once_the_conference_is_near(
    client: FlaskClient, session: Session, halland: Organizer, send: Send, clock: FixedClock
) -> None:
    varberg = make_conference(session, halland, programme="Fika")
    add_meal(session, varberg)
    told = "Antalet till köket i Varberg stämmer inte längre."
    clock.set(datetime(2020, 2, 10, 9, 0, tzinfo=UTC))
    kitchen = at(varberg, "/koket")
    assert submit(client, kitchen, action=f"{kitchen}/rapport").status_code == 303
    session.commit()
    meals = tuple(session.scalars(select(Meal.id)))
    send(varberg, a_sign_up([a_person(0, diet=("vegan",), meals=meals)]))
    assert told not in client.get(at(varberg)).text
    clock.set(datetime(2020, 3, 2, 9, 0, tzinfo=UTC))
    page = client.get(at(varberg)).text
    assert told in page
    assert "Köket har de siffror ni lämnade 10\N{NO-BREAK SPACE}februari." in page
    assert submit(client, kitchen, action=f"{kitchen}/rapport").status_code == 303
    assert told not in client.get(at(varberg)).text


def test_new_suggestions_are_a_task_until_they_are_read(
    client: FlaskClient, session: Session, halland: Organizer
) -> None:
    series = make_series(session, halland)
    varberg = make_conference(session, halland, series=series, path="smartare/varberg")
    suggest_coffee(session, series)
    for page in (f"/arrangor/serie/{series.id}", at(varberg)):
        assert client.get(page).text.count("1 nytt förslag.") == 1
    number = session.scalars(select(Suggestion.id)).one()
    box = f"/arrangor/serie/{series.id}/forslag"
    assert submit(client, box, {"lage": "lasta"}, action=f"{box}/{number}").status_code == 303
    assert "nytt förslag" not in client.get(at(varberg)).text


def test_a_reader_is_not_asked_to_read_suggestions(app: Flask, session: Session, halland: Organizer) -> None:
    series = make_series(session, halland)
    varberg = make_conference(session, halland, series=series, path="smartare/varberg")
    suggest_coffee(session, series)
    make_person(session, "eva@halland.exempel.se", organizer=halland, role=Role.READER)
    session.commit()
    client = app.test_client()
    sign_in(client, "eva@halland.exempel.se")
    assert "nytt förslag" not in client.get(at(varberg)).text


def test_the_first_deletion_is_told_however_much_comes_before_it(
    client: FlaskClient, session: Session, halland: Organizer
) -> None:
    series = make_series(session, halland)
    for place in ("varberg", "kalmar", "lulea"):
        make_conference(session, halland, series=series, path=f"smartare/{place}")
    told = coming(client, f"/arrangor/serie/{series.id}")
    assert len(told) == 6
    assert told[-1].endswith("raderas")
