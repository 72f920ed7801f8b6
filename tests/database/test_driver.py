"""Statements on the driver's own cursor: their errors, and what becomes of a lost connection."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from regapp.database.prepared import Prepared
from regapp.database.session import engine, transaction
from regapp.organizers.models import Organizer, OrganizerKind

_ORGANIZER = {"slug": "halland", "name": "Länsstyrelsen", "short_name": "Halland"}


@pytest.fixture
def add_organizer() -> Prepared:
    return Prepared(insert(Organizer.__table__).returning(Organizer.__table__.c.id))  # type: ignore[arg-type]


def count(session: Session) -> int:
    return session.scalars(select(func.count(Organizer.id))).one()


@pytest.mark.both_databases
def test_some_values_are_put_for_the_driver_before_the_transaction(
    app: Flask, session: Session, add_organizer: Prepared
) -> None:
    with app.app_context():
        ready = add_organizer.put(session, {"kind": OrganizerKind.COUNTY_BOARD}, "slug", "name", "short_name")
        with transaction() as rows:
            [(number,)] = add_organizer.run(rows, _ORGANIZER, ready)
    made = session.get_one(Organizer, number)
    assert (made.slug, made.kind) == ("halland", OrganizerKind.COUNTY_BOARD)


@pytest.mark.both_databases
def test_an_error_comes_in_the_librarys_words_and_undoes_all(
    app: Flask, session: Session, add_organizer: Prepared
) -> None:
    values: dict[str, Any] = _ORGANIZER | {"kind": OrganizerKind.COUNTY_BOARD}
    with app.app_context(), pytest.raises(IntegrityError) as found, transaction() as rows:
        add_organizer.run(rows, values)
        add_organizer.run(rows, values)
    assert "halland" not in str(found.value).split("[SQL")[1], "values stand in no log"
    assert count(session) == 0


@pytest.mark.postgres
def test_a_lost_connection_is_let_go_of(app: Flask, session: Session, add_organizer: Prepared) -> None:
    values: dict[str, Any] = _ORGANIZER | {"kind": OrganizerKind.COUNTY_BOARD}
    with app.app_context():
        with pytest.raises(OperationalError) as found, transaction() as rows:
            ours = rows.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with engine().connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:ours)"), {"ours": ours})
            add_organizer.run(rows, values)
        assert found.value.connection_invalidated
        with transaction() as rows:
            add_organizer.run(rows, values)
    assert count(session) == 1
