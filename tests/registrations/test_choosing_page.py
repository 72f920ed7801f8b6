"""What is asked on the form beyond name and address, as a browser without JavaScript answers it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from regapp.choices.models import ChoiceState, ParticipantMeal
from regapp.conferences.models import Conference, ConferenceMode, PoolKind, SeatPool
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.kernel.clock import FixedClock
from regapp.mailing.letters import Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.programme.models import ProgrammeItem
from regapp.registrations.models import Attendance, Participant, Registration
from tests.choosing import add_item, add_meal, add_round, chosen, seats_of
from tests.sending import NOW
from tests.support.forms import ONE_PERSON, error_links, read_form, resubmit, submit
from tests.support.statements import statements
from tests.world import KALMAR, make_conference, make_organizer, make_series

FORM = "/smartare/anmalan"
VARBERG = f"{FORM}?ort=varberg"
ME = {"place": "varberg", **ONE_PERSON}
SEATED, WISHED = ChoiceState.SEATED, ChoiceState.WISHED


@pytest.fixture
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    series = make_series(session, halland)
    kalmar = make_organizer(session, "kalmar", org_number=KALMAR)
    make_conference(session, kalmar, path="smartare/kalmar", series=series)
    return make_conference(session, halland, path="smartare/varberg", series=series, capacity=9)


@pytest.fixture
def themes(session: Session, varberg: Conference) -> list[ProgrammeItem]:
    return add_round(session, varberg, seats=1)


def name(item: ProgrammeItem, person: int = 0) -> str:
    return f"participants-{person}-round_{item.day_id}_{item.round}"


def fill(session: Session, item: ProgrammeItem) -> None:
    """Somebody has the last seat."""
    pools = update(SeatPool).where(SeatPool.subject_id == item.id)
    session.execute(pools.values(taken=SeatPool.capacity))
    session.commit()


def last_letter(app: Flask, session: Session) -> Letter:
    """The last promised letter, written as the worker would."""
    config = app.extensions["regapp"].config
    session.rollback()
    row = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()[-1]
    written = renderers()[row.kind](session, row, LetterContext(config, Addresses(config.base_url), NOW))
    assert written is not None
    return written[1]


def radios(page: str, field: str) -> list[str]:
    found = html.fromstring(page).iter("input")
    return [str(one.get("value")) for one in found if one.get("name") == field and one.get("type") == "radio"]


def test_each_participant_chooses_one_of_each_round(
    client: FlaskClient, session: Session, themes: list[ProgrammeItem]
) -> None:
    page = client.get(VARBERG)
    assert "Hälsa och skog" in page.text
    assert radios(page.text, name(themes[0])) == ["0", *(str(item.id) for item in themes)]
    assert resubmit(client, VARBERG, page, ME | {name(themes[0]): str(themes[1].id)}).status_code == 303
    assert [(item, state) for _person, item, state in chosen(session)] == [(themes[1].id, SEATED)]


def test_where_one_must_choose_there_is_no_way_around_it(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    items = add_round(session, varberg, required=True)
    page = client.get(VARBERG)
    assert "0" not in radios(page.text, name(items[0]))
    for value in (None, "", "0"):
        answer = resubmit(client, VARBERG, page, ME | {name(items[0]): value})
        assert answer.status_code == 422
        assert error_links(answer.text) == ["Välj ett av passen"]
    assert dict(read_form(answer.text).form_values())["participants-0-given_name"] == "Åsa"


def test_a_full_seminar_is_offered_as_a_wish(
    client: FlaskClient, session: Session, themes: list[ProgrammeItem]
) -> None:
    fill(session, themes[0])
    page = client.get(VARBERG)
    assert "Fullt – önska" in page.text
    assert radios(page.text, name(themes[0]))[1] == f"w{themes[0].id}"
    assert resubmit(client, VARBERG, page, ME | {name(themes[0]): f"w{themes[0].id}"}).status_code == 303
    assert chosen(session)[0][2] is WISHED


def test_one_that_filled_up_meanwhile_is_told_beside_the_choice_and_may_be_wished_for(
    client: FlaskClient, session: Session, themes: list[ProgrammeItem]
) -> None:
    page = client.get(VARBERG)
    fill(session, themes[0])
    answer = resubmit(client, VARBERG, page, ME | {name(themes[0]): str(themes[0].id)})
    assert answer.status_code == 422
    assert error_links(answer.text)[0].startswith("Passet Hälsa och skog blev fullt. Välj ett annat pass.")
    kept = dict(read_form(answer.text).form_values())
    assert kept["buyer-reference"] == "ZZABC123"
    assert kept[name(themes[0])] == f"w{themes[0].id}"
    session.commit()
    assert session.scalars(select(Participant)).all() == []
    assert resubmit(client, FORM, answer).status_code == 303
    assert chosen(session)[0][2] is WISHED


def test_two_at_the_same_hour_are_refused_beside_the_later_one(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    def at(begins: int, ends: int) -> tuple[datetime, datetime]:
        return datetime(2020, 3, 27, begins, tzinfo=UTC), datetime(2020, 3, 27, ends, tzinfo=UTC)

    first = add_item(session, varberg, "Skogsvandring", number=1, hours=at(10, 13))
    second = add_item(session, varberg, "Textilsmart", number=2, hours=at(12, 14))
    third = add_item(session, varberg, "Matsvinn", number=3, hours=at(13, 14))
    wrong = ME | {name(first): str(first.id), name(second): str(second.id)}
    answer = submit(client, VARBERG, wrong)
    assert answer.status_code == 422
    assert error_links(answer.text) == ["Textilsmart går samtidigt som Skogsvandring. Välj ett av dem."]
    right = wrong | {name(second): "0", name(third): str(third.id)}
    assert resubmit(client, FORM, answer, right).status_code == 303
    assert seats_of(session, third) == (1, 0)


def test_i15_an_item_of_another_conference_is_refused(
    client: FlaskClient, session: Session, themes: list[ProgrammeItem]
) -> None:
    other = make_conference(session, make_organizer(session, "annan"), path="annan", capacity=9)
    foreign = add_item(session, other, "Hemligt", seats=5)
    for value in (str(foreign.id), f"w{foreign.id}", "999999999999", "w", "ww1", "-1", "1 OR 1=1", "é"):
        answer = submit(client, VARBERG, ME | {name(themes[0]): value})
        assert answer.status_code == 422, value
        assert error_links(answer.text) == ["Välj ett av passen"]
    assert chosen(session) == []
    assert seats_of(session, foreign) == (0, 0)


def test_a_place_whose_seminars_were_not_drawn_asks_for_them_before_anything_is_sent(
    client: FlaskClient, session: Session, themes: list[ProgrammeItem]
) -> None:
    asked = submit(client, FORM, ME)
    assert asked.status_code == 200
    assert "Varberg frågar om lite till" in asked.text
    assert resubmit(client, FORM, asked, {name(themes[0]): str(themes[0].id)}).status_code == 303
    assert len(chosen(session)) == 1


def test_the_drawn_form_knows_that_a_seminar_filled_up(
    client: FlaskClient, session: Session, themes: list[ProgrammeItem]
) -> None:
    assert "Fullt – önska" not in client.get(VARBERG).text
    fill(session, themes[0])
    assert "Fullt – önska" in client.get(VARBERG).text


def test_a_form_with_seminars_costs_one_statement_more(
    app: Flask, client: FlaskClient, themes: list[ProgrammeItem]
) -> None:
    client.get(VARBERG)
    with statements(app) as seen:
        client.get(VARBERG)
    assert len(seen) == 2, seen


def test_items_speak_the_language_of_the_page(
    client: FlaskClient, session: Session, varberg: Conference
) -> None:
    add_item(session, varberg, "Hälsa och skog", title_en="Health and the forest", room="Sal A")
    page = client.get(f"{VARBERG}&lang=en").text
    assert "Health and the forest" in page
    assert "Sal A" in page


def test_the_receipt_and_the_letter_say_what_was_chosen(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, themes: list[ProgrammeItem]
) -> None:
    fill(session, themes[0])
    second = add_round(session, varberg, number=2)
    chosen_now = {name(themes[0]): f"w{themes[0].id}", name(second[1]): str(second[1].id)}
    answer = submit(client, VARBERG, ME | chosen_now)
    receipt = client.get(answer.headers["Location"]).text
    assert "Hälsa och skog: önskat, nummer 1 i kön" in receipt
    assert "Skogen och samhället" in receipt
    facts = dict(last_letter(app, session).facts)
    assert facts["Omgång 1"] == "Hälsa och skog: önskat, nummer 1 i kön"
    assert facts["Omgång 2"] == "Skogen och samhället"


def test_whoever_has_cancelled_is_told_of_no_choices(
    app: Flask, client: FlaskClient, session: Session, themes: list[ProgrammeItem]
) -> None:
    submit(client, VARBERG, ME | {name(themes[0]): str(themes[0].id)})
    link = f"/a/{session.scalars(select(Registration.token)).one()}"
    assert submit(client, f"{link}/avanmal").status_code == 303
    assert "Omgång 1" not in dict(last_letter(app, session).facts)
    assert "Hälsa och skog" not in client.get(link).text


@pytest.fixture
def nobel(session: Session) -> Conference:
    """Two days, held both ways: two seats on site, one from a distance; lunch each day."""
    made = make_conference(
        session, make_organizer(session), path="nobel", capacity=2, mode=ConferenceMode.HYBRID,
        asks_days=True, days=(date(2020, 3, 26), date(2020, 3, 27)), hours=(10, 16),
        remote_url="https://mote.exempel.se/x", remote_info="Mötet sänds.", onsite_info="Ta trappan.",
    )  # fmt: skip
    session.add(SeatPool(conference_id=made.id, kind=PoolKind.REMOTE, capacity=1))
    session.commit()
    for day in (0, 1):
        add_meal(session, made, day=day)
    return made


NOBEL = "/nobel/anmalan"
MY_DAYS = "participants-0-days"


def me_at(nobel: Conference, attendance: str, *days: int) -> dict[str, Any]:
    """What is sent by somebody who comes on these days, by number."""
    chosen_days = [str(nobel.days[number].id) for number in days]
    return ME | {"place": "nobel", "participants-0-attendance": attendance, MY_DAYS: chosen_days}


def test_attendance_and_days_are_asked_and_nothing_of_it_is_preselected(
    client: FlaskClient, nobel: Conference
) -> None:
    page = client.get(NOBEL)
    assert radios(page.text, "participants-0-attendance") == ["onsite", "remote"]
    assert "Mötet sänds." in page.text
    unanswered = ME | {"place": "nobel"}
    answer = resubmit(client, NOBEL, page, unanswered)
    assert answer.status_code == 422
    assert error_links(answer.text) == [
        "Välj om du vill delta på plats eller på distans",
        "Välj minst en dag",
    ]


def test_meals_are_ticked_until_somebody_unticks_them(
    client: FlaskClient, session: Session, nobel: Conference
) -> None:
    page = client.get(NOBEL)
    ticked = [value for name, value in read_form(page.text).form_values() if name.endswith("-meals")]
    assert len(ticked) == 2
    answer = resubmit(client, NOBEL, page, me_at(nobel, "onsite", 0, 1) | {"participants-0-meals": None})
    assert "Måltider" in client.get(answer.headers["Location"]).text
    session.commit()
    assert session.scalars(select(ParticipantMeal)).all() == []
    # The next one comes the first day only, and unticks nothing.
    submit(client, NOBEL, me_at(nobel, "onsite", 0) | {"participants-0-given_name": "Bo"})
    session.commit()
    assert len(session.scalars(select(ParticipantMeal)).all()) == 1


def test_full_on_site_leaves_the_line_or_a_seat_from_a_distance(
    client: FlaskClient, session: Session, nobel: Conference
) -> None:
    session.execute(
        update(SeatPool).where(SeatPool.kind == PoolKind.CONFERENCE).values(taken=SeatPool.capacity)
    )
    session.commit()
    page = client.get(NOBEL)
    assert "Fullbokat. Du ställs på väntelistan." in page.text
    assert "Alla 2 platser på plats är bokade. Du kan delta på distans" in page.text
    assert ">Ställ dig på väntelistan<" not in page.text
    assert resubmit(client, NOBEL, page, me_at(nobel, "remote", 0)).status_code == 303
    session.commit()
    assert session.scalars(select(Participant.attendance)).one() is Attendance.REMOTE
    late = submit(client, NOBEL, me_at(nobel, "remote", 0) | {"participants-0-given_name": "Bo"})
    assert late.status_code == 409
    assert error_links(late.text) == [
        "Alla platser på distans är bokade, och till dem finns ingen väntelista. Välj att delta på plats."
    ]


def test_the_remote_link_shows_from_a_quarter_before_to_those_from_a_distance(
    client: FlaskClient, clock: FixedClock, nobel: Conference
) -> None:
    far = client.get(submit(client, NOBEL, me_at(nobel, "remote", 0, 1)).headers["Location"]).request.path
    here = client.get(
        submit(client, NOBEL, me_at(nobel, "onsite", 0, 1) | {"participants-0-given_name": "Bo"}).headers[
            "Location"
        ]
    ).request.path
    assert "Länken visas här 15 minuter före start." in client.get(far).text
    assert "Mötet sänds." in client.get(far).text
    assert "Ta trappan." in client.get(here).text
    starts = datetime(2020, 3, 26, 9, 0, tzinfo=UTC)
    for at, shown in (
        (starts - timedelta(minutes=15, seconds=1), False),
        (starts - timedelta(minutes=15), True),
        (datetime(2020, 3, 26, 14, 59, 59, tzinfo=UTC), True),
        (datetime(2020, 3, 26, 15, 0, tzinfo=UTC), False),
    ):
        clock.set(at)
        assert ("mote.exempel.se" in client.get(far).text) is shown
        assert "mote.exempel.se" not in client.get(here).text
