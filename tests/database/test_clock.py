"""The stored offset: read once a second, and the clock goes on while the database is away."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from regapp.database.clock import CachedOffset


class Stored:
    """An offset that is away while `seconds` is None."""

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        if self.seconds is None:
            raise OperationalError("SELECT", {}, Exception("away"))
        return self.seconds


def test_it_is_read_once_a_second_and_anew_when_forgotten() -> None:
    stored = Stored(60)
    offset = CachedOffset(stored)
    assert [offset(), offset(), stored.looks] == [timedelta(minutes=1), timedelta(minutes=1), 1]
    stored.seconds = 120
    offset.forget()
    assert offset() == timedelta(minutes=2)


def test_the_clock_goes_on_as_it_was_while_the_database_is_away() -> None:
    stored = Stored(60)
    offset = CachedOffset(stored)
    offset()
    stored.seconds = None
    offset.forget()
    assert [offset(), offset(), stored.looks] == [timedelta(minutes=1), timedelta(minutes=1), 2]
    stored.seconds = 120
    offset.forget()
    assert offset() == timedelta(minutes=2)


def test_a_process_that_has_not_read_it_yet_knows_no_time() -> None:
    offset = CachedOffset(Stored(None))
    with pytest.raises(OperationalError):
        offset()
