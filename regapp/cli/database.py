"""`flask db …`: the database's schema. Goes back only when told that data may be lost."""

from typing import NoReturn

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from regapp.database import migrate
from regapp.database.session import engine
from regapp.database.terminal import reason

database_commands = AppGroup("db", help="The database's schema.")


@database_commands.command("upgrade")
def upgrade_command() -> None:
    """Bring the database up to date; a second process waits and then finds nothing to do."""
    from alembic.util import CommandError

    try:
        migrate.upgrade(engine())
        click.echo(f"The database is at {migrate.current(engine())}.")
    except CommandError:
        _fail(f"The database is at a revision this version does not know; it needs {migrate.head()}.")
    except SQLAlchemyError as error:
        _fail(f"The database did not answer as it should: {reason(error)}")


@database_commands.command("downgrade")
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask.")
def downgrade_command(revision: str, yes: bool) -> None:
    """Take the schema back to REVISION ("base" is empty). What only newer tables hold is lost."""
    if revision != "base" and revision not in revisions():
        _fail(f"There is no revision {revision!r}. Known: base, {', '.join(revisions())}.")
    if not yes:
        click.confirm("Rows of the tables and columns that disappear are lost. Go on?", abort=True)
    migrate.downgrade(engine(), revision)
    click.echo(f"The database is at {migrate.current(engine()) or 'base'}.")


@database_commands.command("current")
def current_command() -> None:
    """The revision of the database, and the one this version needs; exit code 1 if they differ."""
    try:
        found, needed = migrate.current(engine()), migrate.head()
    except SQLAlchemyError as error:
        _fail(f"The database did not answer as it should: {reason(error)}")
    click.echo(f"The database is at {found or 'base'}; this version needs {needed}.")
    if found != needed:
        raise click.exceptions.Exit(1)


@database_commands.command("history")
def history_command() -> None:
    """Every revision this version knows, oldest first."""
    for name in revisions():
        click.echo(name)


@database_commands.command("revision")
@click.argument("message")
def revision_command(message: str) -> None:
    """Write a migration from what the models say and the database lacks; for developers."""
    if migrate.current(engine()) != migrate.head():
        _fail("The database is not at this version's revision: flask db upgrade first.")
    from alembic import command  # loaded by those who migrate, not by each web process

    number = f"{int(migrate.head()) + 1:04}"
    with engine().connect() as connection:
        command.revision(
            migrate.alembic_config(connection), message=message, autogenerate=True, rev_id=number
        )


def revisions() -> list[str]:
    """The revisions of this version, oldest first."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(migrate.alembic_config())
    return [script.revision for script in scripts.walk_revisions()][::-1]


def _fail(text: str) -> NoReturn:
    raise click.ClickException(text)
