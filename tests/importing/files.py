"""Calendars as others make them."""

from pathlib import Path


def event(*lines: str, uid: str = "varberg@exempel.se", summary: str = "Miljödagen") -> str:
    """One VEVENT, 27 March 2020 10-16 unless `lines` say when."""
    when = [] if any(line.startswith("DTSTART") for line in lines) else [
        "DTSTART;TZID=Europe/Stockholm:20200327T100000", "DTEND;TZID=Europe/Stockholm:20200327T160000",
    ]  # fmt: skip
    return "\r\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20200101T090000Z", f"SUMMARY:{summary}", *when, *lines,
         "END:VEVENT", ""]
    )  # fmt: skip


def calendar(*parts: str) -> bytes:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Annan//SV\r\n"
    return (head + "".join(parts) + "END:VCALENDAR\r\n").encode()


def write(folder: Path, data: bytes, name: str = "in.ics") -> Path:
    file = folder / name
    file.write_bytes(data)
    return file
