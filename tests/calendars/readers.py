"""Readers of calendar bytes: one as strict as the RFC's words, and other people's."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import vobject
from icalendar import Calendar

Reader = Callable[[bytes], list[dict[str, Any]]]


def unfolded(data: bytes) -> list[str]:
    """Logical lines; fails on a bare CR or LF, a long line, or a cut character."""
    assert data.endswith(b"\r\n")
    physical = data.removesuffix(b"\r\n").split(b"\r\n")
    assert not re.search(rb"[\x00-\x08\n-\x1f\x7f]", b"".join(physical))
    assert max(len(piece) for piece in physical) <= 75
    for piece in physical:
        piece.decode()
    return re.sub(r"\r\n ", "", data.removesuffix(b"\r\n").decode()).split("\r\n")


def unescaped(value: str) -> str:
    """The text behind a TEXT value; fails on what was not escaped (RFC 5545 section 3.3.11)."""
    assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,nN])*", value)
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def value_of(data: bytes, name: str) -> str:
    (found,) = [one for one in unfolded(data) if re.match(rf"{name}[;:]", one)]
    return found.split(":", 1)[1]


def by_icalendar(data: bytes) -> list[dict[str, Any]]:
    return [
        {
            "uid": str(event["UID"]),
            "summary": str(event["SUMMARY"]),
            "starts": in_utc(event.decoded("DTSTART")),
            "ends": in_utc(event.decoded("DTEND")),
            "sequence": event.decoded("SEQUENCE"),
            "status": str(event["STATUS"]),
            "location": str(event.get("LOCATION", "")),
        }
        for event in Calendar.from_ical(data).walk("VEVENT")
    ]


def by_vobject(data: bytes) -> list[dict[str, Any]]:
    calendar = vobject.readOne(data.decode())
    return [
        {
            "uid": event.uid.value,
            "summary": event.summary.value,
            "starts": in_utc(event.dtstart.value),
            "ends": in_utc(event.dtend.value),
            "sequence": int(event.sequence.value),
            "status": event.status.value,
            "location": event.location.value if "location" in event.contents else "",
        }
        for event in calendar.contents.get("vevent", [])
    ]


def in_utc(at: date) -> date:
    return at.astimezone(UTC) if isinstance(at, datetime) else at
