"""Other people's readers of calendars, each asked about many streams at once.

A reader answers with what it understood: plain values, instants in UTC, whole days as dates.
What a reader does not know it leaves out.
"""

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, tzinfo
from io import StringIO
from pathlib import Path
from typing import Any

import ics
from dateutil.tz import tzical

from tests.calendars.readers import by_icalendar, by_vobject, in_utc, unescaped, unfolded

Entries = list[dict[str, Any]]
ReadMany = Callable[[Sequence[bytes]], list[Entries]]
_HERE = Path(__file__).parent


def icalendar(streams: Sequence[bytes]) -> list[Entries]:
    return [by_icalendar(data) for data in streams]


def vobject(streams: Sequence[bytes]) -> list[Entries]:
    return [by_vobject(data) for data in streams]


def libical(streams: Sequence[bytes]) -> list[Entries]:
    return _asked([sys.executable, str(_HERE / "libical.py")], streams)


def ical_js(streams: Sequence[bytes]) -> list[Entries]:
    return _asked(["node", str(_HERE / "node.mjs"), "ical.js"], streams)


def node_ical(streams: Sequence[bytes]) -> list[Entries]:
    return _asked(["node", str(_HERE / "node.mjs"), "node-ical"], streams)


def ics_py(streams: Sequence[bytes]) -> list[Entries]:
    """It knows no SEQUENCE, and keeps no order."""
    return [_by_ics(data) for data in streams]


def dateutil(streams: Sequence[bytes]) -> list[Entries]:
    """It reads only the zone: the hours in the file, by our own eyes, in that zone."""
    return [_by_dateutil(data) for data in streams]


READERS: dict[str, ReadMany] = {
    "icalendar": icalendar,
    "vobject": vobject,
    "libical": libical,
    "ical.js": ical_js,
    "node-ical": node_ical,
    "ics.py": ics_py,
    "dateutil": dateutil,
}


def disagreements(ours: Sequence[dict[str, Any]], theirs: Sequence[dict[str, Any]]) -> list[str]:
    """In what a reader differs from what was meant, of all that it knows."""
    by_uid = {one["uid"]: one for one in theirs}
    if sorted(by_uid) != sorted(one["uid"] for one in ours) or len(theirs) != len(ours):
        return [f"{len(ours)} entries, read as {len(theirs)}: {sorted(by_uid)}"]
    return [
        f"{one['uid']} {name}: {one[name]!r}, read as {value!r}"
        for one in ours
        for name, value in by_uid[one["uid"]].items()
        if one[name] != value
    ]


def _asked(command: list[str], streams: Sequence[bytes]) -> list[Entries]:
    """In another zone than ours, so that a reader that takes the machine's is found out."""
    sent = json.dumps([base64.b64encode(data).decode() for data in streams])
    abroad = {**os.environ, "TZ": "America/New_York"}
    done = subprocess.run(command, input=sent, env=abroad, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[1:]}: {done.stderr[-2000:]}"
    found: list[Entries] = json.loads(done.stdout)
    for entry in (entry for entries in found for entry in entries):
        entry.update({name: _moment(entry[name]) for name in ("starts", "ends")})
    return found


def _moment(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _by_ics(data: bytes) -> Entries:
    return [
        {
            "uid": event.uid,
            "summary": event.name,
            "starts": event.begin.date() if event.all_day else event.begin.datetime.astimezone(UTC),
            "ends": event.end.date() if event.all_day else event.end.datetime.astimezone(UTC),
            "status": event.status,
            "location": event.location or "",
        }
        for event in ics.Calendar(data.decode()).events
    ]


def _by_dateutil(data: bytes) -> Entries:
    lines = unfolded(data)
    zone = tzical(StringIO("\r\n".join(lines))).get() if _has_zone(lines) else None
    text = "\n".join(lines)
    events = re.findall(r"^BEGIN:VEVENT$(.*?)^END:VEVENT$", text, re.DOTALL | re.MULTILINE)
    return [
        {
            "uid": unescaped(_value(event, "UID")),
            "starts": _local(event, "DTSTART", zone),
            "ends": _local(event, "DTEND", zone),
        }
        for event in events
    ]


def _has_zone(lines: list[str]) -> bool:
    return "BEGIN:VTIMEZONE" in lines


def _value(event: str, name: str) -> str:
    (found,) = re.findall(rf"^{name}(?:;[^:\n]*)?:(.*)$", event, re.MULTILINE)
    return str(found)


def _local(event: str, name: str, zone: tzinfo | None) -> date:
    value = _value(event, name)
    if "T" not in value:
        return datetime.strptime(value, "%Y%m%d").replace(tzinfo=UTC).date()
    at = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007  # its zone is put on below
    if value.endswith("Z"):
        return at.replace(tzinfo=UTC)
    assert zone is not None
    return in_utc(at.replace(tzinfo=zone))
