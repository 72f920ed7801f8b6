"""What a demonstration is made of, before it is served: clock, season, people, two who sign in.

Safe to run at every start: what is there stays as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask

from regapp.config import ROOT, ConfigurationError
from regapp.database.session import session, transaction
from regapp.demo.at_the_door import play_morning
from regapp.demo.members import Entry, fresh_passwords, renew_members
from regapp.demo.moments import ANNOUNCED, START
from regapp.demo.next_edition import add_next_edition
from regapp.demo.nobel import PATH as NOBEL
from regapp.demo.nobel import add_nobel_people
from regapp.demo.people import add_people, has_people
from regapp.demo.programme import add_programmes
from regapp.demo.surveys import SERIES, add_suggestions, add_survey
from regapp.files.storage import FolderStorage
from regapp.organizers.queries import list_organizers
from regapp.web import clock
from regapp.web.state import addresses, config

SEASON = ROOT / "seasons" / "2020.toml"


@dataclass(frozen=True)
class Means:
    """What the parts beside and above this one do for it; handed in by `regapp.app`."""

    load_season: Callable[[Path, datetime], object]
    set_clock_once: Callable[[Flask, datetime], None]


def prepare(app: Flask, means: Means) -> list[str]:
    """Fill a new database and open the doors; the lines to show at the start."""
    check_demonstration()
    means.set_clock_once(app, START)
    is_new = not list_organizers(session())
    announced = ANNOUNCED if is_new else clock.now()
    means.load_season(SEASON, announced)
    people = 0 if has_people(session()) else invent_people()
    with transaction() as rows:
        add_nobel_people(rows)
        add_programmes(rows, FolderStorage(config().uploads_path), now=announced)
        add_survey(rows, NOBEL)
        add_next_edition(rows, now=announced)
        add_suggestions(rows, SERIES, clock.now())
        play_morning(rows, now=clock.now(), secret=config().secret_key)
    passwords = fresh_passwords()
    with transaction() as rows:
        entries = renew_members(rows, passwords, now=clock.now())
    return _lines(entries, people)


def invent_people() -> int:
    """Add the invented participants in a transaction of its own; how many forms they sent."""
    check_demonstration()
    with transaction() as rows:
        return add_people(rows, now=clock.now())


def check_demonstration() -> None:
    """Refuse to invent anything in an installation that is in use."""
    if not config().demo:
        raise ConfigurationError("Detta görs bara i demonstrationen (REGAPP_DEMO=1)")


def _lines(entries: list[Entry], people: int) -> list[str]:
    lines = [f"Organizers sign in at {addresses().url('arrangor')}"]
    for entry in entries:
        password = f"single-use password {entry.password}" if entry.password else "the password you chose"
        lines.append(f"  {entry.member.sees + ':':<24} {entry.member.email:<21} {password}")
    lines.append(f"Letters: {addresses().url('demo/brev')}")
    return [f"{people} invented sign-ups were made.", *lines] if people else lines
