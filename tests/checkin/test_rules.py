"""When a door is open, which of two scans stands, what a phone's clock is worth."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regapp.checkin.rules import Answer, Sent, Standing, after, answer_for, code_in, true_time

NINE = datetime(2020, 3, 27, 8, 0, tzinfo=UTC)


def minute(number: int) -> datetime:
    return NINE + timedelta(minutes=number)


def scan(number: int, nonce: str = "", *, undo: bool = False) -> Sent:
    return Sent(nonce or f"scan-{number}", minute(number), participant_id=1, undo=undo)


def settle(*sent: Sent) -> Standing | None:
    stands: Standing | None = None
    for one in sent:
        stands = after(stands, one) or stands
    return stands


def test_the_first_scan_wins_in_whatever_order_they_arrive() -> None:
    for order in permutations([scan(1), scan(2), scan(3)]):
        assert settle(*order) == Standing(minute(1), "scan-1")


def test_an_undo_takes_back_the_scans_before_it_even_if_they_arrive_later() -> None:
    assert settle(scan(1), scan(3, undo=True), scan(2)) == Standing(minute(1), "scan-1", minute(3))


def test_whoever_is_scanned_again_after_an_undo_is_in() -> None:
    assert settle(scan(1), scan(2, undo=True), scan(3)) == Standing(minute(3), "scan-3")


def test_an_undo_of_nothing_and_of_a_later_scan_changes_nothing() -> None:
    assert settle(scan(1, undo=True)) is None
    assert settle(scan(2), scan(1, undo=True)) == Standing(minute(2), "scan-2")


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6, unique=True))
def test_scans_alone_converge(minutes: list[int]) -> None:
    stands = settle(*(scan(number) for number in minutes))
    assert stands == Standing(minute(min(minutes)), f"scan-{min(minutes)}")


def test_ones_own_scan_is_in_and_anothers_is_twice() -> None:
    stands = settle(scan(1), scan(2))
    assert answer_for(stands, scan(1)) is Answer.IN
    assert answer_for(stands, scan(2)) is Answer.TWICE
    assert answer_for(settle(scan(1), scan(2, undo=True)), scan(1)) is Answer.UNDONE


@pytest.mark.parametrize(
    ("claimed", "sent_at", "expected"),
    [
        # The clock is right; it was ten minutes ago.
        (minute(0), minute(10), minute(0)),
        # The clock is two hours fast: it is the span that counts.
        (minute(120), minute(130), minute(0)),
        # It says that the scan is yet to come.
        (minute(30), minute(10), minute(10)),
        # A phone that was on its way since last year.
        (minute(-600_000), minute(10), minute(-60)),
    ],
)
def test_a_phones_clock_is_put_right(claimed: datetime, sent_at: datetime, expected: datetime) -> None:
    assert true_time(claimed, sent_at, received=minute(10), earliest=minute(-60)) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HTTPS://EXEMPEL.SE/I/ABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOP"),
        ("https://exempel.se/i/abcdefghijklmnop/", "ABCDEFGHIJKLMNOP"),
        (" abcd efgh ijkl mnop ", "ABCDEFGHIJKLMNOP"),
        ("", ""),
        ("åäö", ""),
    ],
)
def test_a_code_is_read_from_an_address_and_as_typed(text: str, code: str) -> None:
    assert code_in(text) == code
