"""Taking turns before SQLite's single writer."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from regapp.database import gate
from regapp.database.engine import WRITES
from tests.support.databases import open_engine

_SHORTLY = 0.2


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_engine(f"sqlite:///{tmp_path / 'turns.sqlite3'}")
    with made.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        connection.execute(text("CREATE TABLE turns (taken_by TEXT PRIMARY KEY)"))
    yield made
    made.dispose()


@pytest.fixture
def others() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as threads:
        yield threads


def raw_of(engine: Engine) -> Any:
    """A connection of the driver's own, lent by the pool while somebody holds it."""
    return engine.raw_connection()


def raw_under(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def writer(engine: Engine) -> Any:
    """Somebody whose turn it is."""
    raw = raw_of(engine)
    raw.begin(writes=True)
    return raw


def waits(asked: Future[None]) -> bool:
    try:
        asked.result(timeout=_SHORTLY)
    except TimeoutError:
        return True
    return False


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_the_turn_ends_with_the_transaction(engine: Engine, others: ThreadPoolExecutor, end: str) -> None:
    first, second = writer(engine), raw_of(engine)
    asked = others.submit(second.begin, writes=True)
    assert waits(asked)
    getattr(first, end)()
    asked.result(timeout=10)
    second.rollback()


def test_who_only_reads_waits_for_nobody(engine: Engine) -> None:
    first, second = writer(engine), raw_of(engine)
    first.execute("INSERT INTO turns VALUES ('first')")
    second.begin(writes=False)
    assert second.execute("SELECT count(*) FROM turns").fetchone() == (0,)
    first.rollback()
    second.rollback()


def test_whose_begin_fails_is_told_in_the_librarys_words_and_gives_the_turn_back(
    engine: Engine, others: ThreadPoolExecutor, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "turns.sqlite3", isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with engine.connect().execution_options(**{WRITES: True}) as connection:
            raw_under(connection).execute("PRAGMA busy_timeout=50")
            with pytest.raises(OperationalError, match="locked"):
                connection.begin()
            stranger.execute("ROLLBACK")
            other = raw_of(engine)
            others.submit(other.begin, writes=True).result(timeout=10)
            other.rollback()
            with connection.begin():
                connection.execute(text("INSERT INTO turns VALUES ('us')"))


def test_a_turn_goes_on_when_its_commit_fails(engine: Engine, others: ThreadPoolExecutor) -> None:
    first, second = writer(engine), raw_of(engine)
    first.execute(
        "CREATE TABLE told (by_whom TEXT REFERENCES turns (taken_by) DEFERRABLE INITIALLY DEFERRED)"
    )
    first.execute("INSERT INTO told VALUES ('nobody')")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        first.commit()
    asked = others.submit(second.begin, writes=True)
    assert waits(asked)
    first.rollback()
    asked.result(timeout=10)
    second.rollback()


def test_who_stood_in_line_too_long_does_not_wait_once_more_for_a_stranger(
    engine: Engine, others: ThreadPoolExecutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each behind another would wait as long again: the last of ten for minutes."""
    monkeypatch.setattr(gate, "LONGEST_S", _SHORTLY)
    late = raw_of(engine)
    with closing(sqlite3.connect(tmp_path / "turns.sqlite3", isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with gate.passage(late.gate):
            asked = others.submit(late.begin, writes=True)
            assert waits(asked)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            asked.result(timeout=5)
    assert late.execute("PRAGMA busy_timeout").fetchone() == (10_000,)
    with gate.passage(late.gate):
        asked = others.submit(late.begin, writes=True)
        assert waits(asked)
    asked.result(timeout=5)
    assert late.in_transaction
    late.rollback()


def test_no_file_left_for_the_gate_is_the_librarys_error_too(engine: Engine, tmp_path: Path) -> None:
    engine.dispose()
    with engine.connect().execution_options(**{WRITES: True}) as connection:
        raw_under(connection).gate = tmp_path / "no such folder" / "gate"
        with pytest.raises(OperationalError, match="gate"):
            connection.begin()
