"""Content lines: whatever the text, one value stays one value (RFC 5545 sections 3.1, 3.2, 3.3.11).

Control characters and lone surrogates are left out: no calendar can carry them.
"""

import re

# Everything that some reader takes for the end of a line, not only CR and LF.
_BREAK = "\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]"
_UNFIT = "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]"
_IN_TEXT = re.compile(f"(?P<special>[\\\\;,])|(?P<break>{_BREAK})|{_UNFIT}")
_IN_PARAMETER = re.compile(f'(?P<quote>")|(?P<caret>\\^)|(?P<break>{_BREAK})|{_UNFIT}')
_IN_URI = re.compile(f"{_BREAK}|{_UNFIT}|[\t ]")
_OCTETS = 75


def text(value: str) -> str:
    """A TEXT value: backslash, semicolon and comma escaped, every kind of line break `\\n`."""
    return _IN_TEXT.sub(_escaped, value)


def quoted(value: str) -> str:
    """A quoted parameter value. It cannot hold a quotation mark; caret by RFC 6868 section 3.1."""
    return f'"{_IN_PARAMETER.sub(_replaced, value)}"'


def uri(value: str) -> str:
    """An address as it stands, without white space and controls."""
    return _IN_URI.sub("", value)


def line(name: str, value: str) -> bytes:
    """One property with its CRLF, folded at 75 octets.

    name   with its parameters, "DTSTART;VALUE=DATE"
    value  already by `text`, `uri` or a format of its own
    """
    raw = f"{name}:{value}\r\n".encode()
    return raw if len(raw) <= _OCTETS + 2 else _folded(raw)


def _folded(raw: bytes) -> bytes:
    pieces = []
    start, room = 0, _OCTETS
    while len(raw) - 2 - start > room:
        end = _place_to_cut(raw, start, start + room)
        pieces.append(raw[start:end])
        # The space that marks a continuation takes one octet.
        start, room = end, _OCTETS - 1
    pieces.append(raw[start:])
    return b"\r\n ".join(pieces)


def _place_to_cut(raw: bytes, start: int, end: int) -> int:
    """At most `end`: never inside a UTF-8 character, nor between a backslash and what it escapes."""
    while raw[end] & 0xC0 == 0x80:
        end -= 1
    backslashes = end - start - len(raw[start:end].rstrip(b"\\"))
    return end - backslashes % 2


def _escaped(found: re.Match[str]) -> str:
    if found["special"]:
        return "\\" + found["special"]
    return "\\n" if found["break"] else ""


def _replaced(found: re.Match[str]) -> str:
    if found["caret"]:
        return "^^"
    if found["quote"]:
        return "'"
    return " " if found["break"] else ""
