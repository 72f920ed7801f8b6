"""`flask season load FILE`, for the operator's terminal."""

import sys
from pathlib import Path

import click

from regapp.database.terminal import DatabaseGroup
from regapp.season.load import load_season
from regapp.season.plan import SeasonError
from regapp.web.clock import now


@click.group("season", cls=DatabaseGroup)
def season_commands() -> None:
    """The season's conferences as a file."""


@season_commands.command("load")
@click.argument("file", type=click.Path(path_type=Path))
def load_command(file: Path) -> None:
    """Load a season (TOML), whole or not at all; rows edited since are kept and named."""
    try:
        report = load_season(file, now())
    except SeasonError as error:
        for problem in error.problems:
            click.echo(": ".join(part for part in (str(file), problem.key, problem.reason) if part), err=True)
        click.echo("Inget är inläst.", err=True)
        sys.exit(1)
    click.echo(f"{file}: {report.added} nya, {report.changed} ändrade, {report.same} oförändrade")
    for kept in report.kept:
        click.echo(f"Behålls, ändrad efter inläsningen: {kept.name} ({', '.join(kept.fields)})")
