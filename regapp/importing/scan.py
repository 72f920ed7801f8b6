"""A look at a file's lines before it is parsed: its size, how deep it goes, its time zones.

Parsers of calendars have hung, or run out of memory, on files of a few kilobytes: too deep
nesting, lines of megabytes, a rule of a time zone that fires every second for fifty years.
"""

import re

from regapp.importing.plan import UnreadableError

LARGEST_FILE = 1_000_000
MOST_COMPONENTS = 2_000
DEEPEST = 3
LONGEST_LINE = 30_000
_UNPAIRED = "är ingen hel kalender (BEGIN och END hör inte ihop)"
_FOLD = re.compile("\r?\n[ \t]")
_RULE = re.compile(r"RRULE:(?:(?:FREQ=YEARLY|BYMONTH=\d+|BYDAY=[+-]?\d?[A-Z]{2}|BYMONTHDAY=[\d,-]{1,40}"
                   r"|UNTIL=\w+|WKST=[A-Z]{2}|INTERVAL=1)(?:;|$))+", re.IGNORECASE)  # fmt: skip


def checked_text(data: bytes) -> str:
    """The file as text, with lines as they are meant. Refuses (UnreadableError) what is out of bounds."""
    if len(data) > LARGEST_FILE:
        raise UnreadableError(f"är större än {LARGEST_FILE // 1_000_000} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("är inte skriven i UTF-8") from error
    lines = [line.strip() for line in _FOLD.sub("", text).splitlines()]
    if not lines or lines[0].upper() != "BEGIN:VCALENDAR":
        raise UnreadableError("är ingen kalender (börjar inte med BEGIN:VCALENDAR)")
    _check_lines(lines)
    return text


def _check_lines(lines: list[str]) -> None:
    inside: list[str] = []
    components = 0
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            raise UnreadableError(f"rad {number} är längre än {LONGEST_LINE} tecken")
        name, _, value = line.partition(":")
        if name.upper() in {"BEGIN", "END"}:
            components += name.upper() == "BEGIN"
            _step_in_or_out(inside, name.upper(), value.strip().upper(), components)
        elif "VTIMEZONE" in inside and name.upper().startswith("RRULE"):
            _check_rule(line)
    if inside:
        raise UnreadableError(_UNPAIRED)


def _step_in_or_out(inside: list[str], step: str, name: str, components: int) -> None:
    if step == "BEGIN":
        inside.append(name)
    elif not inside or inside.pop() != name:
        raise UnreadableError(_UNPAIRED)
    if len(inside) > DEEPEST:
        raise UnreadableError(f"har komponenter i fler än {DEEPEST} nivåer")
    if components > MOST_COMPONENTS:
        raise UnreadableError(f"har fler än {MOST_COMPONENTS} komponenter")


def _check_rule(line: str) -> None:
    """One change a year; whatever else is no time zone that people live by."""
    if not _RULE.fullmatch(line) or "BYMONTH=" not in line.upper():
        raise UnreadableError(f"har en tidszon med en regel som inte läses ({line[:60]})")
