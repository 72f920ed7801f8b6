"""`/a/<token>/flytta` and `/overlat`: another place of the series, and a colleague instead."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.billing.models import Charge
from regapp.conferences.models import Conference, SeatPool
from regapp.database.session import transaction
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.kernel.clock import FixedClock
from regapp.kernel.refusal import Refusal
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.registrations.commands.holding import hold_link
from regapp.registrations.models import (
    BookerRole,
    HandedOver,
    LateChange,
    NeedsAnswer,
    OptionPick,
    Participant,
    Registration,
    Status,
)
from tests.offers import make_option
from tests.sending import NOW, Send
from tests.support.forms import resubmit, submit
from tests.world import KALMAR, a_person, a_sign_up, make_conference, make_organizer, make_series

Written = list[tuple[str, Envelope, Letter]]
COLLEAGUE = {
    "given_name": "Ida", "family_name": "Ask", "email": "ida.ask@exempel.se",
    "organization": "Varbergs kommun", "title": "Strateg",
}  # fmt: skip


@pytest.fixture
def places(session: Session) -> tuple[Conference, Conference]:
    halland = make_organizer(session)
    kalmar = make_organizer(session, "kalmar", org_number=KALMAR)
    series = make_series(session, halland)
    first = make_conference(session, halland, path="smartare/varberg", series=series, capacity=5)
    day = date(2020, 3, 31)
    second = make_conference(
        session, kalmar, path="smartare/kalmar", series=series, capacity=1, price=80_000, days=(day,)
    )
    return first, second


@pytest.fixture
def token(places: tuple[Conference, Conference], send: Send) -> str:
    return send(places[0], a_sign_up([a_person(0), a_person(1, diet=("vegan",))])).token


@pytest.fixture
def letters(app: Flask, session: Session) -> Callable[[], Written]:
    """Every promised letter, written as the worker would."""

    def write() -> Written:
        config = app.extensions["regapp"].config
        context = LetterContext(config, Addresses(config.base_url), NOW)
        rows = found(session, select(OutboxMessage).order_by(OutboxMessage.id))
        written = [(row.kind, renderers()[row.kind](session, row, context)) for row in rows]
        return [(kind.removeprefix("registrations."), *letter) for kind, letter in written if letter]

    return write


def found(session: Session, wanted: Any) -> list[Any]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(wanted).all())


def people(session: Session) -> list[Participant]:
    return found(session, select(Participant).order_by(Participant.id))


def taken(session: Session) -> list[int]:
    return found(session, select(SeatPool.taken).order_by(SeatPool.id))


def standing(session: Session) -> dict[int, int]:
    session.rollback()
    rows = session.execute(select(Charge.seller_id, func.sum(Charge.gross_minor)).group_by(Charge.seller_id))
    return {seller: int(total) for seller, total in rows}


@pytest.mark.both_databases
def test_seat_charge_and_calendar_follow_to_the_other_place(
    client: FlaskClient,
    session: Session,
    places: tuple[Conference, Conference],
    token: str,
    letters: Callable[[], Written],
) -> None:
    varberg, kalmar = places
    second = people(session)[1]
    path = f"/a/{token}/flytta?deltagare={second.id}"
    page = client.get(path)
    assert "Avgift 800" in page.text
    assert "100\N{NO-BREAK SPACE}kr mer" in page.text
    answer = resubmit(client, path, page, {"place": str(kalmar.id)})
    assert answer.status_code == 303
    assert "Anmälan är flyttad" in client.get(answer.location).text
    assert people(session)[1].conference_id == kalmar.id
    assert taken(session) == [1, 1]
    assert standing(session) == {varberg.owner_id: 70_000, kalmar.owner_id: 80_000}
    own = [
        (kind, letter.calendar.method)
        for kind, to, letter in letters()[-4:]
        if letter.calendar and "person1" in to.to_email
    ]
    assert own == [("cancelled", "CANCEL"), ("confirmation", "REQUEST")]


def test_a_full_place_is_refused_in_words_and_nothing_is_lost(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference], token: str, send: Send
) -> None:
    send(places[1], a_sign_up([a_person(7)]))
    second = people(session)[1]
    assert "medan det är fullt" in client.get(f"/a/{second.token}/flytta").text
    answer = submit(client, f"/a/{second.token}/flytta", {"place": str(places[1].id)})
    assert answer.status_code == 409
    assert "Kalmar är fullbokat. Anmälan är inte flyttad." in answer.text
    assert people(session)[1].conference_id == places[0].id
    assert taken(session) == [2, 1]


def test_a_participant_moves_alone_and_is_not_told_what_the_buyer_pays(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference], token: str
) -> None:
    second = people(session)[1]
    page = client.get(f"/a/{second.token}/flytta")
    # With the unit: a form's own key may hold any three figures.
    assert "800 kr" not in page.text.replace("\xa0", " ")
    assert (
        resubmit(client, f"/a/{second.token}/flytta", page, {"place": str(places[1].id)}).status_code == 303
    )


def test_whoever_waits_moves_too(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference], send: Send
) -> None:
    varberg, kalmar = places
    send(kalmar, a_sign_up(1))
    waiting = send(kalmar, a_sign_up([a_person(3)])).token
    assert submit(client, f"/a/{waiting}/flytta", {"place": str(varberg.id)}).status_code == 303
    assert people(session)[1].status is Status.CONFIRMED
    assert taken(session) == [1, 1]
    assert found(session, select(SeatPool.waiting)) == [0, 0]


def test_after_the_freeze_nobody_moves_by_themselves(
    client: FlaskClient,
    session: Session,
    places: tuple[Conference, Conference],
    token: str,
    clock: FixedClock,
) -> None:
    session.rollback()
    session.get_one(Conference, places[0].id).kitchen_freezes_on = date(2020, 3, 13)
    session.commit()
    second = people(session)[1]
    page = client.get(f"/a/{second.token}/flytta")
    clock.set(datetime(2020, 3, 14, 9, 0, tzinfo=UTC))
    late = resubmit(client, f"/a/{second.token}/flytta", page, {"place": str(places[1].id)})
    assert late.status_code == 409
    assert "Anmälan går inte att flytta" in client.get(f"/a/{second.token}/flytta").text
    assert people(session)[1].conference_id == places[0].id


@pytest.mark.both_databases
def test_a_colleague_takes_over_and_every_old_secret_is_dead(
    client: FlaskClient,
    session: Session,
    places: tuple[Conference, Conference],
    send: Send,
    letters: Callable[[], Written],
) -> None:
    dinner = make_option(session, places[0])
    send(places[0], a_sign_up([a_person(0), a_person(1, diet=("vegan",), option_ids=(dinner.id,))]))
    old = people(session)[1]
    secrets, before = (old.token, old.feed_token, old.ticket_code), standing(session)
    answer = submit(client, f"/a/{old.token}/overlat", COLLEAGUE)
    assert answer.status_code == 303
    assert "Platsen är överlåten" in client.get(answer.location).text
    new = people(session)[1]
    assert (new.name, new.email, new.title) == ("Ida Ask", "ida.ask@exempel.se", "Strateg")
    assert not {new.token, new.feed_token, new.ticket_code} & set(secrets)
    assert client.get(f"/a/{secrets[0]}").status_code == 404
    assert client.get(f"/a/{secrets[1]}.ics").status_code == 404
    assert found(session, select(NeedsAnswer)) == []
    assert found(session, select(OptionPick.option_id)) == [dinner.id]
    assert standing(session) == before
    assert found(session, select(Registration.buyer_reference)) == ["ZZABC123"]
    assert taken(session)[0] == 2
    told = {(kind, to.to_email): letter for kind, to, letter in letters()[-3:]}
    assert set(told) == {
        ("handed_over", "person1@exempel.se"),
        ("place_received", "ida.ask@exempel.se"),
        ("place_received_to_booker", "asa.oberg@exempel.se"),
    }
    gone, got = told["handed_over", "person1@exempel.se"], told["place_received", "ida.ask@exempel.se"]
    assert gone.calendar and gone.calendar.method == "CANCEL"
    assert got.calendar and got.calendar.method == "REQUEST"
    (event,) = Calendar.from_ical(gone.calendar.data).walk("VEVENT")
    assert "person1@exempel.se" in str(event["ATTENDEE"])
    assert str(event["SEQUENCE"]) == "1"
    assert "Ida" not in str(gone)
    assert "Person" not in str(got)


@pytest.mark.both_databases
def test_a_link_that_died_since_the_page_was_asked_for_does_nothing_more(
    app: Flask, client: FlaskClient, session: Session, places: tuple[Conference, Conference], send: Send
) -> None:
    send(places[0], a_sign_up(2))
    old = people(session)[1]
    token, registration = old.token, old.registration_id
    with app.app_context(), transaction() as rows:
        hold_link(rows, registration, token)
    assert submit(client, f"/a/{token}/overlat", COLLEAGUE).status_code == 303
    with app.app_context(), pytest.raises(Refusal, match="link_dead"), transaction() as rows:
        hold_link(rows, registration, token)


def test_who_was_given_the_place_since_the_page_was_asked_for_does_not_lose_it(
    client: FlaskClient, session: Session, token: str
) -> None:
    first = people(session)[0]
    path = f"/a/{token}/avanmal?deltagare={first.id}"
    asked = client.get(path)
    assert submit(client, f"/a/{token}/overlat?deltagare={first.id}", COLLEAGUE).status_code == 303
    answer = resubmit(client, path, asked)
    assert answer.status_code == 409
    assert "Platsen har just lämnats över till någon annan. Ingen är avanmäld." in answer.text
    newcomer = people(session)[0]
    assert (newcomer.given_name, newcomer.status) == ("Ida", Status.CONFIRMED)
    assert submit(client, path).status_code == 303
    assert people(session)[0].status is Status.CANCELLED


def test_a_booker_who_gives_their_own_place_away_stays_the_booker(
    client: FlaskClient, session: Session, token: str
) -> None:
    first = people(session)[0]
    own = first.token
    answer = submit(client, f"/a/{token}/overlat?deltagare={first.id}", COLLEAGUE)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Ida Ask" in page
    assert "Åsa Öberg, asa.oberg@exempel.se" in page
    assert people(session)[0].is_booker is False
    assert found(session, select(Registration.booker_role)) == [BookerRole.OTHERS]
    assert client.get(f"/a/{own}").status_code == 404


def test_the_place_is_given_until_the_terms_last_day_and_by_who_has_one(
    client: FlaskClient, session: Session, places: tuple[Conference, Conference], token: str
) -> None:
    session.rollback()
    session.get_one(Conference, places[0].id).transfer_closes_at = NOW
    session.commit()
    second = people(session)[1]
    page = client.get(f"/a/{second.token}/overlat").text
    assert "Platsen kunde överlåtas till och med" in page
    assert "Överlåt till en kollega" not in client.get(f"/a/{second.token}").text


def test_nobody_is_sent_who_comes_already_and_nobody_writes_to_one_stranger_after_the_other(
    client: FlaskClient, session: Session, token: str
) -> None:
    second = people(session)[1]
    path = f"/a/{token}/overlat?deltagare={second.id}"
    again = {
        "given_name": "Åsa", "family_name": "Öberg", "email": "asa.oberg@exempel.se", "organization": "X",
    }  # fmt: skip
    assert "Åsa Öberg är redan anmäld." in submit(client, path, again).text
    for number in range(3):
        sent = submit(client, path, COLLEAGUE | {"email": f"ida{number}@exempel.se"})
        assert sent.status_code == 303
    refused = submit(client, path, COLLEAGUE | {"email": "ida9@exempel.se"})
    assert refused.status_code == 409
    assert "ida9@exempel.se" in refused.text
    assert len(found(session, select(HandedOver))) == 3


def test_after_the_kitchen_s_freeze_a_new_person_is_marked(
    client: FlaskClient,
    session: Session,
    places: tuple[Conference, Conference],
    token: str,
    clock: FixedClock,
) -> None:
    session.rollback()
    session.get_one(Conference, places[0].id).kitchen_freezes_on = date(2020, 3, 13)
    session.commit()
    clock.set(datetime(2020, 3, 14, 9, 0, tzinfo=UTC))
    assert submit(client, f"/a/{people(session)[1].token}/overlat", COLLEAGUE).status_code == 303
    assert len(found(session, select(LateChange))) == 1
