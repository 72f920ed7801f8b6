"""Small season files to start from, and a way to change one."""

from pathlib import Path

from regapp.config import ROOT

SEASON_2020 = ROOT / "seasons" / "2020.toml"

# One of everything.
SMALL = """
[[organizers]]
slug = "halland"
name = "Länsstyrelsen i Hallands län"
short_name = "Halland"
kind = "county_board"
org_number = "202100-2353"

[[organizers]]
slug = "rus"
name = "RUS"
short_name = "RUS"
kind = "cooperation"
host = "halland"

[[series]]
slug = "serie"
owner = "halland"
named = ["rus", "halland"]
title = "Serien"
promises = ["Ett", "Två"]

[[conferences]]
series = "serie"
slug = "varberg"
kind = "conference"
owner = "halland"
co_organizers = ["rus"]
title = "Serien"
place = "Varberg"
county = "N"
days = [{ on = 2020-03-27, from = 10:00:00, to = 16:00:00 }]
sign_up_opens = 2020-01-15T00:00:00
last_sign_up_day = 2020-03-20
seats = 150
price = { label = "Avgift", amount = 700, vat = "inclusive" }

[[conferences]]
slug = "kurs"
kind = "course"
owner = "halland"
title = "Kursen"
expected_month = "2020-09"

[[packages]]
slug = "paket"
owner = "halland"
title = "Paketet"
"""


def small(*changes: tuple[str, str]) -> str:
    """The small file with pieces of its text replaced; each must be there, once or more."""
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def write(folder: Path, text: str, name: str = "season.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file
