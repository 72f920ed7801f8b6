"""A conference with a kitchen, and who looks at it."""

from dataclasses import dataclass

from flask import Flask
from sqlalchemy.orm import Session

from regapp.catering.queries import list_kitchens
from regapp.catering.rules import Table
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import session, transaction


@dataclass(frozen=True)
class Desk:
    """The kitchen of one conference, asked without a page."""

    app: Flask
    conference: Conference

    def tables(self) -> tuple[Table, ...]:
        with self.app.app_context():
            (kitchen,) = list_kitchens(session(), [get_conference(session(), self.conference.id)])
            session().rollback()
        return kitchen.tables

    def plates(self) -> dict[str, dict[str, int]]:
        """By the meal's label: how many of each plate, those of none left out."""
        return {
            one.served.label: {line.plate.key: line.count for line in one.lines if line.count}
            for one in self.tables()
        }

    def change(self, **values: object) -> None:
        with self.app.app_context(), transaction() as rows:
            for name, value in values.items():
                setattr(rows.get_one(Conference, self.conference.id), name, value)


def fresh(session: Session) -> Session:
    """What requests wrote is seen."""
    session.commit()
    session.expire_all()
    return session
