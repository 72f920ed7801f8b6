"""From letter values to a message that can leave: one text template, one HTML template, MIME.

Participant text is shown as text: escaped in the HTML, never a link, never evaluated again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP as _SMTP
from email.policy import SMTPUTF8 as _SMTPUTF8
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime
from typing import Any

from email_validator import EmailNotValidError, validate_email
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from regapp.config import ROOT, Config
from regapp.kernel.text import clean_line
from regapp.mailing import messages
from regapp.mailing.letters import CalendarPart, Envelope, Letter, from_address

# Never in a display name: some writers and readers of headers disagree on quoting, and a name
# must not be able to pass for an address.
_UNSAFE_IN_NAMES = str.maketrans(dict.fromkeys('<>@,;:"\\[]()', " "))
# RFC 5321 section 4.1.2: a dot-string and a domain.
_PLAIN = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})")


class _LinkHeader(UnstructuredHeader):
    """A link, written as it is: the library would take one of more than a line to pieces."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _with_links(policy: "EmailPolicy[Any]") -> "EmailPolicy[Any]":
    headers = HeaderRegistry()
    # The registry makes a class of ours and its base.
    headers.map_to_type("list-unsubscribe", _LinkHeader)  # type: ignore[arg-type]
    return policy.clone(header_factory=headers)


SMTP, SMTPUTF8 = _with_links(_SMTP), _with_links(_SMTPUTF8)

