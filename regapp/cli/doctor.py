"""`flask doctor`: whether this installation is set up as it should be. Changes nothing, prints no secrets."""

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from regapp.cli import checks
from regapp.cli.checks import Finding
from regapp.database.terminal import reason


@click.command("doctor")
@with_appcontext
def doctor_command() -> None:
    """Check settings, folders, database, letters and worker; exit code 1 if anything is wrong."""
    findings = [_look(name, check) for name, check in checks.ALL]
    for name, finding in findings:
        mark = click.style("ok  ", fg="green") if finding.is_well else click.style("BAD ", fg="red")
        click.echo(f"{mark} {name}: {finding.text}")
    wrong = sum(not finding.is_well for _name, finding in findings)
    click.echo(f"{len(findings)} checks, {wrong} wrong.")
    if wrong:
        raise click.exceptions.Exit(1)


def _look(name: str, check: checks.Check) -> tuple[str, Finding]:
    try:
        return name, check()
    except SQLAlchemyError as error:
        return name, Finding(False, f"the database did not answer as it should: {reason(error)}")
    except OSError as error:
        return name, Finding(False, str(error.strerror or type(error).__name__))
