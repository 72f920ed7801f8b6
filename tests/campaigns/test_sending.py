"""Who gets a mailing, one letter each, with the right link; and that it goes once or not at all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.campaigns.commands import send_campaign, take_back_campaign
from regapp.campaigns.models import CampaignState, StopReason
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.commands.turns import Reason
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.jobs.mailings import send_mailings
from regapp.kernel.clock import FixedClock
from regapp.kernel.refusal import Refusal
from regapp.mailing.commands import claim, pause, resume
from regapp.mailing.models import LetterState, OutboxMessage, Priority
from regapp.registrations.commands import cancel_participants
from regapp.registrations.commands.bounce import address_changed
from regapp.registrations.commands.conference import edit_conference
from regapp.registrations.commands.turns import cancel_conference
from regapp.registrations.models import Attendance, BookerRole, Participant, Status
from regapp.registrations.queries import list_undelivered, open_link
from tests.campaigns.desk import SOON, MailingDesk
from tests.sending import NOW, Send
from tests.world import a_person, a_sign_up, make_conference, make_organizer, make_series


@dataclass
class World:
    varberg: Conference
    kalmar: Conference
    desk: MailingDesk


@pytest.fixture
def world(app: Flask, session: Session) -> World:
    halland = make_organizer(session)
    series = make_series(session, halland)
    varberg = make_conference(session, halland, path="smartare/varberg", series=series, capacity=3)
    kalmar = make_conference(session, halland, path="smartare/kalmar", series=series)
    return World(varberg, kalmar, MailingDesk(app, session))


def people(session: Session) -> list[Participant]:
    session.rollback()
    found = select(Participant).order_by(Participant.id).execution_options(populate_existing=True)
    return list(session.scalars(found))


def cancel(app: Flask, token: str, held: Conference) -> None:
    with app.app_context(), transaction() as rows:
        opened = open_link(rows, token)
        assert opened is not None
        ids = [person.id for person in opened.participants]
        fresh = get_conference(rows, held.id)
        cancel_participants(rows, opened.registration, fresh, ids, now=NOW)


@pytest.mark.both_databases
def test_everybody_with_a_seat_gets_a_letter_of_their_own_and_nobody_in_line(
    world: World, send: Send
) -> None:
    first = send(world.varberg, a_sign_up(2))
    send(world.varberg, a_sign_up([a_person(2, is_booker=True)]))
    send(world.varberg, a_sign_up([a_person(3, is_booker=True)]))
    number = world.desk.sent(world.varberg)
    letters = world.desk.letters(number)
    assert [envelope.to_email for envelope, _letter in letters] == [
        "asa.oberg@exempel.se", "person1@exempel.se", "person2@exempel.se",
    ]  # fmt: skip
    assert {row.priority for row in world.desk.rows(number)} == {Priority.MASS}
    envelope, letter = letters[0]
    assert envelope.reply_to_email == "konferens@exempel.se"
    assert letter.subject == "Praktiskt inför Varberg"
    assert letter.paragraphs[0] == "Ta med matlåda, Åsa."
    assert {"När", "Var", "Anmälans nummer"} <= set(dict(letter.facts))
    assert letter.actions == (("Öppna anmälan", f"http://localhost/a/{first.token}"),)
    assert letter.footer[0] == "Du får mejlet för att du är anmäld till Smartare, grönare Sverige – Varberg."
    assert letter.unsubscribe == ""


def test_an_address_with_several_seats_gets_one_letter_with_a_link_to_each(
    session: Session, world: World, send: Send
) -> None:
    here = send(world.varberg, a_sign_up())
    there = send(world.kalmar, a_sign_up())
    send(world.kalmar, a_sign_up([a_person(1, is_booker=True)]))
    number = world.desk.sent(world.varberg, world.kalmar)
    (_to, letter), (other, _letter) = world.desk.letters(number)
    assert [link for _words, link in letter.actions] == [
        f"http://localhost/a/{here.token}", f"http://localhost/a/{there.token}",
    ]  # fmt: skip
    assert "Kalmar" in letter.actions[1][0]
    assert other.to_email == "person1@exempel.se"


def test_a_group_with_one_address_gets_one_letter(world: World, send: Send) -> None:
    shared = [a_person(0), a_person(1, email="asa.oberg@exempel.se")]
    token = send(world.varberg, a_sign_up(shared)).token
    ((_to, letter),) = world.desk.letters(world.desk.sent(world.varberg))
    assert letter.actions[0] == ("Öppna anmälan", f"http://localhost/a/{token}")


@pytest.mark.both_databases
def test_who_has_no_address_is_reached_through_whoever_signed_them_up(world: World, send: Send) -> None:
    others = [a_person(1, email=""), a_person(2, email="")]
    booker = {"booker_role": BookerRole.OTHERS, "booker_name": "Bo Ek", "booker_email": "bo@exempel.se"}
    token = send(world.varberg, a_sign_up(others, **booker)).token
    ((envelope, letter),) = world.desk.letters(world.desk.sent(world.varberg))
    assert (envelope.to_email, letter.greeting) == ("bo@exempel.se", "Hej Bo Ek!")
    assert dict(letter.facts)["Gäller"] == "Person Nummer 1, Person Nummer 2"
    assert letter.actions[0][1] == f"http://localhost/a/{token}"
    assert letter.footer[0].startswith("Du får mejlet för att du har anmält deltagare till ")


def test_the_booker_who_comes_too_hears_once_of_those_without_an_address(world: World, send: Send) -> None:
    send(world.varberg, a_sign_up([a_person(0), a_person(1, email="")]))
    ((envelope, letter),) = world.desk.letters(world.desk.sent(world.varberg))
    assert envelope.to_email == "asa.oberg@exempel.se"
    assert dict(letter.facts)["Gäller"] == "Åsa Öberg, Person Nummer 1"


def test_who_cancels_before_it_goes_or_before_it_is_written_gets_nothing_and_who_came_gets_it(
    app: Flask, world: World, send: Send
) -> None:
    gone = send(world.kalmar, a_sign_up()).token
    late = send(world.kalmar, a_sign_up([a_person(1, is_booker=True)])).token
    number = world.desk.write(world.kalmar)
    world.desk.plan(number)
    cancel(app, gone, world.kalmar)
    send(world.kalmar, a_sign_up([a_person(2, is_booker=True)]))
    assert world.desk.send(number) == 2
    cancel(app, late, world.kalmar)
    assert [envelope.to_email for envelope, _letter in world.desk.letters(number)] == ["person2@exempel.se"]


def test_words_in_english_go_to_who_signed_up_in_english(world: World, send: Send) -> None:
    send(world.kalmar, a_sign_up(language="en"))
    send(world.kalmar, a_sign_up([a_person(1, is_booker=True)]))
    words = {"subject_en": "Before {ort}", "body_en": "Bring a lunch box, {namn}."}
    english, swedish = [
        letter for _to, letter in world.desk.letters(world.desk.sent(world.kalmar, words=words))
    ]
    assert (english.subject, english.paragraphs) == ("Before Kalmar", ("Bring a lunch box, Åsa.",))
    assert english.actions[0][0] == "Open the registration"
    assert swedish.subject == "Praktiskt inför Kalmar"
    ((_to, letter), _other) = world.desk.letters(world.desk.sent(world.kalmar))
    assert letter.subject == "Praktiskt inför Kalmar"
    assert letter.language == "en"


@pytest.mark.parametrize("name", ["{lank}", "{{7*7}}", "<b>x</b>", "{{ config }}", "%(title)s"])
def test_a_hostile_name_comes_out_as_it_is_written(world: World, send: Send, name: str) -> None:
    send(world.kalmar, a_sign_up([a_person(0, given_name=name)]))
    ((_to, letter),) = world.desk.letters(world.desk.sent(world.kalmar))
    assert letter.paragraphs[0] == f"Ta med matlåda, {name}."


@pytest.mark.both_databases
def test_status_attendance_and_missing_reference_narrow_it_down(
    session: Session, world: World, send: Send
) -> None:
    send(world.varberg, a_sign_up(3))
    send(world.varberg, a_sign_up([a_person(4, is_booker=True)]))
    first, second, third, waiting = people(session)
    first.attendance, second.lacks_reference = Attendance.REMOTE, True
    session.commit()

    def told(**audience: object) -> list[int]:
        return [row.subject_id for row in world.desk.rows(world.desk.sent(world.varberg, **audience))]

    assert told(statuses=(Status.WAITING,)) == [waiting.id]
    assert told(attendance=Attendance.REMOTE) == [first.id]
    assert told(lacks_reference=True) == [second.id]
    assert told(ids=(third.id, waiting.id)) == [third.id]


@pytest.mark.both_databases
def test_it_goes_once_however_many_workers_ask(
    app: Flask, world: World, send: Send, clock: FixedClock
) -> None:
    for number in range(4):
        send(world.kalmar, a_sign_up([a_person(number, is_booker=True)]))
    mailing = world.desk.write(world.kalmar)
    world.desk.plan(mailing)

    def work(_number: int) -> None:
        with app.app_context():
            send_mailings()

    work(0)
    assert world.desk.rows(mailing) == []
    clock.set(SOON)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    assert len(world.desk.rows(mailing)) == 4
    found = world.desk.read(mailing)
    assert (found.state, found.sent_at) == (CampaignState.SENT, SOON)


@pytest.mark.both_databases
def test_a_worker_that_dies_half_way_leaves_it_to_the_next(app: Flask, world: World, send: Send) -> None:
    send(world.kalmar, a_sign_up())
    mailing = world.desk.write(world.kalmar)
    world.desk.plan(mailing)
    with pytest.raises(RuntimeError, match="killed"), app.app_context(), transaction() as rows:
        assert send_campaign(rows, mailing, now=SOON) == 1
        raise RuntimeError("killed")
    assert world.desk.rows(mailing) == []
    assert world.desk.send(mailing) == 1
    assert world.desk.send(mailing) is None


def test_taken_back_it_does_not_go_and_once_gone_it_cannot_be_taken_back(
    app: Flask, world: World, send: Send
) -> None:
    send(world.kalmar, a_sign_up())
    mailing = world.desk.write(world.kalmar)

    def take_back() -> None:
        with app.app_context(), transaction() as rows:
            take_back_campaign(rows, mailing, within=[world.kalmar.id], by=SYSTEM, now=NOW)

    world.desk.plan(mailing)
    take_back()
    assert world.desk.send(mailing) is None
    world.desk.plan(mailing)
    assert world.desk.send(mailing) == 1
    with pytest.raises(Refusal, match="campaign_sent"):
        take_back()


def test_a_receipt_leaves_before_a_mailing_that_was_promised_first(
    app: Flask, world: World, send: Send
) -> None:
    for number in range(30):
        send(world.kalmar, a_sign_up([a_person(number, is_booker=True)]))
    with app.app_context(), transaction() as rows:
        rows.execute(delete(OutboxMessage))
    world.desk.sent(world.kalmar)
    send(world.kalmar, a_sign_up([a_person(50, is_booker=True)]))
    with app.app_context(), transaction() as rows:
        first = claim(rows, NOW, worker="w", limit=5, lease=timedelta(minutes=1))[0]
    assert first.kind == "registrations.confirmation"


Turn = Callable[[Session, Conference], object]


def _call_off(rows: Session, held: Conference) -> None:
    cancel_conference(rows, held, Reason("Smittläget."), by=SYSTEM, now=NOW + timedelta(minutes=1))


def _move(rows: Session, held: Conference) -> None:
    edit = ConferenceEdit(held.version, {}, [DayPlan(date(2020, 4, 24))])
    edit_conference(rows, held, edit, capacity=None, by=SYSTEM, now=NOW)


def _rename(rows: Session, held: Conference) -> None:
    edit = ConferenceEdit(held.version, {"contact_name": "Bo Ek"}, [DayPlan(date(2020, 3, 27))])
    edit_conference(rows, held, edit, capacity=None, by=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    ("turn", "why"), [(_call_off, StopReason.CALLED_OFF), (_move, StopReason.CHANGED)], ids=["off", "moved"]
)
def test_what_befalls_the_conference_in_between_stops_it_until_somebody_looks(
    app: Flask, world: World, send: Send, turn: Turn, why: StopReason
) -> None:
    send(world.kalmar, a_sign_up())
    mailing = world.desk.write(world.kalmar)
    world.desk.plan(mailing)
    with app.app_context(), transaction() as rows:
        turn(rows, get_conference(rows, world.kalmar.id))
    assert world.desk.send(mailing) is None
    found = world.desk.read(mailing)
    assert (found.state, found.stopped_why) == (CampaignState.STOPPED, why)
    world.desk.plan(mailing)
    assert world.desk.send(mailing) == 1


def test_a_new_contact_does_not_stop_it(app: Flask, session: Session, send: Send) -> None:
    plain = make_conference(session, make_organizer(session), hours=None)
    desk = MailingDesk(app, session)
    send(plain, a_sign_up())
    mailing = desk.write(plain)
    desk.plan(mailing)
    with app.app_context(), transaction() as rows:
        _rename(rows, get_conference(rows, plain.id))
    assert desk.send(mailing) == 1


def test_a_day_late_or_to_nobody_it_stays(app: Flask, world: World, send: Send) -> None:
    token = send(world.kalmar, a_sign_up()).token
    late, empty = world.desk.write(world.kalmar), world.desk.write(world.kalmar)
    world.desk.plan(late)
    world.desk.plan(empty)
    assert world.desk.send(late, SOON + timedelta(days=1, seconds=1)) is None
    assert world.desk.read(late).stopped_why is StopReason.LATE
    cancel(app, token, world.kalmar)
    assert world.desk.send(empty) is None
    assert world.desk.read(empty).stopped_why is StopReason.NOBODY


def test_nothing_is_promised_while_letters_are_paused(
    app: Flask, world: World, send: Send, clock: FixedClock
) -> None:
    send(world.kalmar, a_sign_up())
    mailing = world.desk.write(world.kalmar)
    world.desk.plan(mailing)
    clock.set(SOON)
    for held_back, letters in ((pause, 0), (resume, 1)):
        with app.app_context():
            with transaction() as rows:
                held_back(rows)
            send_mailings()
        assert len(world.desk.rows(mailing)) == letters


def test_its_letters_count_as_letters_to_the_participant(session: Session, world: World, send: Send) -> None:
    """So a refused address marks them, and a corrected one takes the mark away."""
    send(world.kalmar, a_sign_up())
    (row,) = world.desk.rows(world.desk.sent(world.kalmar))
    row.state, row.last_error = LetterState.FAILED, "550 5.1.1"
    session.commit()
    (person,) = people(session)
    assert list_undelivered(session, [person])[person.id].code == "550 5.1.1"
    address_changed(session, participant_id=person.id)
    session.commit()
    assert list_undelivered(session, people(session)) == {}
