"""Reminders and thanks: to whom, when, what they say; each once, whoever sends them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.jobs.registry import renderers
from regapp.jobs.remind import send_reminders
from regapp.kernel.addresses import Addresses
from regapp.kernel.clock import FixedClock
from regapp.kernel.refusal import Refusal
from regapp.mailing.letters import Letter
from regapp.mailing.models import OutboxMessage, Priority
from regapp.mailing.renderers import LetterContext
from regapp.registrations.commands import cancel_participants
from regapp.registrations.commands.conference import edit_conference
from regapp.registrations.commands.notices import send_thanks
from regapp.registrations.commands.turns import cancel_conference
from regapp.registrations.models import Attendance, BookerRole, Participant, Status
from regapp.registrations.queries import open_link
from regapp.wording.commands import save_text, switch_letter
from tests.sending import NOW, Send
from tests.world import a_person, a_sign_up, make_conference, make_organizer

EVENING_BEFORE = datetime(2020, 3, 26, 18, 0, tzinfo=UTC)
WEEK_BEFORE = datetime(2020, 3, 20, 8, 0, tzinfo=UTC)
NBSP = "\N{NO-BREAK SPACE}"
Remind = Callable[[datetime], list[tuple[str, int]]]
Read = Callable[..., list[Letter]]


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session), capacity=5)


@pytest.fixture
def remind(app: Flask, session: Session, clock: FixedClock) -> Remind:
    """Run the worker's chore at an instant; every reminder promised so far."""

    def run(at: datetime) -> list[tuple[str, int]]:
        clock.set(at)
        with app.app_context():
            send_reminders()
        return reminders(session)

    return run


@pytest.fixture
def read(app: Flask, session: Session) -> Read:
    """The letters of a kind that would leave at an instant, as the worker would write them."""

    def run(kind: str, at: datetime = EVENING_BEFORE, **changes: Any) -> list[Letter]:
        config = app.extensions["regapp"].config
        context = LetterContext(config, Addresses(config.base_url), at)
        session.rollback()
        session.expire_all()
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == f"registrations.{kind}"))
        written = [renderers()[row.kind](session, row, context) for row in rows.all()]
        return [one[1] for one in written if one]

    return run


def reminders(session: Session) -> list[tuple[str, int]]:
    session.rollback()
    found = select(OutboxMessage).where(OutboxMessage.kind.like("%.reminder_%")).order_by(OutboxMessage.id)
    return [(row.kind.removeprefix("registrations."), row.subject_id) for row in session.scalars(found)]


def people(session: Session) -> list[Participant]:
    session.rollback()
    found = select(Participant).order_by(Participant.id).execution_options(populate_existing=True)
    return list(session.scalars(found))


def change(app: Flask, command: Callable[[Session], Any]) -> None:
    with app.app_context(), transaction() as rows:
        command(rows)


def move(app: Flask, conference: Conference, *plans: DayPlan, now: datetime = NOW) -> None:
    def save(rows: Session) -> None:
        fresh = get_conference(rows, conference.id)
        edit = ConferenceEdit(fresh.version, {}, plans)
        edit_conference(rows, fresh, edit, capacity=None, by=SYSTEM, now=now)

    change(app, save)


def leave(app: Flask, token: str, conference: Conference) -> None:
    def cancel(rows: Session) -> None:
        opened = open_link(rows, token)
        assert opened is not None
        held = get_conference(rows, conference.id)
        ids = [person.id for person in opened.participants]
        cancel_participants(rows, opened.registration, held, ids, now=NOW)

    change(app, cancel)


def switch(app: Flask, conference: Conference, *, on: bool) -> None:
    change(app, lambda rows: switch_letter(rows, conference.id, "reminder_day", on=on, by=SYSTEM, now=NOW))


