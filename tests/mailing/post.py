"""Letters and configuration for the tests of mailing and of delivering."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from regapp.config import Config
from regapp.mailing.letters import CalendarPart, Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext, Renderers

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

INVITATION = CalendarPart(
    data=(
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//regapp//SV\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
        b"UID:1\r\nATTENDEE;CN=Anna Lindqvist;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:anna.lindqvist\r\n"
        b" @exempel.se\r\nSUMMARY:Smartare\\, gr\xc3\xb6nare Sverige\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ),
    method="REQUEST",
    filename="varberg.ics",
)


def letter(**changes: Any) -> Letter:
    plain = Letter(
        subject="Du är anmäld: Smartare, grönare Sverige, Varberg 27 mars",
        greeting="Hej Anna!",
        paragraphs=("Du är anmäld till Smartare, grönare Sverige.",),
        facts=(("När", "fredag 27 mars 2020 kl. 10–16"), ("Var", "Varberg")),
        actions=(("Ändra eller avanmäl dig", "https://anmalan.exempel.se/a/abc"),),
        closing="Varmt välkommen!",
        footer=("Länsstyrelsen i Hallands län",),
    )
    return replace(plain, **changes)


def envelope(**changes: Any) -> Envelope:
    plain = Envelope(
        to_name="Anna Lindqvist",
        to_email="anna.lindqvist@exempel.se",
        sender_name="Länsstyrelsen i Hallands län",
        reply_to_name="Carin Holm",
        reply_to_email="carin.holm@lansstyrelsen.se",
    )
    return replace(plain, **changes)


def config(**changes: Any) -> Config:
    plain = Config(
        instance_path=Path("/nonexistent"),
        database_url="sqlite:////nonexistent/database",
        secret_key="a key that only tests know",
        base_url="https://anmalan.exempel.se",
        uploads_path=Path("/nonexistent"),
        mail_from="anmalan@exempel.se",
        mail_domains=("lansstyrelsen.se",),
    )
    return replace(plain, **changes)


def note(_session: Session, row: OutboxMessage, _context: LetterContext) -> tuple[Envelope, Letter] | None:
    """Writes what the promise's details say; nothing if they say "gone"."""
    details = row.details
    if details.get("gone"):
        return None
    if details.get("broken"):
        raise KeyError("anna.lindqvist@exempel.se")
    number = row.subject_id
    part = replace(INVITATION, filename=f"{number}.ics") if details.get("calendar") else None
    return (
        envelope(to_email=details.get("to", f"person{number}@exempel.se")),
        letter(subject=f"Brev {number}", calendar=part),
    )


RENDERERS: Renderers = {"test.note": note}
