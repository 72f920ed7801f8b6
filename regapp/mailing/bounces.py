"""A message that says that a letter did not arrive (RFC 3464), read without trusting any of it. Pure.

Kept of it: which letter, and the status code. Everything else may be anybody's words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser, HeaderParser
from email.policy import compat32
from email.utils import parseaddr

# The status comes before the returned letter, so the start of a long one is enough.
LIMIT = 256 * 1024
_UNKNOWN_CODE = "5.0.0"
_OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", re.IGNORECASE)
# RFC 3463: class 5 is final; class 4 with "failed" means that somebody gave up.
_CODE = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")


@dataclass(frozen=True)
class Bounce:
    """One letter that did not arrive.

    message_id  the part before the @ of the letter's own Message-ID
    code        "5.1.1", whatever the report said around it
    to          the address the letter itself was sent to; "" where the report does not show it
    """

    message_id: str
    code: str
    to: str = ""


def read_bounce(data: bytes) -> Bounce | None:
    """What a report says of one of our letters; None for anything else, however broken."""
    try:
        return _read(BytesParser(policy=compat32).parsebytes(data[:LIMIT]))
    except Exception:
        # The parser has no limit to how it fails; what it cannot read says nothing to us.
        return None


def _read(report: Message) -> Bounce | None:
    parts = [part for part in _parts(report) if isinstance(part, Message)]
    code = _failed_code(parts)
    returned = next((found for part in parts if (found := _returned(part)) is not None), None)
    message_id = _message_id(report, returned)
    if code is None or message_id is None:
        return None
    return Bounce(message_id, code, parseaddr(str(returned.get("To", "")))[1] if returned else "")


def _parts(message: Message) -> Iterable[object]:
    """The parts right beneath, never what a returned letter holds in turn."""
    payload = message.get_payload()
    return payload if message.is_multipart() and isinstance(payload, list) else ()


def _failed_code(parts: Iterable[Message]) -> str | None:
    """The status of the first recipient that was given up; None where nobody was."""
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _parts(part):
            if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
                said = f"{block.get('Status', '')} {block.get('Diagnostic-Code', '')}"
                found = _CODE.search(said)
                return found[1] if found else _UNKNOWN_CODE
    return None


def _returned(part: Message) -> Message | None:
    """The headers of the letter that came back, from itself or from its headers alone."""
    kind = part.get_content_type()
    if kind in {"message/rfc822", "message/global"}:
        return next((one for one in _parts(part) if isinstance(one, Message)), None)
    if kind in {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}:
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
        return HeaderParser(policy=compat32).parsestr(text)
    return None


def _message_id(report: Message, returned: Message | None) -> str | None:
    """From the returned letter, or from what the report says it answers."""
    candidates = [str(returned.get("Message-ID", ""))] if returned else []
    candidates += [str(report.get(name, "")) for name in ("In-Reply-To", "References")]
    for text in candidates:
        found = _OURS.search(text)
        if found:
            return found[1].lower()
    return None
