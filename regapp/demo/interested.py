"""Invented addresses under "Påminn mig", where sign-up is not decided yet."""

from datetime import datetime

from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.conferences.rules import SignUpState, sign_up_state
from regapp.interest.commands import ask
from regapp.interest.models import Wish
from regapp.interest.rules import has_date

INTERESTED = {"miljomalsdagarna-2020": 14, "kurser-i-forandringsledning": 6}


def ask_to_hear(session: Session, conference: Conference | None, count: int, *, now: datetime) -> None:
    """So many want to hear when sign-up opens, and when there is a date."""
    if conference is None or sign_up_state(conference, now) is not SignUpState.NONE:
        return
    for number in range(1, count + 1):
        ask(
            session, f"vill.veta.{number}@exempel.se", wish=Wish.OPENING, language="sv", now=now,
            conference_id=conference.id, awaits_date=not has_date(conference),
        )  # fmt: skip
