"""`flask doctor`: what is wrong with an installation is found, named, and told by the exit code."""

import fcntl
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from regapp.cli import checks
from regapp.database.clock import ClockOffset
from regapp.mailing.commands import enqueue, pause
from tests.conftest import engine_of
from tests.support.databases import Databases
from tests.support.ports import free_port
from tests.support.smtp import MailServer

SECRET, PASSWORD = "the key that nobody may see on a screen", "the password of the mail server"

Install = Callable[..., Flask]


@pytest.fixture
def install(
    make_app: Callable[..., Flask], databases: Databases, tmp_path: Path, smtp: MailServer
) -> Iterator[Install]:
    """An installation as it should be, except for the settings that are given."""
    (tmp_path / "workers").mkdir()
    handle = os.open(tmp_path / "workers" / "one", os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)

    def make(**changes: Any) -> Flask:
        well = {
            "instance_path": tmp_path,
            "database_url": databases.fresh(),
            "secret_key": SECRET,
            "base_url": "https://anmalan.exempel.se",
            "testing": False,
            "smtp_host": "127.0.0.1",
            "smtp_port": smtp.port,
            "smtp_user": "regapp",
            "smtp_password": PASSWORD,
            "mail_from": "anmalan@exempel.se",
            "mail_domains": ("exempel.se",),
        }
        return make_app(**well | changes)

    yield make
    os.close(handle)


def look(app: Flask) -> tuple[int, dict[str, str]]:
    """Exit code, and what was found wrong by the check's name."""
    done = app.test_cli_runner().invoke(args=["doctor"])
    wrong = [line.removeprefix("BAD  ") for line in done.output.splitlines() if line.startswith("BAD ")]
    return done.exit_code, dict(line.split(": ", 1) for line in wrong)


@pytest.mark.both_databases
def test_all_is_well_with_an_installation_that_is(install: Install) -> None:
    assert look(install()) == (0, {})


def test_nothing_secret_is_printed(install: Install) -> None:
    printed = install().test_cli_runner().invoke(args=["doctor"]).output
    assert SECRET not in printed
    assert PASSWORD not in printed


@pytest.mark.parametrize(
    ("changes", "check", "words"),
    [
        ({"testing": True}, "settings", "REGAPP_TESTING"),
        ({"mail_from": "regapp@localhost"}, "settings", "REGAPP_MAIL_FROM"),
        ({"mail_domains": ()}, "settings", "REGAPP_MAIL_DOMAINS"),
        ({"base_url": "http://anmalan.exempel.se"}, "address", "unencrypted"),
        ({"smtp_host": None}, "mail server", "REGAPP_SMTP_HOST is not set"),
        ({"smtp_port": free_port()}, "mail server", "Connection refused"),
    ],
)
def test_a_wrong_setting_is_named(install: Install, changes: dict[str, Any], check: str, words: str) -> None:
    code, wrong = look(install(**changes))
    assert (code, list(wrong)) == (1, [check])
    assert words in wrong[check]


@pytest.mark.both_databases
def test_a_schema_that_is_not_current_is_named(install: Install, databases: Databases) -> None:
    code, wrong = look(install(database_url=databases.empty()))
    assert code == 1
    assert "at nothing, this version needs" in wrong["schema"]


def test_a_database_that_is_away_is_named_without_its_password(install: Install) -> None:
    app = install(database_url=f"postgresql+psycopg://nobody:{PASSWORD.replace(' ', '_')}@127.0.0.1:1/none")
    code, wrong = look(app)
    assert code == 1
    assert "did not answer" in wrong["database"]
    assert PASSWORD.replace(" ", "_") not in str(wrong)


def test_letters_that_are_late_are_named(install: Install, now: datetime) -> None:
    app = install()
    with Session(engine_of(app)) as rows, rows.begin():
        enqueue(rows, "accounts.password", subject_id=1, now=now - timedelta(minutes=40))
    assert look(app) == (1, {"letters": "1 waiting, 0 held, 0 failed, the oldest for 40 min"})


def test_paused_sending_is_named(install: Install) -> None:
    app = install()
    with Session(engine_of(app)) as rows, rows.begin():
        pause(rows)
    assert "paused: flask mail resume" in look(app)[1]["letters"]


def test_a_worker_that_is_gone_is_named(install: Install, tmp_path: Path) -> None:
    app = install()
    (tmp_path / "workers" / "one").unlink()
    (tmp_path / "workers" / "killed").touch()
    assert look(app) == (1, {"worker": "none runs here: letters wait"})


def test_a_key_that_others_can_read_is_named(install: Install, tmp_path: Path) -> None:
    app, key = install(), tmp_path / "secret_key"
    key.write_text("key")
    key.chmod(0o640)
    assert "others can read" in look(app)[1]["privacy"]
    key.chmod(0o600)
    assert look(app) == (0, {})


def test_a_demonstrations_clock_is_named_outside_it(install: Install) -> None:
    app = install()
    with Session(engine_of(app)) as rows, rows.begin():
        rows.add(ClockOffset(id=1, seconds=-60.0))
    assert "demonstration's clock" in look(app)[1]["clock"]


def test_a_folder_that_cannot_be_written_in_is_named(install: Install, tmp_path: Path) -> None:
    assert "cannot write" in look(install(instance_path=tmp_path / "nowhere"))[1]["folder"]


def test_too_little_room_is_named(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_ENOUGH_ROOM_MB", 10**12)
    assert "MB free" in look(install())[1]["room"]
