"""`flask restore FILE`: put a backup in the place of the database, without mailing anybody again.

Refuses a damaged file, one of a newer version, a database that is in use, and one that holds
anything unless told to replace it. Until the last step the present database is untouched.
"""

import os
import re
import tempfile
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import with_appcontext
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from regapp.cli.archive import Archive, ArchiveError, Manifest, open_archive, sync_folder
from regapp.cli.database import revisions
from regapp.cli.dumps import DumpError, check_sqlite, load_postgres, swap_sqlite
from regapp.cli.settling import Present, Settled, look_at, settle
from regapp.database import migrate
from regapp.database.engine import WRITES, engine_options, prepare_engine, sqlite_file
from regapp.database.session import engine
from regapp.database.terminal import reason
from regapp.files.storage import FolderStorage
from regapp.kernel.clock import SystemClock
from regapp.web.state import config

_NUMBER = re.compile(r"([a-z0-9-]+)=([1-9][0-9]{0,8})")


class _CannotRestoreError(Exception):
    """Why nothing was restored, in one line."""


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Go on although the database holds something: it is lost.")
@click.option("--with-secret", is_flag=True, help="Take the secret key over as well.")
@click.option(
    "--last-export",
    "given",
    multiple=True,
    metavar="ORGANIZER=NUMBER",
    help="The last invoice basis that was handed out; the next one is numbered after it.",
)
@with_appcontext
def restore_command(file: Path, replace: bool, with_secret: bool, given: tuple[str, ...]) -> None:
    """Restore the backup FILE. Web and worker have to be stopped; no letter leaves afterwards
    until `flask mail resume`."""
    try:
        with open_archive(file) as archive:
            _check(archive.manifest)
            present = _present(replace)
            settled = _restore(archive, {**present.last_numbers, **_numbers(given)})
            if with_secret:
                _take_secret(archive)
    except (ArchiveError, DumpError, _CannotRestoreError) as error:
        _fail(str(error))
    except SQLAlchemyError as error:
        _fail(f"The database did not answer as it should: {reason(error)}")
    _report(archive.manifest, present, settled)


def _check(manifest: Manifest) -> None:
    if manifest.kind != engine().dialect.name:
        raise _CannotRestoreError(
            f"The backup is of {manifest.kind}, REGAPP_DATABASE_URL names {engine().dialect.name}."
        )
    if manifest.revision not in revisions():
        raise _CannotRestoreError(
            f"The backup is of a newer version ({manifest.version}, schema {manifest.revision}):"
            " install that one first."
        )
    if manifest.demo and not config().demo:
        raise _CannotRestoreError("The backup is a demonstration's: its people are invented.")


def _present(replace: bool) -> Present:
    present = look_at(engine())
    if present.content and not replace:
        raise _CannotRestoreError(f"The database holds {present.content}: --replace gives it up.")
    return present


def _restore(archive: Archive, numbers: dict[str, int]) -> Settled:
    live = sqlite_file(config().database_url)
    with tempfile.TemporaryDirectory(dir=live.parent if live else None, prefix=".restore-") as folder:
        copy = Path(folder) / "database"
        archive.copy_database(copy)
        # Before the database: bytes that no row knows do no harm, rows without bytes would.
        uploads = FolderStorage(config().uploads_path)
        for key, content in archive.uploads():
            uploads.put_back(key, content)
        return _into_sqlite(copy, live, numbers) if live else _into_postgres(copy, numbers)


def _into_sqlite(copy: Path, live: Path, numbers: dict[str, int]) -> Settled:
    """Everything is done to the copy; then it takes the live file's place."""
    check_sqlite(copy)
    url = f"sqlite:///{copy}"
    own = create_engine(url, **engine_options(url))
    prepare_engine(own)
    try:
        settled = _settle(own, numbers)
    finally:
        own.dispose()
    engine().dispose()
    swap_sqlite(copy, live)
    sync_folder(live.parent)
    return settled


def _into_postgres(copy: Path, numbers: dict[str, int]) -> Settled:
    load_postgres(engine(), copy)
    return _settle(engine(), numbers)


def _settle(own: Engine, numbers: dict[str, int]) -> Settled:
    migrate.upgrade(own)
    with Session(own.execution_options(**{WRITES: True})) as rows, rows.begin():
        return settle(rows, last_numbers=numbers, now=SystemClock().now())


def _numbers(given: tuple[str, ...]) -> dict[str, int]:
    numbers = {}
    for text in given:
        found = _NUMBER.fullmatch(text)
        if found is None:
            raise _CannotRestoreError(f"--last-export is written halland=17, not {text!r}.")
        numbers[found[1]] = int(found[2])
    return numbers


def _take_secret(archive: Archive) -> None:
    secret, kept = archive.secret(), config().instance_path / "secret_key"
    if secret is None:
        click.echo("The backup holds no secret key: everybody signs in again.", err=True)
    elif not kept.exists() or kept.read_text(encoding="ascii").strip() != config().secret_key:
        click.echo("The secret key is a setting here: set it to the backup's member secret_key.", err=True)
    else:
        fresh = kept.with_name(f".secret_key.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secret, encoding="ascii")
        if os.geteuid() == 0:
            os.chown(fresh, kept.stat().st_uid, kept.stat().st_gid)
        fresh.replace(kept)


def _report(manifest: Manifest, present: Present, settled: Settled) -> None:
    click.echo(f"Restored: what was there at {manifest.made_at}, schema {migrate.head()}.")
    click.echo(
        f"Sending is paused. {settled.waiting} letters were waiting when the backup was made; some may have"
        " left since: flask mail resume sends them, flask mail resume --drop-waiting does not."
    )
    click.echo("Everybody signs in again.")
    for slug, number in sorted(settled.reserved.items()):
        click.echo(f"Invoice basis of {slug}: numbers up to {number} are taken, the next is {number + 1}.")
    for slug in settled.unknown:
        click.echo(f"No organizer {slug} in the backup: its last number was not kept.", err=True)
    if not present.last_numbers_read:
        click.echo(
            "The numbers of invoice bases made since then could not be read: where any were handed out,"
            " restore again with --last-export.",
            err=True,
        )


def _fail(text: str) -> NoReturn:
    raise click.ClickException(text)
