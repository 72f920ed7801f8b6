"""`flask season load FILE` at the operator's terminal."""

from pathlib import Path

from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from tests.season.files import small, write


def run(app: Flask, file: Path) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["season", "load", str(file)])
    return done.exit_code, done.output


def test_it_says_what_it_did(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path, small())
    assert run(app, file) == (0, f"{file}: 6 nya, 0 ändrade, 0 oförändrade\n")
    assert run(app, file) == (0, f"{file}: 0 nya, 0 ändrade, 6 oförändrade\n")


def test_it_names_what_it_kept(app: Flask, session: Session, tmp_path: Path) -> None:
    file = write(tmp_path, small())
    run(app, file)
    session.execute(update(Conference).where(Conference.title == "Kursen").values(title="Kurs!"))
    session.commit()
    assert "Behålls, ändrad efter inläsningen: kurs (title)" in run(app, file)[1]


def test_a_wrong_file_is_refused_with_file_key_and_reason(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path, small(('title = "Kursen"', "")))
    assert run(app, file) == (1, f"{file}: conferences[2].title: saknas\nInget är inläst.\n")


def test_a_file_with_the_mark_of_windows_editors_is_read(app: Flask, tmp_path: Path) -> None:
    file = write(tmp_path, "\ufeff" + small())
    assert run(app, file) == (0, f"{file}: 6 nya, 0 ändrade, 0 oförändrade\n")


def test_a_file_that_is_not_there_is_told(app: Flask, tmp_path: Path) -> None:
    code, output = run(app, tmp_path / "borta.toml")
    assert (code, "borta.toml: kan inte läsas" in output) == (1, True)


def test_a_file_in_another_encoding_is_told(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes("namn = 'Luleå'".encode("latin-1"))
    assert run(app, file) == (1, f"{file}: är inte skriven i UTF-8\nInget är inläst.\n")
