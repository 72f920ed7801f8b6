"""The operator's commands that belong to no slice, added to `flask`."""

import click
from flask import Flask

from regapp.cli.serve import serve_command
from regapp.cli.users import user_commands
from regapp.database import migrate
from regapp.database.session import engine


def register(app: Flask) -> None:
    """Make the commands of every part known to `flask`."""
    app.cli.add_command(serve_command)
    app.cli.add_command(database_commands)
    app.cli.add_command(user_commands)


@click.group("db")
def database_commands() -> None:
    """The database's schema."""


@database_commands.command("upgrade")
def upgrade_command() -> None:
    """Bring the database up to date; a second process waits and then finds nothing to do."""
    migrate.upgrade(engine())
    click.echo(f"The database is at {migrate.current(engine())}.")