@pytest.mark.both_databases
def test_everybody_with_a_place_is_reminded_twice_and_never_again(
    session: Session, varberg: Conference, send: Send, remind: Remind
) -> None:
    send(varberg, a_sign_up(2))
    first, second = [person.id for person in people(session)]
    assert remind(WEEK_BEFORE - timedelta(seconds=1)) == []
    week = [("reminder_week", first), ("reminder_week", second)]
    for _ in range(3):
        assert remind(WEEK_BEFORE) == week
    assert remind(WEEK_BEFORE + timedelta(days=3)) == week
    for at in (EVENING_BEFORE, EVENING_BEFORE, WEEK_BEFORE, EVENING_BEFORE + timedelta(hours=1)):
        assert remind(at) == [*week, ("reminder_day", first), ("reminder_day", second)]


@pytest.mark.both_databases
def test_two_workers_at_once_remind_once(
    app: Flask, session: Session, varberg: Conference, send: Send, clock: FixedClock
) -> None:
    for number in range(5):
        send(varberg, a_sign_up([a_person(number, is_booker=True)]))
    clock.set(EVENING_BEFORE)

    def work(_number: int) -> None:
        with app.app_context():
            send_reminders()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    assert sorted(reminders(session)) == [("reminder_day", person.id) for person in people(session)]


def test_the_cancelled_the_waiting_and_who_came_later_are_not_reminded(
    app: Flask, session: Session, varberg: Conference, send: Send, remind: Remind
) -> None:
    gone = send(varberg, a_sign_up(2)).token
    send(varberg, a_sign_up([a_person(number, is_booker=number == 3) for number in (3, 4, 5)]))
    leave(app, gone, varberg)
    send(varberg, a_sign_up([a_person(6, is_booker=True)]))
    waiting = send(varberg, a_sign_up([a_person(7, is_booker=True), a_person(8)]))
    assert not waiting.seated
    late = datetime(2020, 3, 26, 8, 0, 1, tzinfo=UTC)
    send(varberg, a_sign_up([a_person(9, is_booker=True)]), now=late, always_open=True)
    reminded = {number for _kind, number in remind(EVENING_BEFORE)}
    on_time = [person for person in people(session) if person.status is Status.CONFIRMED]
    assert reminded == {person.id for person in on_time if person.status_at < late}
    assert len(reminded) == 4


def test_a_moved_date_moves_the_reminder_and_each_date_reminds_once(
    app: Flask, varberg: Conference, send: Send, remind: Remind
) -> None:
    send(varberg, a_sign_up())
    assert len(remind(WEEK_BEFORE)) == 1
    move(app, varberg, DayPlan(date(2020, 4, 24)), now=WEEK_BEFORE)
    assert len(remind(EVENING_BEFORE)) == 1
    assert len(remind(datetime(2020, 4, 17, 7, 0, tzinfo=UTC))) == 2
    assert len(remind(datetime(2020, 4, 23, 7, 0, tzinfo=UTC))) == 3
    move(app, varberg, DayPlan(date(2020, 3, 27)), now=WEEK_BEFORE)
    assert len(remind(WEEK_BEFORE)) == 3
    assert len(remind(EVENING_BEFORE)) == 4


def test_what_is_cancelled_or_loses_its_date_reminds_nobody(
    app: Flask, varberg: Conference, send: Send, remind: Remind
) -> None:
    send(varberg, a_sign_up())
    move(app, varberg)
    assert remind(EVENING_BEFORE) == []
    move(app, varberg, DayPlan(date(2020, 3, 27)))
    change(
        app, lambda rows: cancel_conference(rows, get_conference(rows, varberg.id), "", by=SYSTEM, now=NOW)
    )
    assert remind(EVENING_BEFORE) == []


def test_a_letter_that_waited_until_it_was_not_true_any_more_is_not_sent(
    app: Flask, varberg: Conference, send: Send, remind: Remind, read: Read
) -> None:
    send(varberg, a_sign_up())
    other = send(varberg, a_sign_up([a_person(1, is_booker=True)])).token
    remind(EVENING_BEFORE)
    assert len(read("reminder_day")) == 2
    assert read("reminder_day", EVENING_BEFORE + timedelta(hours=6)) == []
    leave(app, other, varberg)
    assert len(read("reminder_day")) == 1
    move(app, varberg, DayPlan(date(2020, 3, 28)))
    assert read("reminder_day") == []


