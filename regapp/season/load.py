"""Loads a season file: read, check, apply, in one transaction."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from regapp.database.session import transaction
from regapp.season.apply import Load, Report, load_organizers, load_packages, load_series
from regapp.season.check import check
from regapp.season.conferences import load_conferences
from regapp.season.parse import parse
from regapp.season.plan import Problem, SeasonError


def load_season(file: Path, now: datetime) -> Report:
    """Load `file`, whole or not at all (SeasonError). Twice is as good as once."""
    season = parse(_read(file))
    check(season)
    try:
        with transaction() as rows:
            load = Load(rows, now)
            for step in (load_organizers, load_series, load_conferences, load_packages):
                step(load, season)
                load.stop_if_wrong()
            return load.report
    except IntegrityError as error:
        raise SeasonError([Problem("", "databasen ändrades samtidigt, kör kommandot igen")]) from error


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")  # Windows' editors begin with a mark
    except OSError as error:
        raise SeasonError([Problem("", f"kan inte läsas ({error.strerror})")]) from error
    except UnicodeDecodeError as error:
        raise SeasonError([Problem("", "är inte skriven i UTF-8")]) from error
