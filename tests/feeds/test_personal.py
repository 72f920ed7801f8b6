"""A participant's own calendar: how they stand, with the letters' UIDs and SEQUENCE, and revocable."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.choices.models import ChoiceState, ParticipantChoice
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.jobs.registry import renderers
from regapp.kernel.addresses import Addresses
from regapp.kernel.clock import FixedClock
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.programme.commands import ItemPlan, save_item
from regapp.programme.models import ProgrammeItem
from regapp.registrations.commands import cancel_participants, return_participant
from regapp.registrations.commands.move import move_participant
from regapp.registrations.commands.turns import cancel_conference
from regapp.registrations.models import Attendance, BookerRole, Participant, Status
from regapp.registrations.queries import open_link
from tests.sending import NOW, Send
from tests.world import a_person, a_sign_up, make_conference, make_organizer, make_series

LATER = NOW + timedelta(days=1)


@pytest.fixture
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    series = make_series(session, halland)
    make_conference(session, halland, path="smartare/kalmar", series=series)
    return make_conference(session, halland, path="smartare/varberg", series=series, capacity=1)


def person(session: Session, number: int = 0) -> Participant:
    session.rollback()
    found = select(Participant).order_by(Participant.id).execution_options(populate_existing=True)
    return session.scalars(found).all()[number]


def own(client: FlaskClient, session: Session, number: int = 0) -> list[Any]:
    answer = client.get(f"/a/{person(session, number).feed_token}.ics")
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


@pytest.fixture
def uid(varberg: Conference) -> str:
    """Of the day in Varberg."""
    return varberg.days[0].uid


@pytest.fixture
def act(app: Flask, session: Session, varberg: Conference) -> Callable[..., None]:
    """Runs a command on the first participant's registration."""

    def act(command: Callable[..., Any], **more: Any) -> None:
        with app.app_context(), transaction() as rows:
            opened = open_link(rows, more.pop("token"))
            assert opened is not None
            command(rows, opened.registration, opened.participants[0], **more)

    return act


def leave(rows: Session, registration: Any, one: Participant, **more: Any) -> None:
    conference = get_conference(rows, one.conference_id)
    cancel_participants(rows, registration, conference, [one.id], now=more["now"])


def come_back(rows: Session, registration: Any, one: Participant, **more: Any) -> None:
    return_participant(rows, registration, get_conference(rows, one.conference_id), one.id, now=more["now"])


def move(rows: Session, registration: Any, one: Participant, **more: Any) -> None:
    target = rows.scalars(select(Conference.id).where(Conference.place == more["to"])).one()
    move_participant(
        rows, registration, one, origin=get_conference(rows, one.conference_id),
        target=get_conference(rows, target), now=more["now"], by=SYSTEM,
    )  # fmt: skip


def sequences_in_letters(app: Flask, session: Session) -> list[tuple[str, str, int]]:
    """(method, uid, sequence) of every invitation, in the order in which the letters were promised."""
    session.rollback()
    session.expire_all()
    config = app.extensions["regapp"].config
    context = LetterContext(config, Addresses(config.base_url), NOW)
    found = []
    for row in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)):
        written = renderers()[row.kind](session, row, context)
        if written and written[1].calendar:
            calendar = Calendar.from_ical(written[1].calendar.data)
            for entry in calendar.walk("VEVENT"):
                found.append((str(calendar["METHOD"]), str(entry["UID"]), int(str(entry["SEQUENCE"]))))
    return found


def test_a_place_is_confirmed_private_busy_and_reminded_of(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, uid: str
) -> None:
    send(varberg, a_sign_up())
    (entry,) = own(client, session)
    assert (entry["STATUS"], entry["CLASS"], entry["TRANSP"]) == ("CONFIRMED", "PRIVATE", "OPAQUE")
    assert entry["UID"] == uid
    (alarm,) = entry.walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm["TRIGGER"].to_ical() == b"-P1D"
    assert "ATTENDEE" not in entry
    public = client.get("/smartare/varberg.ics").data
    assert b"VALARM" not in public
    assert b"CLASS:PRIVATE" not in public


