"""`make run` refuses in one line what cannot work."""

import os
import socket
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from regapp.cli import run
from regapp.config import ROOT
from tests.support.ports import free_port


def start(**settings: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("REGAPP_", "PORT"))}
    return subprocess.run(
        [sys.executable, "-m", "regapp.cli.run"],
        cwd=ROOT,
        env={**clean, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def test_a_taken_port_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = start(PORT=str(port), REGAPP_INSTANCE=str(tmp_path))
    assert f"port {port} is taken" in one_line(done)


def test_a_folder_that_cannot_be_written_is_told_in_one_line() -> None:
    assert "cannot write in /proc/regapp" in one_line(start(REGAPP_INSTANCE="/proc/regapp"))


def test_the_folder_it_makes_is_its_owners_alone(tmp_path: Path) -> None:
    run.check_writable(tmp_path / "instance")
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("revision", "reason"), [("9999", "of a newer version"), (None, "file is not a database")]
)
def test_a_database_that_is_no_good_is_told_in_one_line(
    tmp_path: Path, revision: str | None, reason: str
) -> None:
    file = tmp_path / "regapp.sqlite3"
    if revision is None:
        file.write_bytes(b"no database at all" * 500)
    else:
        with closing(sqlite3.connect(file)) as made:
            made.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
            made.execute("INSERT INTO alembic_version VALUES (?)", [revision])
            made.commit()
    done = start(PORT=str(free_port()), REGAPP_INSTANCE=str(tmp_path))
    assert reason in one_line(done)


def test_a_wrong_setting_is_told_in_one_line(tmp_path: Path) -> None:
    done = start(REGAPP_INSTANCE=str(tmp_path), REGAPP_SMTP_HSOT="mail", PORT="0" * 3 + "1")
    assert "REGAPP_SMTP_HOST" in one_line(done)


@pytest.mark.parametrize("text", ["eighty", "0", "65536", "-1", "80.5"])
def test_a_port_is_a_number_that_exists(text: str) -> None:
    with pytest.raises(run.CannotStartError, match="PORT must be"):
        run.chosen_port(text)


def test_without_a_chosen_port_it_is_eight_thousand() -> None:
    assert run.chosen_port("") == 8000