@pytest.mark.both_databases
def test_a_conference_can_turn_a_reminder_off_and_on_again(
    app: Flask, varberg: Conference, send: Send, remind: Remind
) -> None:
    send(varberg, a_sign_up())
    switch(app, varberg, on=False)
    assert [kind for kind, _id in remind(WEEK_BEFORE)] == ["reminder_week"]
    assert len(remind(EVENING_BEFORE)) == 1
    switch(app, varberg, on=True)
    assert len(remind(EVENING_BEFORE)) == 2


def test_the_words_of_both(varberg: Conference, send: Send, remind: Remind, read: Read) -> None:
    token = send(varberg, a_sign_up()).token
    remind(WEEK_BEFORE)
    remind(EVENING_BEFORE)
    (week,) = read("reminder_week", WEEK_BEFORE)
    assert week.subject == f"Om en vecka: Varberg, fredag 27{NBSP}mars"
    assert week.paragraphs[-1] == "Kan du inte komma? Avanmäl dig, så får någon annan platsen."
    assert week.actions == (
        ("Se, ändra eller avanmäl", f"http://localhost/a/{token}"),
        ("Program och information", "http://localhost/varberg"),
    )
    (day,) = read("reminder_day")
    assert day.subject == f"I morgon: Smartare, grönare Sverige kl.{NBSP}10 i Varberg"
    assert dict(day.facts)["Var"] == "Varberg"
    assert day.calendar is None


def test_in_english_and_without_hours_or_town(
    session: Session, app: Flask, send: Send, remind: Remind, read: Read
) -> None:
    plain = make_conference(session, make_organizer(session), hours=None, place="")
    send(plain, a_sign_up())
    send(plain, a_sign_up([a_person(1, is_booker=True)], language="en"))
    remind(WEEK_BEFORE)
    remind(EVENING_BEFORE)
    assert [letter.subject for letter in read("reminder_day")] == [
        "I morgon: Smartare, grönare Sverige", "Tomorrow: Smartare, grönare Sverige",
    ]  # fmt: skip
    assert [letter.subject for letter in read("reminder_week", WEEK_BEFORE)] == [
        f"Om en vecka: Smartare, grönare Sverige, fredag 27{NBSP}mars",
        f"In a week: Smartare, grönare Sverige, Friday 27{NBSP}March",
    ]


def test_a_title_that_names_the_town_is_not_followed_by_it(
    session: Session, send: Send, remind: Remind, read: Read
) -> None:
    send(make_conference(session, make_organizer(session), title="Frukost i Varberg"), a_sign_up())
    remind(EVENING_BEFORE)
    assert [letter.subject for letter in read("reminder_day")] == [f"I morgon: Frukost i Varberg kl.{NBSP}10"]


def test_who_takes_part_remotely_is_told_so_and_gets_a_link_where_there_is_one(
    session: Session, varberg: Conference, send: Send, remind: Remind, read: Read
) -> None:
    send(varberg, a_sign_up())
    (person,) = people(session)
    person.attendance = Attendance.REMOTE
    session.commit()
    remind(EVENING_BEFORE)
    (letter,) = read("reminder_day")
    assert letter.subject == f"I morgon: Smartare, grönare Sverige kl.{NBSP}10 på distans"
    assert dict(letter.facts)["Var"] == "På distans"
    assert not any("ansluter" in part for part in letter.paragraphs)
    session.execute(update(Conference).values(remote_url="https://mote.exempel.se/x"))
    session.commit()
    (letter,) = read("reminder_day")
    assert "Länken finns på din egen sida från 15 minuter före start." in letter.paragraphs
    assert "mote.exempel.se" not in str(letter)