_templates = Environment(
    loader=FileSystemLoader(ROOT / "templates"),
    autoescape=select_autoescape(enabled_extensions=("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


class UnusableAddressError(Exception):
    """Nothing can be sent to this address, ever. Carries no address."""


@dataclass(frozen=True)
class Outgoing:
    """A letter ready to leave. `sender` and `recipient` are the SMTP envelope's addresses."""

    message: EmailMessage
    sender: str
    recipient: str
    needs_utf8: bool

    def as_bytes(self) -> bytes:
        return self.message.as_bytes(policy=SMTPUTF8 if self.needs_utf8 else SMTP)


@dataclass(frozen=True)
class _Mailbox:
    local: str
    domain: str
    needs_utf8: bool

    @property
    def spec(self) -> str:
        return f"{self.local}@{self.domain}"


def recipient_address(email: str) -> str:
    """The address as it is used: domain in punycode. Raises UnusableAddressError."""
    return _mailbox(email).spec


def render(
    envelope: Envelope, letters: Sequence[Letter], *, config: Config, message_id: str, sent_at: datetime
) -> Outgoing:
    """One message out of one letter, or out of several that were held back together.

    letters     in the order they were promised; from two on each gets its subject as heading
                and its calendar part becomes a file
    message_id  the part before the @; the same at every attempt

    Raises UnusableAddressError.
    """
    to = _mailbox(envelope.to_email)
    sender = _mailbox(config.mail_from)
    message = EmailMessage(policy=SMTPUTF8 if to.needs_utf8 else SMTP)
    _address_headers(message, envelope, to, config)
    message["Subject"] = clean_line(_subject(letters))
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = f"<{message_id}@{sender.domain}>"
    # RFC 3834 section 5: nobody's out-of-office should answer this.
    message["Auto-Submitted"] = "auto-generated"
    _add_unsubscribe(message, letters)
    _add_bodies(message, letters)
    message["Content-Language"] = letters[0].language
    return Outgoing(message, sender.spec, to.spec, to.needs_utf8)


def text_and_html(letters: Sequence[Letter]) -> tuple[str, str]:
    """The two bodies, from the same values."""
    language = letters[0].language
    values: dict[str, Any] = {
        "letters": letters,
        "language": language,
        "subject": _subject(letters),
        "opening": messages.held_opening(language) if len(letters) > 1 else "",
        "changed": messages.changed_heading(language),
    }
    text = _filled("mailing/letter.txt", values)
    return text.rstrip() + "\n", _filled("mailing/letter.html", values)


def _filled(template: str, values: dict[str, Any]) -> str:
    # A lone surrogate that got past a form must not keep a letter from leaving.
    return _templates.get_template(template).render(values).encode("utf-8", "replace").decode("utf-8")


def _subject(letters: Sequence[Letter]) -> str:
    first = letters[0]
    return first.subject if len(letters) == 1 else messages.held_subject(len(letters), first.language)


def _address_headers(message: EmailMessage, envelope: Envelope, to: _Mailbox, config: Config) -> None:
    wanted = from_address(envelope.sender_email, mail_from=config.mail_from, mail_domains=config.mail_domains)
    sender = _ascii_mailbox(wanted) or _mailbox(config.mail_from)
    reply_to = _ascii_mailbox(envelope.reply_to_email or "")
    message["From"] = _address(envelope.sender_name, sender)
    message["To"] = _address(envelope.to_name, to)
    if reply_to is not None:
        message["Reply-To"] = _address(envelope.reply_to_name, reply_to)


def _add_unsubscribe(message: EmailMessage, letters: Sequence[Letter]) -> None:
    """RFC 2369 and 8058: one click ends it. Several letters in one have a link each, in their text."""
    if len(letters) == 1 and letters[0].unsubscribe:
        message["List-Unsubscribe"] = f"<{letters[0].unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _ascii_mailbox(email: str) -> _Mailbox | None:
    """An address that any server can carry in a header. What an organizer mistyped stops no letter."""
    try:
        mailbox = _mailbox(email)
    except UnusableAddressError:
        return None
    return None if mailbox.needs_utf8 else mailbox


def _address(name: str, mailbox: _Mailbox) -> Address:
    display = clean_line(name.translate(_UNSAFE_IN_NAMES))
    return Address(display_name=display, username=mailbox.local, domain=mailbox.domain)


def _mailbox(email: str) -> _Mailbox:
    """One plain address, its domain in punycode; no list, no display name, no quoting.

    Plain ASCII is taken as it is, since an installation's own "root@relay.local" is no address
    on the open internet and yet a good one; anything else has to be a valid one.
    """
    if _PLAIN.fullmatch(email):
        local, _, domain = email.rpartition("@")
        return _Mailbox(local, domain, needs_utf8=False)
    try:
        found = validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        # The validator's own words hold the address.
        raise UnusableAddressError from None
    return _Mailbox(found.local_part, found.ascii_domain or found.domain, found.smtputf8)


def _add_bodies(message: EmailMessage, letters: Sequence[Letter]) -> None:
    text, html = text_and_html(letters)
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
    invitation = letters[0].calendar if len(letters) == 1 else None
    if invitation is not None and invitation.method != "PUBLISH":
        _add_invitation(message, invitation)
    for part in _files(letters):
        _attach(message, part, "text", "calendar", charset="utf-8", method=part.method)


def _add_invitation(message: EmailMessage, part: CalendarPart) -> None:
    """RFC 6047 section 2.4, and the same bytes as a file for readers that know only those.

    Base64 keeps the CRLF that the calendar's lines must end with.
    """
    params = {"charset": "utf-8", "method": part.method}
    message.add_alternative(part.data, maintype="text", subtype="calendar", params=params, cte="base64")
    _attach(message, part, "application", "ics")


def _files(letters: Sequence[Letter]) -> list[CalendarPart]:
    """What is attached to be opened by hand: everything that is not the one invitation."""
    found: list[CalendarPart] = []
    for letter in letters:
        if letter.calendar and len(letters) > 1:
            found.append(letter.calendar.published())
        elif letter.calendar and letter.calendar.method == "PUBLISH":
            found.append(letter.calendar)
        found.extend(letter.files)
    return found


def _attach(message: EmailMessage, part: CalendarPart, maintype: str, subtype: str, **params: str) -> None:
    taken = {attached.get_filename() for attached in message.iter_attachments()}
    name, number = part.filename, 1
    while name in taken:
        number += 1
        name = part.filename.replace(".", f"-{number}.", 1)
    message.add_attachment(
        part.data, maintype=maintype, subtype=subtype, params=params, filename=name, cte="base64"
    )
