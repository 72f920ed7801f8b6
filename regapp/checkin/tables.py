"""On which table a badge lies, by the first letter of the family name. Pure."""

import re

from regapp.kernel.names import sort_key
from regapp.kernel.refusal import Refusal

_RANGE = re.compile(r"([A-Za-zÅÄÖåäö])(?:\s*[-–]\s*([A-Za-zÅÄÖåäö]))?")


def read_tables(text: str) -> str:
    """The tables as they are kept: "A–F, G–L, M–Ö". Refuses tables_unreadable.

    >>> read_tables("a-f,G – L, m-ö"), read_tables(" ")
    ('A–F, G–L, M–Ö', '')
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found = [_RANGE.fullmatch(part) for part in parts]
    tables = [(one[1].upper(), (one[2] or one[1]).upper()) for one in found if one]
    if len(tables) < len(parts) or any(_place(first) > _place(last) for first, last in tables):
        raise Refusal("tables_unreadable", "tables")
    return ", ".join(first if first == last else f"{first}–{last}" for first, last in tables)


def table_for(tables: str, family_name: str) -> str:
    """The one of these tables where the badge lies: "M–Ö"; "" where none has the letter.

    >>> table_for("A–F, G–L, M–Ö", "Åkerlund"), table_for("A–F, G", "von Essen")
    ('M–Ö', '')
    """
    letter = next((one for one in family_name if one.isalnum()), "")
    for table in tables.split(", "):
        first, _dash, last = table.partition("–")
        if letter and first and _place(first) <= _place(letter) <= _place(last or first):
            return table
    return ""


def _place(letter: str) -> str:
    """Where a letter stands in Swedish order; what is written with two stands at the first."""
    key = sort_key(letter, "").rstrip("!")
    return key if key.startswith("z{") else key[:1]
