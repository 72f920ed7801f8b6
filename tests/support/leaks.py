"""Finds requests that changed rows and never committed: the change would be lost in silence."""

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from regapp.database.session import db

_WROTE = "wrote_uncommitted"


class Leaks:
    """Watches the sessions of applications; what it finds is named in `found`."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def watch(self, app: Flask) -> None:
        app.teardown_appcontext(self._look)

    def _look(self, _error: BaseException | None) -> None:
        session = db.session()
        changed = [type(row).__name__ for row in (*session.new, *session.dirty, *session.deleted)]
        if session.info.pop(_WROTE, False):
            changed.append("statements without commit")
        self.found.extend(changed)


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: UOWTransaction) -> None:
    session.info[_WROTE] = True


@event.listens_for(Session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info[_WROTE] = True


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _settled(session: Session) -> None:
    session.info.pop(_WROTE, None)
