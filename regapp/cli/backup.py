"""`flask backup FILE`: everything this installation knows, as one file, while it goes on."""

import tempfile
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

import regapp
from regapp.cli.archive import Manifest, digest_of, write_archive
from regapp.cli.dumps import DumpError, copy_sqlite, dump_postgres
from regapp.database import migrate
from regapp.database.engine import sqlite_file
from regapp.database.session import engine
from regapp.database.terminal import reason
from regapp.files.storage import FolderStorage
from regapp.kernel.clock import SystemClock
from regapp.web.state import config


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--with-secret", is_flag=True, help="Put the secret key into the file as well.")
@with_appcontext
def backup_command(file: Path, with_secret: bool) -> None:
    """Write a backup to FILE, which must not exist yet; readable by its owner only."""
    file = file.absolute()
    if file.exists():
        _fail(f"{file} is there already.")
    try:
        # Beside the file: that is where the room has to be.
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            made = _write(file, Path(folder) / "database", config().secret_key if with_secret else None)
    except DumpError as error:
        _fail(str(error))
    except SQLAlchemyError as error:
        _fail(f"The database did not answer as it should: {reason(error)}")
    except OSError as error:
        _fail(f"Cannot write {file} ({error.strerror}).")
    secret = "the secret key" if with_secret else "no secret key"
    click.echo(f"{file}: {file.stat().st_size} bytes, schema {made.revision}, {secret}.")


def _write(file: Path, copy: Path, secret: str | None) -> Manifest:
    settings = config()
    revision = migrate.current(engine())
    if revision is None:
        raise DumpError("The database is empty: there is nothing to back up.")
    live = sqlite_file(settings.database_url)
    if live is None:
        dump_postgres(engine(), copy)
    else:
        copy_sqlite(live, copy)
    manifest = Manifest(
        kind=engine().dialect.name,
        revision=revision,
        version=regapp.__version__,
        made_at=SystemClock().now().isoformat(timespec="seconds"),
        demo=settings.demo,
        sha256=digest_of(copy),
    )
    uploads = FolderStorage(settings.uploads_path)
    write_archive(file, copy, manifest, secret=secret, uploads=uploads)
    return manifest


def _fail(text: str) -> NoReturn:
    raise click.ClickException(text)
