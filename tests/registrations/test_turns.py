"""A conference is cancelled, put off, dated again or moved: seats, sums, letters, calendars."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import ConferenceEdit
from regapp.conferences.models import Conference, ConferenceStatus, LateFee
from regapp.conferences.rules import SignUpState, held_days, local_instant, sign_up_state
from regapp.conferences.terms import is_late
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import OrganizerKind
from regapp.registrations.commands.conference import edit_conference
from regapp.registrations.commands.edit import edit_buyer
from regapp.registrations.models import BookerRole, Status
from regapp.registrations.rules import Reminder, reminder_due_on
from tests.registrations.desk import Desk
from tests.registrations.turning import FREE_UNTIL, Turns, day, entry
from tests.sending import NOW, Send
from tests.world import ZONE, a_buyer, a_person, a_sign_up, make_conference, make_organizer

pytestmark = pytest.mark.both_databases
NEW_DAY = date(2020, 9, 3)


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(
        session, make_organizer(session), capacity=3, late_fee=LateFee.FULL,
        late_from_at=local_instant(date(2020, 2, 28), 0, 0, ZONE),
    )  # fmt: skip


@pytest.fixture
def turns(app: Flask, session: Session, varberg: Conference) -> Turns:
    return Turns(Desk(app, session, varberg))


def for_others(number: int) -> Any:
    people = [a_person(number), a_person(number + 1, email="")]
    return a_sign_up(people, booker_role=BookerRole.OTHERS, booker_name="Bo Ek", booker_email="bo@exempel.se")


def test_postponed_keeps_everybody_and_charges_nobody(turns: Turns, varberg: Conference, send: Send) -> None:
    send(varberg, a_sign_up(2))
    assert turns.desk.charged() == 140_000
    turns.postpone(expected={"expected_text": "hösten 2020"})
    held = turns.conference()
    assert (held.status, sign_up_state(held, NOW)) == (ConferenceStatus.POSTPONED, SignUpState.POSTPONED)
    assert turns.desk.statuses() == [Status.CONFIRMED] * 2
    assert turns.desk.charged() == 0
    assert turns.desk.pool() == (2, 0)
    assert turns.desk.letters()[-2:] == ["conference_postponed"] * 2


def test_the_letter_begins_with_the_reason_and_takes_the_entry_back(
    turns: Turns, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up(language="en"))
    uid = held_days(varberg)[0].uid
    turns.postpone()
    (letter,) = turns.desk.written("conference_postponed")
    assert letter.paragraphs[0] == "The infection situation."
    found = entry(letter)
    assert (str(found["UID"]), found["STATUS"], int(found["SEQUENCE"])) == (uid, "CANCELLED", 1)
    assert str(found["SUMMARY"]).startswith("POSTPONED: ")
    assert letter.calendar is not None
    assert letter.calendar.method == "CANCEL"


def test_nobody_signs_up_is_let_in_or_charged_while_it_is_put_off(
    app: Flask, turns: Turns, varberg: Conference, send: Send
) -> None:
    seated, waiting = send(varberg, a_sign_up(3)).token, send(varberg, a_sign_up([a_person(5)])).token
    turns.postpone()
    with pytest.raises(Refusal, match="signup_postponed"):
        send(varberg, a_sign_up([a_person(9)]))
    turns.desk.cancel(seated, 2)
    assert turns.desk.pool() == (2, 1)
    change_buyer(turns, seated)
    assert turns.desk.charged() == 0
    assert waiting


def change_buyer(turns: Turns, token: str) -> None:
    buyer = a_buyer(kind=OrganizerKind.COMPANY, name="Virke AB")
    turns.desk.on(
        token,
        lambda rows, one, held, ids: edit_buyer(rows, one, buyer, {held.id: held}, by=SYSTEM, now=NOW),
    )


def test_leaving_what_is_put_off_is_free_however_late(turns: Turns, varberg: Conference, send: Send) -> None:
    token = send(varberg, a_sign_up()).token
    late = datetime(2020, 3, 10, 9, 0, tzinfo=UTC)
    turns.postpone(now=late)
    turns.desk.cancel(token, now=late)
    assert turns.desk.charged() == 0
    assert turns.desk.statuses() == [Status.CANCELLED]


def test_a_new_date_brings_the_same_entry_back_and_charges_whoever_stayed_the_price_they_had(
    turns: Turns, varberg: Conference, send: Send
) -> None:
    leaving, staying = send(varberg, a_sign_up()).token, send(varberg, a_sign_up([a_person(3), a_person(4)]))
    send(varberg, a_sign_up([a_person(7)]))
    uid = held_days(varberg)[0].uid
    assert turns.desk.charged() == 210_000
    turns.postpone()
    turns.desk.cancel(leaving)
    turns.move(day(NEW_DAY), now=NOW + timedelta(days=90), closes_at=local_instant(NEW_DAY, 0, 0, ZONE))
    held = turns.conference()
    (only,) = held_days(held)
    assert (only.uid, only.on, len(held.days)) == (uid, NEW_DAY, 1)
    assert only.sequence > 1
    assert held.status is ConferenceStatus.PUBLISHED
    assert (held.moved_from, held.postponed_at) == (date(2020, 3, 27), None)
    # Two stayed; who waited is offered the third seat and pays when they say yes.
    assert turns.desk.charged() == 140_000
    assert staying.seated
    letter = turns.desk.written("conference_dated", NOW + timedelta(days=90))[0]
    found = entry(letter)
    assert (str(found["UID"]), int(found["SEQUENCE"])) == (uid, only.sequence)
    assert found.get("STATUS", "CONFIRMED") == "CONFIRMED"
    assert "20\N{NO-BREAK SPACE}mars" in " ".join(letter.paragraphs)
    assert letter.changes[0][0] == "När"
    assert turns.desk.pool() == (3, 0)


def test_sequence_rises_at_every_turn_and_the_uid_stays(turns: Turns, varberg: Conference) -> None:
    acts: list[Callable[[datetime], None]] = [
        turns.postpone,
        lambda now: turns.move(day(NEW_DAY), now=now),
        turns.postpone,
        lambda now: turns.move(day(NEW_DAY), now=now),
        lambda now: turns.move(venue="Stadshotellet", now=now),
        turns.cancel,
    ]
    seen = []
    for hour, act in enumerate(acts):
        act(NOW + timedelta(hours=hour))
        seen.append([(one.uid, one.sequence) for one in turns.conference().days])
    assert len({rows[0][0] for rows in seen}) == 1
    numbers = [rows[0][1] for rows in seen]
    assert numbers == sorted(set(numbers))


def test_the_feed_has_one_entry_whose_sequence_rises_and_whose_status_is_true(
    client: FlaskClient, turns: Turns, varberg: Conference
) -> None:
    acts: list[tuple[Callable[[datetime], None], str, str]] = [
        (turns.postpone, "CANCELLED", "SKJUTS UPP: "),
        (lambda now: turns.move(day(NEW_DAY), now=now), "CONFIRMED", ""),
        (lambda now: turns.digital(0, now=now), "CONFIRMED", ""),
        (turns.cancel, "CANCELLED", "INSTÄLLT: "),
    ]
    seen = [_only(client)]
    for hour, (act, status, prefix) in enumerate(acts):
        act(NOW + timedelta(hours=hour))
        seen.append(_only(client))
        assert (str(seen[-1]["STATUS"]), str(seen[-1]["SUMMARY"])[: len(prefix)]) == (status, prefix)
    assert len({str(one["UID"]) for one in seen}) == 1
    numbers = [int(one["SEQUENCE"]) for one in seen]
    assert numbers == sorted(set(numbers))
    stamps = [one["LAST-MODIFIED"].dt for one in seen]
    assert stamps == sorted(set(stamps))
    assert str(seen[3]["LOCATION"]) == "På distans"


def _only(client: FlaskClient) -> Any:
    (found,) = Calendar.from_ical(client.get("/varberg.ics").data).walk("VEVENT")
    return found


def test_moved_has_a_free_way_out_until_the_day_and_then_the_terms(
    turns: Turns, varberg: Conference, send: Send
) -> None:
    early, late = send(varberg, a_sign_up()).token, send(varberg, a_sign_up([a_person(5)])).token
    turns.move(day(date(2020, 3, 30)))
    held = turns.conference()
    # The terms keep their distance of 28 days to the first day: late from 2 March, but free until 20 March.
    assert held.late_from_at == local_instant(date(2020, 3, 2), 0, 0, ZONE)
    last_free = FREE_UNTIL - timedelta(seconds=1)
    assert (is_late(held, last_free), is_late(held, FREE_UNTIL)) == (False, True)
    turns.desk.cancel(early, now=last_free)
    assert turns.desk.charged() == 70_000
    turns.desk.cancel(late, now=FREE_UNTIL)
    assert turns.desk.charged() == 70_000


def test_the_letter_of_a_move_tells_old_and_new_and_the_way_out(
    turns: Turns, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up())
    turns.move(day(date(2020, 4, 3)), venue="Stadshotellet")
    (letter,) = turns.desk.written("conference_moved")
    assert letter.paragraphs[0] == "Smittläget i landet."
    assert [change[0] for change in letter.changes] == ["När", "Var"]
    assert "Stadshotellet" in letter.changes[1][2]
    assert "kostnad till och med 20\N{NO-BREAK SPACE}mars" in " ".join(letter.paragraphs)
    assert entry(letter)["SEQUENCE"] == 1
    assert turns.conference().moved_from_place == "Varberg"


def test_reminders_follow_a_move_and_stop_while_it_is_put_off(turns: Turns) -> None:
    turns.move(day(date(2020, 4, 3)))
    at_nine = local_instant(date(2020, 4, 2), 9, 0, ZONE)
    assert reminder_due_on(Reminder.DAY, turns.conference(), at_nine) == date(2020, 4, 3)
    turns.postpone()
    assert reminder_due_on(Reminder.DAY, turns.conference(), at_nine) is None


def test_over_the_change_of_clocks_ten_stays_ten(turns: Turns, varberg: Conference, send: Send) -> None:
    send(varberg, a_sign_up())
    turns.move(day(date(2020, 3, 30)))
    (letter,) = turns.desk.written("conference_moved")
    assert entry(letter)["DTSTART"].dt.isoformat() == "2020-03-30T10:00:00+02:00"


def test_an_offer_ends_when_it_is_cancelled_and_its_yes_is_refused_in_words(
    turns: Turns, varberg: Conference, send: Send
) -> None:
    seated = send(varberg, a_sign_up(3)).token
    offered = send(varberg, a_sign_up([a_person(5)])).token
    turns.desk.cancel(seated, 2)
    assert turns.desk.statuses()[-1] is Status.OFFERED
    turns.cancel()
    assert turns.desk.statuses()[-1] is Status.WAITING
    with pytest.raises(Refusal, match="signup_cancelled"):
        turns.desk.accept(offered)
    assert turns.desk.charged() == 0
    subjects = [letter.subject for letter in turns.desk.written("conference_cancelled")]
    assert len(subjects) == 3


def test_cancelled_after_it_was_put_off_says_so_with_a_higher_sequence(
    turns: Turns, varberg: Conference, send: Send
) -> None:
    send(varberg, for_others(1))
    turns.postpone()
    turns.cancel(now=NOW + timedelta(days=80))
    held = turns.conference()
    assert held.status is ConferenceStatus.CANCELLED
    assert held.days[0].sequence == 2
    assert held.days[0].removed_at == NOW + timedelta(days=80)
    # What was promised before and is not true any longer is not written.
    assert turns.desk.written("conference_postponed") == []
    (letter,) = turns.desk.written("conference_cancelled_to_booker")
    assert letter.paragraphs[0] == "Smittläget i landet."
    assert entry(letter)["SUMMARY"].startswith("INSTÄLLT: ")


def test_a_save_since_the_organizer_looked_is_not_overrun(turns: Turns) -> None:
    seen = turns.conference().version
    turns.desk.save(title="Nytt namn")
    with pytest.raises(Refusal, match="edited_meanwhile"):
        turns.postpone(version=seen)
    with pytest.raises(Refusal, match="edited_meanwhile"):
        turns.cancel(version=seen)
    assert turns.conference().status is ConferenceStatus.PUBLISHED


def test_a_move_to_where_it_is_and_days_for_what_is_off_are_refused(turns: Turns) -> None:
    with pytest.raises(Refusal, match="nothing_moved"):
        turns.move()
    turns.postpone()
    with pytest.raises(Refusal, match="days_while_off"):
        turns.desk.do(_save_days)


def _save_days(rows: Session, held: Conference) -> None:
    edit = ConferenceEdit(held.version, {}, [day(NEW_DAY)])
    edit_conference(rows, held, edit, capacity=None, by=SYSTEM, now=NOW)


def test_fewer_seats_at_the_new_place_than_are_taken_are_refused(
    turns: Turns, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up(3))
    with pytest.raises(Refusal, match="capacity_below_taken"):
        turns.move(venue="Lilla salen", capacity=2)
    assert turns.conference().venue == ""