def test_it_names_nobody_and_does_not_hold_the_registrations_secret(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    token = send(varberg, a_sign_up()).token
    data = client.get(f"/a/{person(session).feed_token}.ics").data.decode()
    for secret in (token, person(session).token, "Åsa", "asa.oberg"):
        assert secret not in data.replace("\r\n ", "")


def test_it_is_for_its_owners_calendar_alone(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up())
    path = f"/a/{person(session).feed_token}.ics"
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert client.options(path).headers.get("Access-Control-Allow-Origin") is None
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    tag = answer.headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(path).data == answer.data
    assert answer.headers["Content-Disposition"] == 'inline; filename="min-anmalan.ics"'
    assert client.get(f"{path}?spar=1").headers["Content-Disposition"].startswith("attachment;")
    head = client.head(path)
    assert (head.data, head.headers["ETag"]) == (b"", tag)


def test_row_22_who_waits_has_a_tentative_entry_and_a_letter_without_one(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up())
    send(varberg, a_sign_up([a_person(1, is_booker=True)]))
    (entry,) = own(client, session, 1)
    assert entry["STATUS"] == "TENTATIVE"
    assert entry["SUMMARY"] == "Väntelista: Smartare, grönare Sverige – Varberg"
    assert not entry.walk("VALARM")
    assert [method for method, _uid, _sequence in sequences_in_letters(app, session)] == ["REQUEST"]


def test_an_offer_is_tentative_too(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up())
    person(session).status = Status.OFFERED
    session.commit()
    (entry,) = own(client, session)
    assert entry["STATUS"] == "TENTATIVE"
    assert str(entry["SUMMARY"]).startswith("Erbjuden plats: ")


def test_who_cancels_finds_the_entry_cancelled_for_sixty_days(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, act: Any, clock: FixedClock
) -> None:
    token = send(varberg, a_sign_up()).token
    act(leave, token=token, now=LATER)
    (entry,) = own(client, session)
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CANCELLED", 1)
    assert str(entry["SUMMARY"]).startswith("Avanmäld: ")
    assert entry.decoded("LAST-MODIFIED") == LATER
    clock.set(LATER + timedelta(days=60))
    assert own(client, session) == []


def test_who_moves_finds_the_old_entry_cancelled_beside_the_new_one(
    client: FlaskClient,
    session: Session,
    varberg: Conference,
    send: Send,
    act: Any,
    clock: FixedClock,
    uid: str,
) -> None:
    token = send(varberg, a_sign_up()).token
    act(move, token=token, now=LATER, to="Kalmar")
    new, old = own(client, session)
    assert (new["STATUS"], new["SUMMARY"]) == ("CONFIRMED", "Smartare, grönare Sverige – Kalmar")
    assert (old["STATUS"], old["UID"], old["SEQUENCE"]) == ("CANCELLED", uid, 1)
    act(move, token=token, now=LATER, to="Varberg")
    back, left = own(client, session)
    assert (back["STATUS"], back["UID"], back["SEQUENCE"]) == ("CONFIRMED", uid, 2)
    assert (left["STATUS"], left["SEQUENCE"]) == ("CANCELLED", 2)
    clock.set(LATER + timedelta(days=60))
    assert len(own(client, session)) == 1


def test_letters_and_calendar_never_fight(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, send: Send, act: Any, uid: str
) -> None:
    token = send(varberg, a_sign_up()).token
    seen = [int(own(client, session)[0]["SEQUENCE"])]
    for command in (leave, come_back, leave, come_back):
        act(command, token=token, now=NOW)
        seen.append(int(own(client, session)[0]["SEQUENCE"]))
    told = sequences_in_letters(app, session)
    # The letters all waited; each but the first says what was so when it was promised.
    assert [(method, sequence) for method, _uid, sequence in told][1:] == [
        ("CANCEL", 1), ("REQUEST", 2), ("CANCEL", 3), ("REQUEST", 4),
    ]  # fmt: skip
    assert seen == [0, 1, 2, 3, 4]
    assert {uid for _method, uid, _sequence in told} == {uid}


def test_a_called_off_conference_is_called_off_in_it(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up())
    with app.app_context(), transaction() as rows:
        cancel_conference(rows, get_conference(rows, varberg.id), "", by=SYSTEM, now=LATER)
    (entry,) = own(client, session)
    assert (entry["STATUS"], str(entry["SUMMARY"])[:10]) == ("CANCELLED", "INSTÄLLT: ")


def test_the_link_is_for_those_who_attend_from_a_distance(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(varberg, a_sign_up())
    link = "https://video.exempel.se/mote"
    monkeypatch.setattr("regapp.feeds.views.personal.shown_link", lambda _conference, _now: link)
    assert "CONFERENCE" not in own(client, session)[0]
    person(session).attendance = Attendance.REMOTE
    session.commit()
    (entry,) = own(client, session)
    assert entry["CONFERENCE"] == link
    assert entry["LOCATION"] == "På distans"
    assert link.encode() not in client.get("/smartare/varberg.ics").data


def renew(client: FlaskClient, token: str) -> int:
    page = client.get(f"/a/{token}").text
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert csrf is not None
    return client.post(f"/a/{token}/kalenderadress", data={"csrf_token": csrf[1]}).status_code


def test_a_new_address_ends_the_old_one_and_nothing_else(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    token = send(varberg, a_sign_up()).token
    old = f"/a/{person(session).feed_token}.ics"
    assert old in client.get(f"/a/{token}").text
    assert renew(client, token) == 303
    assert client.get(old).status_code == 404
    assert own(client, session)[0]["STATUS"] == "CONFIRMED"
    assert client.get(f"/a/{token}").status_code == 200
    assert client.post(f"/a/{token}/kalenderadress").status_code == 400


def test_nobody_sees_the_calendar_of_another(client: FlaskClient, session: Session, send: Send) -> None:
    people = [a_person(1), a_person(2)]
    token = send(
        make_conference(session, make_organizer(session)),
        a_sign_up(people, booker_role=BookerRole.OTHERS, booker_name="Bo Ek", booker_email="bo@exempel.se"),
    ).token
    page = client.get(f"/a/{token}").text
    assert not [one.feed_token for one in (person(session, 0), person(session, 1)) if one.feed_token in page]
    assert client.post(f"/a/{token}/kalenderadress").status_code == 404
    first, second = person(session, 0), person(session, 1)
    page = client.get(f"/a/{first.token}").text
    assert first.feed_token in page
    assert second.feed_token not in page


def test_a_wrong_address_opens_nothing(client: FlaskClient, session: Session) -> None:
    assert client.get("/a/finns-inte.ics").status_code == 404


def test_what_somebody_chose_in_the_programme_stands_in_it(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, send: Send, uid: str
) -> None:
    day, number = varberg.days[0], varberg.id
    send(varberg, a_sign_up())
    hours: dict[str, Any] = {
        "starts_at": datetime(2020, 3, 27, 12, tzinfo=UTC),
        "ends_at": datetime(2020, 3, 27, 13, tzinfo=UTC),
    }
    with app.app_context(), transaction() as rows:
        for title, more in zip(
            ("Sedd", "Önskad", "Ej vald", "Utan tid"), (hours, hours, hours, {}), strict=True
        ):
            conference = get_conference(rows, number)
            plan = ItemPlan(day_id=day.id, title=title, round=1, room="Sal A", **more)
            save_item(rows, conference, None, plan, version=conference.version, by=SYSTEM, now=NOW)
    owner = person(session)
    items = session.scalars(select(ProgrammeItem).order_by(ProgrammeItem.id)).all()
    for item, state in ((items[0], "SEATED"), (items[1], "WISHED"), (items[3], "SEATED")):
        session.add(
            ParticipantChoice(participant_id=owner.id, item_id=item.id, state=ChoiceState[state], ticket=1)
        )
    session.commit()
    whole, seated, wished = own(client, session)
    assert whole["UID"] == uid
    assert (seated["SUMMARY"], seated["STATUS"], seated["UID"]) == ("Sedd", "CONFIRMED", items[0].uid)
    assert (wished["SUMMARY"], wished["STATUS"]) == ("Väntelista: Önskad", "TENTATIVE")
    assert str(seated["LOCATION"]).startswith("Sal A")
    assert {one["CLASS"] for one in (whole, seated, wished)} == {"PRIVATE"}
