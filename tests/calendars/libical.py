"""What libical (Evolution, KDE and others stand on it) reads in calendars; a process of its own.

A library in C may crash on a hostile file: then this process dies, and the test tells.
Reads a JSON list of Base64 streams from standard input, writes what each holds.
"""

import base64
import ctypes
import json
import sys
from collections.abc import Iterator
from ctypes import Structure, c_char_p, c_int, c_long, c_void_p
from datetime import UTC, date, datetime
from typing import Any

LIBRARY = "libical.so.3"


class _Time(Structure):
    """struct icaltimetype."""

    _fields_ = [
        *((name, c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", c_int),
        ("is_daylight", c_int),
        ("zone", c_void_p),
    ]


class _Library:
    """The few functions that are called, with their types."""

    def __init__(self) -> None:
        self._loaded = ctypes.CDLL(LIBRARY)
        component: list[Any] = [c_void_p]
        self.parse = self._typed("icalparser_parse_string", c_void_p, [c_char_p])
        self.kind = self._typed("icalcomponent_string_to_kind", c_int, [c_char_p])
        self.first = self._typed("icalcomponent_get_first_component", c_void_p, [c_void_p, c_int])
        self.following = self._typed("icalcomponent_get_next_component", c_void_p, [c_void_p, c_int])
        self.errors = self._typed("icalcomponent_count_errors", c_int, component)
        self.is_allowed = self._typed("icalrestriction_check", c_int, component)
        self.uid = self._typed("icalcomponent_get_uid", c_char_p, component)
        self.summary = self._typed("icalcomponent_get_summary", c_char_p, component)
        self.location = self._typed("icalcomponent_get_location", c_char_p, component)
        self.sequence = self._typed("icalcomponent_get_sequence", c_int, component)
        self.status = self._typed("icalcomponent_get_status", c_int, component)
        self.status_name = self._typed("icalproperty_status_to_string", c_char_p, [c_int])
        self.starts = self._typed("icalcomponent_get_dtstart", _Time, component)
        self.ends = self._typed("icalcomponent_get_dtend", _Time, component)
        self.seconds = self._typed("icaltime_as_timet_with_zone", c_long, [_Time, c_void_p])

    def _typed(self, name: str, result: Any, arguments: list[Any]) -> Any:
        function = getattr(self._loaded, name)
        function.restype, function.argtypes = result, arguments
        return function

    def events(self, calendar: int) -> Iterator[int]:
        kind = self.kind(b"VEVENT")
        found = self.first(calendar, kind)
        while found:
            yield found
            found = self.following(calendar, kind)

    def moment(self, at: _Time) -> str:
        if at.is_date:
            return date(at.year, at.month, at.day).isoformat()
        return datetime.fromtimestamp(self.seconds(at, at.zone), UTC).isoformat()


def read(library: _Library, data: bytes) -> list[dict[str, Any]]:
    """Fails on what libical calls an error or what RFC 5546 does not allow."""
    calendar = library.parse(data)
    if not calendar:
        raise ValueError("libical reads nothing")
    if library.errors(calendar) or not library.is_allowed(calendar) or library.errors(calendar):
        raise ValueError("libical finds errors")
    return [
        {
            "uid": (library.uid(event) or b"").decode(),
            "summary": (library.summary(event) or b"").decode(),
            "starts": library.moment(library.starts(event)),
            "ends": library.moment(library.ends(event)),
            "sequence": library.sequence(event),
            "status": library.status_name(library.status(event)).decode(),
            "location": (library.location(event) or b"").decode(),
        }
        for event in library.events(calendar)
    ]


if __name__ == "__main__":
    streams = [base64.b64decode(one) for one in json.load(sys.stdin)]
    one_library = _Library()
    sys.stdout.write(json.dumps([read(one_library, data) for data in streams]))
