"""Random identifiers for the outside: links, references, tickets, calendar entries."""

import secrets
import uuid

# No 0/O, 1/I/L: a reference is read aloud over the telephone.
_READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_TICKET = 16
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def new_token() -> str:
    """256 random bits as 43 URL-safe characters; the secret part of a personal link."""
    return secrets.token_urlsafe(32)


def new_reference() -> str:
    """A reference people can say: eight readable characters, "7KQ2-M9XR". Not a secret."""
    letters = _drawn(_READABLE, 8)
    return f"{letters[:4]}-{letters[4:]}"


def new_ticket_code() -> str:
    """80 random bits as 16 characters that a QR symbol stores in alphanumeric mode."""
    return _drawn(_BASE32, _TICKET)


def is_ticket_code(text: str) -> bool:
    """Whether it has the form of one; whose it is stands in the database."""
    return len(text) == _TICKET and set(text) <= set(_BASE32)


def new_uid() -> str:
    """A calendar UID: random, without host or personal data (RFC 7986 section 5.3)."""
    return str(uuid.uuid4())


def _drawn(alphabet: str, length: int) -> str:
    """So many characters, each as likely as any other; the system is asked for chance once."""
    number = secrets.randbelow(len(alphabet) ** length)
    found = []
    for _place in range(length):
        number, index = divmod(number, len(alphabet))
        found.append(alphabet[index])
    return "".join(found)
