"""Calendars whose bytes are kept in golden/. Write them anew: python -m tests.calendars.cases"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from regapp.calendars.entry import Attendee, CalendarEntry
from regapp.calendars.ical import calendar_bytes

GOLDEN = Path(__file__).parent / "golden"
MADE = datetime(2019, 12, 1, 9, 0, tzinfo=UTC)
CHANGED = datetime(2020, 2, 14, 9, 0, 0, 123456, tzinfo=UTC)

VARBERG = CalendarEntry(
    uid="7d2f3a52-6a0c-4b7e-9d51-0f6f1b1c8e11",
    summary="Smartare, grönare Sverige – Varberg",
    on=date(2020, 3, 27),
    starts_at=datetime(2020, 3, 27, 9, 0, tzinfo=UTC),
    ends_at=datetime(2020, 3, 27, 15, 0, tzinfo=UTC),
    created_at=MADE,
    changed_at=MADE,
    location="Varbergs Stadshotell, Kungsgatan 24, Varberg",
    description="Kaffe från 09.30; konferensen börjar 10.00.\n700 kr inkl. fika och lunch.",
    description_html="<p>Kaffe från 09.30; konferensen börjar 10.00.</p>",
    url="https://anmalan.exempel.se/smartare-gronare-sverige/varberg",
    organizer_name="Länsstyrelsen i Hallands län",
    organizer_email="konferens@exempel.se",
    categories=("Miljö, klimat", "Län N"),
    contact="Åsa Öberg, asa@exempel.se, 010-123 45 67",
)
LULEA = replace(
    VARBERG,
    uid="0a8a9a3e-93f2-4c0d-8f0b-9ad3c7a4f6d2",
    summary="Smartare, grönare Sverige – Luleå",
    on=date(2020, 4, 22),
    starts_at=datetime(2020, 4, 22, 8, 0, tzinfo=UTC),
    ends_at=datetime(2020, 4, 22, 14, 0, tzinfo=UTC),
    location="Kulturens hus, Skeppsbrogatan 17, Luleå",
    organizer_name="Länsstyrelsen i Norrbottens län",
)
WEDNESDAY = replace(
    VARBERG,
    uid="b1de2a7c-3f8e-4a53-b6ec-6f7b8f1a2c30",
    summary="Miljömålsdagarna 2020",
    on=date(2020, 5, 6),
    starts_at=None,
    ends_at=None,
    location="Nyköping",
    description_html="",
)
THURSDAY = replace(WEDNESDAY, uid="c2ef3b8d-4a9f-4b64-87fd-7a8c9a2b3d41", on=date(2020, 5, 7))
CALLED_OFF = replace(
    VARBERG, summary=f"INSTÄLLT: {VARBERG.summary}", status="CANCELLED", sequence=3, changed_at=CHANGED
)
INVITED = replace(VARBERG, attendee=Attendee("Åsa Öberg", "asa@exempel.se"), sequence=1)
HOSTILE = replace(
    VARBERG,
    summary="X\r\nEND:VEVENT\r\nBEGIN:VEVENT\u2028ATTENDEE:mailto:x@exempel.se",
    location="Salen; A, B \\ C:\\Nya\x00\x85X-INJECTED:1",
    organizer_name='Läns"tyrelsen";X=1:mailto:x@exempel.se\r\nATTENDEE:mailto:x@exempel.se',
    url="https://exempel.se/\r\nATTENDEE:mailto:x@exempel.se",
    contact="\ud800" + "å" * 100,
    categories=("a,b;c\nd",),
)

CASES: dict[str, Callable[[], bytes]] = {
    "feed": lambda: calendar_bytes(
        [VARBERG, LULEA],
        name="Smartare, grönare Sverige",
        description="Tre konferenser; samma program",
        source_url="https://anmalan.exempel.se/smartare-gronare-sverige.ics",
        page_url="https://anmalan.exempel.se/smartare-gronare-sverige",
    ),
    "empty": lambda: calendar_bytes([], name="Kurser", source_url="https://anmalan.exempel.se/k.ics"),
    "two_days": lambda: calendar_bytes([WEDNESDAY, THURSDAY]),
    "called_off": lambda: calendar_bytes([CALLED_OFF], name="Smartare, grönare Sverige"),
    "request": lambda: calendar_bytes([INVITED], method="REQUEST"),
    "cancel": lambda: calendar_bytes([replace(INVITED, status="CANCELLED", sequence=2)], method="CANCEL"),
    "hostile": lambda: calendar_bytes([HOSTILE], name="a\r\nb", description="a\r\nMETHOD:REQUEST"),
}

if __name__ == "__main__":
    for name, make in CASES.items():
        (GOLDEN / f"{name}.ics").write_bytes(make())
