"""`flask demo …`: what `make run` prepares. Refused outside demonstration mode."""

import click
from flask import current_app

from regapp.config import ConfigurationError
from regapp.database import migrate
from regapp.database.session import engine
from regapp.database.terminal import DatabaseGroup
from regapp.demo.start import Means, check_demonstration, invent_people, prepare


def demo_commands(means: Means) -> click.Group:
    """The group, with the means that only the whole application has."""

    @click.group("demo", cls=DatabaseGroup)
    def group() -> None:
        """The demonstration: clock, season, invented people, who signs in."""

    @group.command("start")
    def start_command() -> None:
        """Bring the database up to date, prepare the demonstration, print what is needed to look at it."""
        from alembic.util import CommandError  # loaded by those who migrate only

        app = current_app._get_current_object()  # type: ignore[attr-defined]
        try:
            check_demonstration()
            migrate.upgrade(engine())
            click.echo("\n".join(prepare(app, means)))
        except CommandError as error:
            problem = f"the database is of a newer version than this one, which needs {migrate.head()}"
            raise click.ClickException(problem) from error
        except ConfigurationError as error:
            raise click.ClickException(str(error)) from error

    @group.command("people")
    def people_command() -> None:
        """Sign invented people up, between the opening and the clock's present; once."""
        try:
            click.echo(f"{invent_people()} invented sign-ups were made.")
        except ConfigurationError as error:
            raise click.ClickException(str(error)) from error

    return group
