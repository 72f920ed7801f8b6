"""Letters that the demonstration kept instead of sending them: read, taken apart, shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from regapp.mailing.models import DemoLetter

PAGE = 50


@dataclass(frozen=True)
class Attachment:
    """A part of a letter that is a file: a calendar entry, as a rule."""

    number: int
    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class Piece:
    """A stretch of a letter's text; `href` where it is a link to this installation."""

    text: str
    href: str | None = None


def count_letters(session: Session) -> int:
    return session.scalars(select(func.count(DemoLetter.id))).one()


def list_letters(session: Session, page: int) -> Sequence[DemoLetter]:
    """One page, newest first, without the messages themselves."""
    heavy = (defer(DemoLetter.source), defer(DemoLetter.html), defer(DemoLetter.text))
    found = select(DemoLetter).options(*heavy).order_by(DemoLetter.id.desc())
    return session.scalars(found.limit(PAGE).offset((page - 1) * PAGE)).all()


def find_letter(session: Session, letter_id: int) -> DemoLetter | None:
    return session.get(DemoLetter, letter_id)


def headers(letter: DemoLetter) -> list[tuple[str, str]]:
    """The headers that people look at, in the letter's own order."""
    shown = ("From", "Reply-To", "To", "Date", "Message-ID")
    return [(name, str(value)) for name, value in _message(letter).items() if name in shown]


def attachments(letter: DemoLetter) -> list[Attachment]:
    """Calendar parts and files, numbered from 1; one that comes twice is listed once."""
    found: dict[bytes, Attachment] = {}
    for part in _message(letter).walk():
        filename, kind = part.get_filename(), part.get_content_type()
        if part.is_multipart() or not (filename or kind == "text/calendar"):
            continue
        data = cast(bytes, part.get_payload(decode=True) or b"")
        # Mail's line ends in one part, a file's own in the other.
        same = data.replace(b"\r\n", b"\n")
        if same not in found:
            found[same] = Attachment(len(found) + 1, filename or "inbjudan.ics", kind, data)
    return list(found.values())


def pieces(text: str, base_url: str) -> list[Piece]:
    """The text with this installation's own addresses as links; nobody else's become any."""
    own = re.compile(f'({re.escape(base_url)}/[^\\s<>"]*[^\\s<>".,;:!?)])')
    parts = own.split(text)
    return [Piece(part, part if number % 2 else None) for number, part in enumerate(parts) if part]


def _message(letter: DemoLetter) -> EmailMessage:
    return message_from_bytes(letter.source, policy=policy.default)
