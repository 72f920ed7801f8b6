"""The session, and the one place where anything is committed: `with transaction()`."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from regapp.database.base import Base
from regapp.database.engine import WRITES, engine_options, prepare_engine
from regapp.database.session_facts import tell_base_url, tell_connection

db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"expire_on_commit": False, "autoflush": False},
)
_BASE_URL = "regapp_base_url"
_CHECKPOINT_WAIT_MS = 1000


def init_database(app: Flask, database_url: str, base_url: str | None = None) -> None:
    """Bind the session to `database_url` for this application; commands hear its base URL."""
    app.extensions[_BASE_URL] = base_url
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(database_url)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def session() -> Session:
    """The session of this request or job, for reading."""
    return db.session()


def engine() -> Engine:
    return db.engine


def forget_deleted() -> None:
    """Empty SQLite's log of what was deleted: until then it stays readable in the -wal file."""
    if db.engine.dialect.name != "sqlite":
        return
    raw = db.engine.raw_connection()
    cursor = raw.cursor()
    (usual_ms,) = cursor.execute("PRAGMA busy_timeout").fetchone()
    try:
        # It keeps writers out while it waits for readers. The next hour comes, too.
        cursor.execute(f"PRAGMA busy_timeout={_CHECKPOINT_WAIT_MS}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        cursor.execute(f"PRAGMA busy_timeout={usual_ms}")
        raw.close()


@contextmanager
def transaction() -> Iterator[Session]:
    """One write transaction: everything inside is kept together, or nothing is.

    What was read before is let go of first: on SQLite a reading transaction that turns into
    a writing one fails when somebody else wrote in between.
    """
    current = db.session()
    if current.new or current.dirty or current.deleted:
        raise RuntimeError("changes were made outside a transaction")
    if current.in_transaction():
        current.commit()
    tell_base_url(current, current_app.extensions[_BASE_URL])
    try:
        tell_connection(current, current.connection(execution_options={WRITES: True}))
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        raise
    finally:
        tell_connection(current, None)


@contextmanager
def rehearsal() -> Iterator[Session]:
    """A transaction of which nothing is kept: what a command would do is looked at, and undone.

    Rows are to be read again afterwards.
    """
    try:
        with transaction() as current:
            yield current
            raise _EverythingUndone
    except _EverythingUndone:
        pass


@contextmanager
def aside() -> Iterator[Session]:
    """A session beside the request's, for rows that are changed only to be shown: nothing is written."""
    with Session(db.engine, autoflush=False, expire_on_commit=False) as apart:
        yield apart


@contextmanager
def reading_apart(current: Session) -> Iterator[Session]:
    """A session on the connection of `current`, for rows that other threads are to read as well.

    They are let go of before anybody else sees them. A row that stays in the session that read
    it is emptied when that one rolls back, under the eyes of whoever else is reading it.
    """
    with Session(
        current.connection(), autoflush=False, expire_on_commit=False, join_transaction_mode="rollback_only"
    ) as apart:
        yield apart
        apart.expunge_all()


class _EverythingUndone(Exception):  # noqa: N818 - no error: the end of a rehearsal
    pass
