"""A letter as a value: what it says, to whom, in whose name. Knows nothing of MIME or HTML."""

from dataclasses import dataclass, replace

_CONTINUATION = (b" ", b"\t")


@dataclass(frozen=True)
class CalendarPart:
    """A calendar that travels with a letter.

    data      whole iCalendar stream, CRLF lines, UTF-8, its METHOD property equal to `method`
    method    "REQUEST" or "CANCEL" act on the reader's calendar, "PUBLISH" is a file to open
    filename  "varberg.ics": ASCII, no path
    """

    data: bytes
    method: str
    filename: str

    def published(self) -> "CalendarPart":
        """The same entries as a file to open: no attendee (RFC 5546 section 3.2.1)."""
        return replace(self, data=_as_publish(self.data), method="PUBLISH")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What one letter says; the text and the HTML are made from the same value.

    Every string is plain text. `facts` are (label, value), `actions` (label, absolute link),
    `changes` (label, old, new). `files` are attached and act on nothing. `unsubscribe` is the
    absolute link that ends such letters by a POST; only where the letter is news.
    """

    subject: str
    greeting: str = ""
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()
    actions: tuple[tuple[str, str], ...] = ()
    closing: str = ""
    footer: tuple[str, ...] = ()
    language: str = "sv"
    calendar: CalendarPart | None = None
    files: tuple[CalendarPart, ...] = ()
    unsubscribe: str = ""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Who writes to whom. `sender_email` is a wish: see `from_address`."""

    to_name: str
    to_email: str
    sender_name: str
    sender_email: str | None = None
    reply_to_name: str = ""
    reply_to_email: str | None = None


def from_address(wanted: str | None, *, mail_from: str, mail_domains: tuple[str, ...]) -> str:
    """The address a letter is sent from; also the ORGANIZER of its calendar part.

    `wanted` if its domain is one that the installation may write for, else the installation's
    own: receivers throw away letters from domains that did not allow the sending server.
    """
    local, _, domain = (wanted or "").rpartition("@")
    return f"{local}@{domain}" if local and domain.lower() in mail_domains else mail_from


def _as_publish(data: bytes) -> bytes:
    kept: list[bytes] = []
    dropping = False
    for line in data.splitlines(keepends=True):
        if not line.startswith(_CONTINUATION):
            name = line.split(b":", 1)[0].split(b";", 1)[0].strip().upper()
            dropping = name in {b"ATTENDEE", b"METHOD"}
            if name == b"METHOD":
                kept.append(b"METHOD:PUBLISH\r\n")
        if not dropping:
            kept.append(line)
    return b"".join(kept)