def test_own_words_apply_to_those_on_site_and_those_far_away_apart(
    app: Flask, session: Session, varberg: Conference, send: Send, remind: Remind, read: Read
) -> None:
    send(varberg, a_sign_up())
    send(varberg, a_sign_up([a_person(1, is_booker=True)]))
    people(session)[1].attendance = Attendance.REMOTE
    session.commit()
    own = {"subject": "Vi ses {var}", "body": "Ta med {namn}.", "subject_en": "", "body_en": ""}
    change(
        app,
        lambda rows: save_text(rows, varberg.id, "reminder_day", own, version=0, by=SYSTEM, now=NOW),
    )
    remind(EVENING_BEFORE)
    here, far = read("reminder_day")
    assert (here.subject, here.paragraphs) == ("Vi ses i Varberg", ("Ta med Åsa.",))
    assert "på distans" in far.subject


def test_a_booker_at_home_is_reminded_where_somebody_has_no_address(
    session: Session, varberg: Conference, send: Send, remind: Remind, read: Read
) -> None:
    others = [a_person(1), a_person(2, email=""), a_person(3, email="")]
    send(
        varberg, a_sign_up(others, booker_role=BookerRole.OTHERS, booker_name="Bo Ek", booker_email="b@x.se")
    )
    kinds = [kind for kind, _id in remind(EVENING_BEFORE)]
    assert kinds == ["reminder_day", "reminder_day_to_booker"]
    (letter,) = read("reminder_day_to_booker")
    assert letter.greeting == "Hej Bo Ek!"
    assert "Kan någon inte komma? Avanmäl, så får någon annan platsen." in letter.paragraphs


def test_reminders_wait_behind_letters_that_somebody_waits_for(
    session: Session, varberg: Conference, send: Send, remind: Remind
) -> None:
    send(varberg, a_sign_up())
    remind(EVENING_BEFORE)
    row = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert row is not None
    assert row.priority == Priority.MASS


JUNE = datetime(2020, 6, 1, 8, 0, tzinfo=UTC)


def thank(app: Flask, conference: Conference, now: datetime) -> int:
    with app.app_context(), transaction() as rows:
        return send_thanks(rows, get_conference(rows, conference.id), by=SYSTEM, now=now)


@pytest.mark.both_databases
def test_thanks_go_once_to_those_who_had_a_place_when_it_is_over(
    app: Flask, varberg: Conference, send: Send, read: Read
) -> None:
    gone = send(varberg, a_sign_up()).token
    send(varberg, a_sign_up([a_person(1, is_booker=True)]))
    leave(app, gone, varberg)
    for too_early in (NOW, EVENING_BEFORE, datetime(2020, 3, 27, 21, 0, tzinfo=UTC)):
        with pytest.raises(Refusal, match="not_over_yet"):
            thank(app, varberg, too_early)
    after = datetime(2020, 3, 27, 23, 0, tzinfo=UTC)
    assert [thank(app, varberg, after), thank(app, varberg, JUNE)] == [1, 0]
    (letter,) = read("after", after)
    assert letter.subject == f"Tack för att du var med: Smartare, grönare Sverige 27{NBSP}mars"
    assert letter.paragraphs[-1] == f"Dina uppgifter om specialkost raderas den 10{NBSP}april."
    (late,) = read("after", JUNE)
    assert "raderas" not in " ".join(late.paragraphs), "they are gone already"


def test_what_was_called_off_thanks_nobody(app: Flask, varberg: Conference, send: Send) -> None:
    send(varberg, a_sign_up())
    change(
        app, lambda rows: cancel_conference(rows, get_conference(rows, varberg.id), "", by=SYSTEM, now=NOW)
    )
    with pytest.raises(Refusal, match="not_over_yet"):
        thank(app, varberg, JUNE)


@pytest.mark.both_databases
def test_two_that_thank_at_once_thank_once(
    app: Flask, session: Session, varberg: Conference, send: Send
) -> None:
    for number in range(3):
        send(varberg, a_sign_up([a_person(number, is_booker=True)]))
    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(lambda _number: thank(app, varberg, JUNE), range(3))) == 3
    session.rollback()
    letters = select(OutboxMessage.id).where(OutboxMessage.kind == "registrations.after")
    assert len(session.scalars(letters).all()) == 3
