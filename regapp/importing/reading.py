"""From the bytes of a calendar to events, each with its days as they are meant. Knows no database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Calendar, Component

from regapp.importing.plan import Event, EventDay, Reading, Refused, UnreadableError
from regapp.importing.scan import checked_text
from regapp.kernel.text import clean_line, clean_text

STOCKHOLM = "Europe/Stockholm"
LONGEST = {"uid": 255, "text": 10_000}
MOST_DAYS = 31
# A party may end after midnight and is still one day's.
_ONE_DAY = timedelta(hours=16)
_YEARS = range(2000, 2100)
_METHODS = {"", "PUBLISH", "REQUEST"}
_REPEATS = ("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID")
_OURS = {"VEVENT", "VTIMEZONE", "VALARM", "VCALENDAR", "STANDARD", "DAYLIGHT"}


class _NotUsableError(Exception):
    """This event cannot be read in; the text says why."""


class _Dated(Protocol):
    dt: Any
    params: Any


def read(data: bytes, zone: str = STOCKHOLM) -> Reading:
    """Every event of the file. Refuses the whole file by UnreadableError.

    zone  whose clocks a time without a zone is read on
    """
    text = checked_text(data)
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        components = [part for one in calendars for part in one.walk()]
    except Exception as error:  # other people's parser, anybody's file
        raise UnreadableError("går inte att läsa som en kalender") from error
    methods = {str(one.get("METHOD", "")).upper() for one in calendars}
    if not methods <= _METHODS:
        raise UnreadableError(f"är ett svar eller en avbokning ({', '.join(sorted(methods - _METHODS))})")
    events, refused = [], []
    seen: set[str] = set()
    for part in components:
        if part.name == "VEVENT":
            try:
                events.append(_event(part, zone, seen))
            except _NotUsableError as reason:
                refused.append(Refused(_title(part) or "(utan rubrik)", str(reason)))
    passed_over = sum(part.name not in _OURS for part in components)
    return Reading(tuple(events), tuple(refused), passed_over)


def _event(part: Component, zone: str, seen: set[str]) -> Event:
    broken = sorted({str(name) for name, _why in part.errors})
    if broken:
        raise _NotUsableError(f"kan inte tolkas: {', '.join(broken)}")
    repeated = [name for name in _REPEATS if name in part]
    if repeated:
        raise _NotUsableError(f"upprepas ({repeated[0]}): lägg in en post för varje tillfälle")
    if str(part.get("STATUS", "")).upper() == "CANCELLED":
        raise _NotUsableError("är inställd i filen: ställ in den här, så att alla får besked")
    uid = _uid(part, seen)
    starts, ends = _times(part)
    own_zone = _zone_of(starts, zone)
    notes: list[str] = []
    days, hours = _days(starts, ends, own_zone, notes)
    return Event(
        uid=uid,
        title=_title(part) or _missing("SUMMARY"),
        text=_text(part),
        location=clean_line(str(_one(part, "LOCATION") or "")),
        zone=own_zone,
        days=days,
        starts_at=hours[0] if hours else None,
        ends_at=hours[1] if hours else None,
        sequence=_sequence(part),
        tentative=str(part.get("STATUS", "")).upper() == "TENTATIVE",
        notes=tuple(notes),
    )


def _one(part: Component, name: str) -> Any:
    found = part.get(name)
    if isinstance(found, list):
        raise _NotUsableError(f"har flera {name}")
    return found


def _missing(name: str) -> str:
    raise _NotUsableError(f"saknar {name}")


def _uid(part: Component, seen: set[str]) -> str:
    uid = str(_one(part, "UID") or "").strip()
    if not uid:
        _missing("UID")
    if len(uid) > LONGEST["uid"] or clean_line(uid) != uid:
        raise _NotUsableError(f"har ett UID som är längre än {LONGEST['uid']} tecken eller inte är text")
    if uid in seen:
        raise _NotUsableError("har samma UID som en post före den")
    seen.add(uid)
    return uid


def _title(part: Component) -> str:
    found = part.get("SUMMARY")
    return clean_line(str(found[0] if isinstance(found, list) else found or ""))


def _text(part: Component) -> str:
    text = clean_text(str(_one(part, "DESCRIPTION") or ""))
    if len(text) > LONGEST["text"]:
        raise _NotUsableError(f"har en beskrivning som är längre än {LONGEST['text']} tecken")
    return text


def _sequence(part: Component) -> int:
    """Never below what its subscribers have seen."""
    found = _one(part, "SEQUENCE")
    return int(found) if isinstance(found, int) and 0 <= found < 1_000_000 else 0


def _times(part: Component) -> tuple[date, date | None]:
    """Start and end (exclusive for whole days) as the file has them; None without an end."""
    starts, ends = _moment(part, "DTSTART"), _moment(part, "DTEND")
    if starts is None:
        _missing("DTSTART")
        raise AssertionError
    duration = _one(part, "DURATION")
    if ends is None and duration is not None:
        ends = _after(starts, getattr(duration, "dt", None))
    if ends is not None and isinstance(ends, datetime) is not isinstance(starts, datetime):
        raise _NotUsableError("börjar med klockslag och slutar utan, eller tvärtom")
    return starts, ends


def _after(starts: date, duration: object) -> date:
    if not isinstance(duration, timedelta) or not timedelta(0) < duration < timedelta(days=400):
        raise _NotUsableError("har en DURATION som inte läses")
    return starts + duration


def _moment(part: Component, name: str) -> date | None:
    found: _Dated | None = _one(part, name)
    if found is None:
        return None
    at = getattr(found, "dt", None)
    if not isinstance(at, date) or at.year not in _YEARS:
        raise _NotUsableError(f"har en {name} som inte läses")
    if isinstance(at, datetime) and at.tzinfo is None and "TZID" in found.params:
        raise _NotUsableError(f"har en okänd tidszon ({clean_line(str(found.params['TZID']))[:60]})")
    return at


def _zone_of(starts: date, zone: str) -> str:
    """A zone that everybody knows; of UTC, and of a zone that only the file knows, the one given."""
    key = getattr(starts.tzinfo, "key", "") if isinstance(starts, datetime) else ""
    return key if key in available_timezones() and key != "UTC" else zone


def _days(
    starts: date, ends: date | None, zone: str, notes: list[str]
) -> tuple[tuple[EventDay, ...], tuple[datetime, datetime] | None]:
    """The days, and the hours where they are those of one day."""
    if not isinstance(starts, datetime):
        last = (ends or starts + timedelta(days=1)) - timedelta(days=1)
        return _whole_days(starts, last), None
    first = _instant(starts, zone)
    on = first.astimezone(ZoneInfo(zone)).date()
    if not isinstance(ends, datetime) or ends == starts:
        notes.append("sluttid saknas: heldag tills den är känd")
        return (EventDay(on),), None
    last_at = _instant(ends, zone)
    if last_at < first:
        raise _NotUsableError("slutar innan den börjar")
    if last_at - first <= _ONE_DAY:
        return (EventDay(on, first, last_at),), (first, last_at)
    notes.append("över flera dagar: varje dags klockslag är okända, heldagar tills de är kända")
    # Midnight belongs to the day before it.
    return _whole_days(on, (last_at - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date()), None


def _whole_days(first: date, last: date) -> tuple[EventDay, ...]:
    count = (last - first).days + 1
    if count < 1:
        raise _NotUsableError("slutar innan den börjar")
    if count > MOST_DAYS:
        raise _NotUsableError(f"är längre än {MOST_DAYS} dagar")
    return tuple(EventDay(first + timedelta(days=number)) for number in range(count))


def _instant(at: datetime, zone: str) -> datetime:
    """In UTC. A time that the clocks skip is no time."""
    aware = at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(zone))
    instant = aware.astimezone(UTC)
    if instant.astimezone(aware.tzinfo).replace(tzinfo=None) != aware.replace(tzinfo=None):
        raise _NotUsableError("har ett klockslag som inte finns: klockan ställs om då")
    return instant
