"""Whom a filter finds: by what they chose, answered, and whether they came; and who is left alone."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.campaigns.queries import count_unreached, list_dated_campaigns, list_recipients
from regapp.campaigns.rules import Audience, Recipient, recipients_of
from regapp.checkin.models import CheckIn
from regapp.choices.models import ChoiceState, ParticipantChoice
from regapp.conferences.models import Conference, Question, QuestionKind
from regapp.database.session import transaction
from regapp.registrations.commands.erasure import ask_erasure, erase
from regapp.registrations.models import (
    Answer,
    Attendance,
    BookerRole,
    ErasureRequest,
    OptionPick,
    Participant,
    PickState,
    Status,
)
from regapp.registrations.queries import open_link
from tests.campaigns.desk import SOON, MailingDesk
from tests.choosing import add_item
from tests.offers import make_option
from tests.sending import NOW, Send
from tests.world import MADE_AT, a_person, a_sign_up, make_conference, make_organizer


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session))


@pytest.fixture
def five(session: Session, varberg: Conference, send: Send) -> list[int]:
    """Five people of a registration each."""
    for number in range(5):
        send(varberg, a_sign_up([a_person(number, is_booker=True)]))
    session.commit()
    ids = list(session.scalars(select(Participant.id).order_by(Participant.id)))
    session.commit()
    return ids


def found(session: Session, held: Conference, **audience: object) -> list[int]:
    session.commit()
    return [one.subject_id for one in list_recipients(session, [held.id], Audience(**audience))]  # type: ignore[arg-type]


@pytest.mark.both_databases
def test_who_has_a_seat_in_a_session_who_wishes_for_one_and_who_chose_an_option(
    session: Session, varberg: Conference, five: list[int]
) -> None:
    item = add_item(session, varberg, "Skog", seats=1)
    option = make_option(session, varberg, "Middag", seats=None)
    session.add_all(
        [
            ParticipantChoice(participant_id=five[0], item_id=item.id, state=ChoiceState.SEATED),
            ParticipantChoice(participant_id=five[1], item_id=item.id, state=ChoiceState.WISHED, ticket=1),
            OptionPick(participant_id=five[2], option_id=option.id, state=PickState.HELD),
            OptionPick(participant_id=five[3], option_id=option.id, state=PickState.MISSED),
        ]
    )
    assert found(session, varberg, choice=f"pass-{item.id}") == [five[0]]
    assert found(session, varberg, choice=f"onskar-{item.id}") == [five[1]]
    assert found(session, varberg, choice=f"tillval-{option.id}") == [five[2]]
    assert found(session, varberg, choice="annat-1") == []


@pytest.mark.both_databases
def test_who_answered_a_question_also_as_it_was_asked_before(
    session: Session, varberg: Conference, five: list[int]
) -> None:
    def ask(kind: QuestionKind, retired: bool = False) -> Question:
        row = Question(
            conference_id=varberg.id, key=kind.value, position=1, kind=kind, label="Hur?", choices=[],
            created_at=MADE_AT, retired_at=NOW if retired else None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row

    before, asked, several = ask(QuestionKind.ONE, True), ask(QuestionKind.ONE), ask(QuestionKind.SEVERAL)
    session.add_all(
        [
            Answer(participant_id=five[0], question_id=asked.id, values=["1"]),
            Answer(participant_id=five[1], question_id=before.id, values=["1"]),
            Answer(participant_id=five[2], question_id=asked.id, values=["11"]),
            Answer(participant_id=five[3], question_id=several.id, values=["2", "1"]),
            Answer(participant_id=five[4], question_id=several.id, values=["%"]),
        ]
    )
    assert found(session, varberg, answer=f"{asked.id}:1") == five[:2]
    assert found(session, varberg, answer=f"{several.id}:1") == [five[3]]
    assert found(session, varberg, answer=f"{several.id}:%") == [five[4]]


@pytest.mark.both_databases
def test_who_came_and_who_did_not(session: Session, varberg: Conference, five: list[int]) -> None:
    for number, undone in ((five[0], None), (five[1], NOW)):
        came = CheckIn(participant_id=number, on=date(2020, 3, 27), conference_id=varberg.id, at=NOW)
        came.nonce, came.seq, came.undone_at = f"n{number}", 1, undone
        session.add(came)
    assert found(session, varberg, came=True) == [five[0]]
    assert found(session, varberg, came=False) == five[1:]


@pytest.mark.both_databases
def test_nobody_is_told_of_whoever_had_their_name_erased(
    app: Flask, session: Session, varberg: Conference, send: Send
) -> None:
    others = [a_person(1, email=""), a_person(2, email="")]
    booker = {"booker_role": BookerRole.OTHERS, "booker_name": "Bo Ek", "booker_email": "bo@exempel.se"}
    token = send(varberg, a_sign_up(others, **booker)).token
    with app.app_context(), transaction() as rows:
        opened = open_link(rows, token)
        assert opened is not None
        ask_erasure(rows, opened.registration, opened.participants[0], now=NOW)
    with app.app_context(), transaction() as rows:
        erase(rows, rows.scalars(select(ErasureRequest.id)).one(), by=SYSTEM, now=NOW)
    desk = MailingDesk(app, session)
    ((_to, letter),) = desk.letters(desk.sent(varberg, statuses=tuple(Status)))
    assert dict(letter.facts)["Gäller"] == "Person Nummer 2"


def test_an_audience_is_kept_whole_and_old_rows_read_as_before() -> None:
    whole = Audience(
        (Status.WAITING,), Attendance.REMOTE, "pass-1", "3:1", lacks_reference=True, came=False, ids=(1, 2)
    )
    assert Audience.of(whole.kept()) == whole
    assert Audience.of({}) == Audience()


def test_one_letter_to_an_address_whoever_it_belongs_to() -> None:
    addressed = [(1, "a@x.se"), (2, "b@x.se"), (3, "a@x.se")]
    others = [(4, 10, "b@x.se"), (5, 11, "c@x.se"), (6, 11, "c@x.se"), (7, 12, "")]
    assert recipients_of(addressed, others) == [
        Recipient(False, 1, (1, 3)), Recipient(False, 2, (2, 4)), Recipient(True, 11, (5, 6)),
    ]  # fmt: skip


def test_who_cannot_be_reached_is_counted(session: Session, varberg: Conference, send: Send) -> None:
    send(varberg, a_sign_up([a_person(0), a_person(1, email="")]))
    assert count_unreached(session, [varberg.id], Audience()) == 0


def test_a_curve_can_ask_what_went_and_when(
    app: Flask, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up())
    desk = MailingDesk(app, session)
    desk.write(varberg)
    number = desk.sent(varberg)
    session.rollback()
    (one,) = list_dated_campaigns(session, [varberg.id])
    assert (one.id, one.at, one.sent, one.subject) == (number, SOON, True, "Praktiskt inför …")


def test_whoever_got_it_finds_it_among_their_own_data(
    app: Flask, session: Session, varberg: Conference, send: Send
) -> None:
    token = send(varberg, a_sign_up()).token
    desk = MailingDesk(app, session)
    desk.sent(varberg)
    client = app.test_client()
    page = client.get(f"/a/{token}/uppgifter")
    assert page.status_code == 200
    assert "Utskick" in page.text
