"""Promising, claiming, the hourly limit and marking, on both databases."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.mailing.commands import (
    admit,
    claim,
    claim_held,
    enqueue,
    enqueue_many,
    forget_recipients,
    mark_failed,
    mark_needless,
    mark_retry,
    mark_sent,
    pause,
    release,
    release_all,
    resume,
)
from regapp.mailing.models import LetterState, OutboxMessage, Priority
from regapp.mailing.queries import has_due, is_claimed_by, is_paused, list_letters, queue_state
from tests.mailing.post import NOW

pytestmark = pytest.mark.both_databases

_LEASE = timedelta(minutes=10)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


def promise(session: Session, *subject_ids: int, **more: Any) -> None:
    enqueue_many(session, "test.note", subject_ids=subject_ids, now=NOW, **more)
    session.commit()


def take(session: Session, at: datetime = NOW, *, worker: str = "one", limit: int = 20) -> list[int]:
    """The subjects of what was claimed, in order."""
    rows = claim(session, at, worker=worker, limit=limit, lease=_LEASE)
    session.commit()
    return [row.subject_id for row in rows]


def row(session: Session, subject_id: int) -> OutboxMessage:
    wanted = select(OutboxMessage).where(OutboxMessage.subject_id == subject_id)
    return session.scalars(wanted.execution_options(populate_existing=True)).one()


def let_in(session: Session, at: datetime, **keys: str) -> set[int]:
    """Subjects admitted of "s<subject>" = key, claimed before."""
    ids = {row(session, int(name[1:])).id: key for name, key in keys.items()}
    admitted = admit(session, at, recipients=ids)
    session.commit()
    return {int(name[1:]) for name in keys if row(session, int(name[1:])).id in admitted}


def sent(session: Session, at: datetime, *subject_ids: int) -> None:
    for subject_id in subject_ids:
        found = row(session, subject_id)
        mark_sent(session, at, ids=[found.id], message_id=found.message_id)
    session.commit()


def test_a_promise_holds_ids_and_may_leave_at_once(session: Session) -> None:
    enqueue(session, "test.note", subject_id=7, now=NOW, details={"conference_id": 3})
    found = row(session, 7)
    assert (found.kind, found.details, found.state) == (
        "test.note",
        {"conference_id": 3},
        LetterState.WAITING,
    )
    assert (found.created_at, found.attempts, found.claimed_by) == (NOW, 0, None)
    assert found.due_at < NOW
    assert found.message_id


def test_a_promise_in_a_transaction_that_fails_was_never_made(session: Session) -> None:
    enqueue(session, "test.note", subject_id=7, now=NOW)
    session.rollback()
    assert take(session) == []


def test_promising_nothing_is_allowed(session: Session) -> None:
    promise(session)
    assert not has_due(session, NOW)


def test_urgent_letters_go_before_mass_ones_and_old_before_new(session: Session) -> None:
    promise(session, 1, 2, priority=Priority.MASS)
    promise(session, 3, 4)
    promise(session, 5, priority=Priority.IMMEDIATE)
    assert take(session, limit=4) == [5, 3, 4, 1]


def test_a_claimed_letter_is_nobody_elses_until_the_lease_is_over(session: Session) -> None:
    promise(session, 1)
    assert take(session) == [1]
    assert take(session, NOW + _LEASE - _MINUTE, worker="two") == []
    assert take(session, NOW + _LEASE, worker="two") == [1]
    assert not is_claimed_by(session, worker="one", ids=[row(session, 1).id])
    assert is_claimed_by(session, worker="two", ids=[row(session, 1).id])


def test_a_released_letter_is_free_and_was_not_tried(session: Session) -> None:
    promise(session, 1, 2)
    take(session)
    release(session, worker="one", ids=[row(session, 1).id])
    assert take(session, worker="two") == [1]
    assert row(session, 1).attempts == 0


def test_a_worker_releases_only_its_own(session: Session) -> None:
    promise(session, 1)
    take(session)
    release(session, worker="two", ids=[row(session, 1).id])
    release_all(session, worker="two")
    assert take(session, worker="two") == []
    release_all(session, worker="one")
    assert take(session, worker="two") == [1]


@pytest.mark.parametrize(
    ("end", "state"),
    [
        (lambda s, ids: mark_sent(s, NOW, ids=ids, message_id="x"), LetterState.SENT),
        (lambda s, ids: mark_failed(s, NOW, ids=ids, error="550 5.1.1"), LetterState.FAILED),
        (lambda s, ids: mark_needless(s, NOW, ids=ids), LetterState.NEEDLESS),
    ],
)
def test_a_letter_that_has_ended_is_never_claimed_again(
    session: Session, end: Any, state: LetterState
) -> None:
    promise(session, 1)
    take(session)
    end(session, [row(session, 1).id])
    session.commit()
    assert row(session, 1).state is state
    assert take(session, NOW + timedelta(days=30), worker="two") == []


def test_a_put_off_letter_waits_and_then_goes_again(session: Session) -> None:
    promise(session, 1)
    take(session)
    mark_retry(session, NOW, ids=[row(session, 1).id], error="451 4.2.1")
    session.commit()
    assert not has_due(session, NOW + _MINUTE - timedelta(seconds=1))
    assert take(session, NOW + _MINUTE, worker="two") == [1]
    assert (row(session, 1).attempts, row(session, 1).last_error) == (1, "451 4.2.1")


def test_a_letter_put_off_for_four_days_has_failed(session: Session) -> None:
    promise(session, 1)
    at, tries = NOW, 0
    while row(session, 1).state is LetterState.WAITING:
        assert take(session, at) == [1]
        mark_retry(session, at, ids=[row(session, 1).id], error="451")
        session.commit()
        at, tries = max(row(session, 1).due_at, at), tries + 1
    assert row(session, 1).ended_at == NOW + timedelta(days=4, minutes=21)
    assert tries == 4 + 95 + 1


def test_three_letters_to_an_address_leave_in_an_hour_and_the_fourth_is_held(session: Session) -> None:
    promise(session, 1, 2, 3, 4, 5)
    take(session)
    assert let_in(session, NOW, s1="anna", s2="anna", s3="anna", s4="anna", s5="bo") == {1, 2, 3, 5}
    assert row(session, 4).claimed_by is None
    assert take(session, NOW + _HOUR, worker="two") == [1, 2, 3, 5]


def test_held_letters_wait_for_an_hour_after_the_first_that_left(session: Session) -> None:
    promise(session, 1, 2, 3)
    take(session)
    let_in(session, NOW, s1="anna", s2="anna", s3="anna")
    for subject_id, minutes in ((1, 0), (2, 10), (3, 20)):
        sent(session, NOW + minutes * _MINUTE, subject_id)
    promise(session, 4)
    take(session, NOW + 30 * _MINUTE)
    assert let_in(session, NOW + 30 * _MINUTE, s4="anna") == set()
    assert row(session, 4).held_until == NOW + _HOUR
    assert claim_held(session, NOW + _HOUR - _MINUTE, worker="one", lease=_LEASE) == []
    assert [found.subject_id for found in claim_held(session, NOW + _HOUR, worker="one", lease=_LEASE)] == [4]


def test_all_held_letters_of_one_address_are_claimed_together(session: Session) -> None:
    promise(session, *range(1, 9))
    take(session)
    let_in(session, NOW, **{f"s{number}": "anna" for number in range(1, 8)}, s8="bo")
    sent(session, NOW, 1, 2, 3, 8)
    at = NOW + _HOUR
    first = claim_held(session, at, worker="one", lease=_LEASE)
    assert [found.subject_id for found in first] == [4, 5, 6, 7]
    assert claim_held(session, at, worker="two", lease=_LEASE) == []


def test_letters_that_left_as_one_count_as_one(session: Session) -> None:
    promise(session, *range(1, 8))
    take(session)
    let_in(session, NOW, **{f"s{number}": "anna" for number in range(1, 8)})
    sent(session, NOW, 1, 2, 3)
    at = NOW + _HOUR
    held = claim_held(session, at, worker="one", lease=_LEASE)
    mark_sent(session, at, ids=[found.id for found in held], message_id=held[0].message_id)
    promise(session, 8, 9, 10)
    take(session, at)
    assert let_in(session, at, s8="anna", s9="anna", s10="anna") == {8, 9}


def test_a_new_letter_counts_those_that_are_still_held(session: Session) -> None:
    promise(session, *range(1, 5))
    take(session)
    let_in(session, NOW, s1="anna", s2="anna", s3="anna", s4="anna")
    for subject_id, minutes in ((1, 0), (2, 40), (3, 50)):
        sent(session, NOW + minutes * _MINUTE, subject_id)
    promise(session, 5)
    take(session, NOW + _HOUR)
    assert let_in(session, NOW + _HOUR, s5="anna") == set()


def test_an_hour_later_letters_leave_again(session: Session) -> None:
    promise(session, 1, 2, 3)
    take(session)
    let_in(session, NOW, s1="anna", s2="anna", s3="anna")
    sent(session, NOW, 1, 2, 3)
    promise(session, 4)
    take(session, NOW + _HOUR)
    assert let_in(session, NOW + _HOUR, s4="anna") == {4}


def test_whom_letters_went_to_is_forgotten_once_the_limit_needs_it_no_longer(session: Session) -> None:
    promise(session, 1, 2, 3)
    take(session)
    let_in(session, NOW, s1="anna", s2="bo", s3="carin")
    sent(session, NOW, 1)
    sent(session, NOW + 2 * _HOUR, 2)
    forget_recipients(session, now=NOW + 2 * _HOUR + _MINUTE)
    assert [row(session, number).recipient_key for number in (1, 2, 3)] == [None, "bo", "carin"]


def test_a_paused_outbox_has_nothing_due(session: Session) -> None:
    promise(session, 1)
    pause(session)
    assert is_paused(session)
    assert not has_due(session, NOW)
    resume(session)
    assert not is_paused(session)
    assert has_due(session, NOW)


def test_the_queues_state_tells_how_many_wait_how_long_and_how_many_failed(session: Session) -> None:
    promise(session, 1, 2, 3, 4)
    mark_failed(session, NOW, ids=[row(session, 1).id], error="550")
    sent(session, NOW, 2)
    state = queue_state(session, NOW + 5 * _MINUTE)
    assert (state.waiting, state.failed, state.held, state.paused) == (2, 1, 0, False)
    assert state.oldest_age == 5 * _MINUTE


def test_an_empty_queue_has_no_oldest_letter(session: Session) -> None:
    assert queue_state(session, NOW).oldest_age is None


def test_letters_are_listed_by_kind_and_subject_oldest_first(session: Session) -> None:
    promise(session, 1, 2)
    enqueue(session, "test.other", subject_id=1, now=NOW)
    enqueue(session, "test.hidden", subject_id=1, now=NOW)
    mark_failed(session, NOW, ids=[row(session, 2).id], error="550 5.1.1")
    found = list_letters(session, kinds=("test.note", "test.other"), subject_ids=(1, 2))
    assert [(one.kind, one.subject_id, one.state) for one in found] == [
        ("test.note", 1, LetterState.WAITING),
        ("test.note", 2, LetterState.FAILED),
        ("test.other", 1, LetterState.WAITING),
    ]
    assert found[1].last_error == "550 5.1.1"
