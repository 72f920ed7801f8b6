"""Signing up without a page: the command in a transaction of its own."""

from datetime import UTC, datetime
from typing import Any, Protocol

from flask import Flask

from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.registrations.commands import SignedUp, SignUp, sign_up

NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)


class Send(Protocol):
    """`send(conference, a_sign_up(2))`: signed up and committed."""

    def __call__(
        self, conference: Conference, form: SignUp, now: datetime = NOW, **more: Any
    ) -> SignedUp: ...


def sender(app: Flask) -> Send:
    def send(conference: Conference, form: SignUp, now: datetime = NOW, **more: Any) -> SignedUp:
        with app.app_context(), transaction() as rows:
            return sign_up(rows, get_conference(rows, conference.id), form, now=now, **more)

    return send
