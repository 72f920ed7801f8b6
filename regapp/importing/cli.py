"""`flask conference import-ics FILE`, for the operator's terminal: a preview, a question, all or nothing."""

import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import available_timezones

import click
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from regapp.database.session import session, transaction
from regapp.database.terminal import DatabaseGroup
from regapp.importing.conferences import carry_out, plan_conferences
from regapp.importing.items import carry_out_items, plan_items
from regapp.importing.plan import Event, Reading, Step, UnreadableError, Verdict, counts, refused_steps
from regapp.importing.reading import STOCKHOLM, read
from regapp.importing.scan import LARGEST_FILE
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import Organizer
from regapp.organizers.queries import find_organizer, list_organizers
from regapp.web.clock import now

Plan = Callable[[Session, tuple[Event, ...]], list[Step]]
CarryOut = Callable[[Session, list[Step]], list[str]]


@click.group("conference", cls=DatabaseGroup)
def conference_commands() -> None:
    """Conferences from elsewhere."""


@conference_commands.command("import-ics")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--owner", "slug", help="The organizer that new conferences belong to.")
@click.option("--to", "path", help="The address of the conference whose programme it is.")
@click.option("--zone", default=STOCKHOLM, show_default=True, help="For times that name no zone.")
@click.option("--skip-refused", is_flag=True, help="Read in the rest if some cannot be.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def import_ics_command(
    file: Path, slug: str | None, path: str | None, zone: str, skip_refused: bool, yes: bool
) -> None:
    """Read a calendar file in: a draft for each entry, or an item of a programme with --to.

    The next time each entry is known again by its UID.
    """
    try:
        if zone not in available_timezones():
            raise UnreadableError(f"kan inte läsas: {zone} är ingen tidszon")
        if (slug is None) is (path is None):
            raise UnreadableError("kan inte läsas in: ange --owner, eller --to för ett program")
        plan, carry = _items(path) if path is not None else _conferences(slug or "")
        _import(file, read(_bytes(file), zone), plan, carry, skip_refused=skip_refused, yes=yes)
    except UnreadableError as reason:
        _stop(f"{file}: {reason}")
    except (IntegrityError, Refusal):
        _stop(f"{file}: databasen ändrades samtidigt, kör kommandot igen")


def _conferences(slug: str) -> tuple[Plan, CarryOut]:
    owner = _owner(slug)
    return (
        lambda rows, events: plan_conferences(rows, events, owner),
        lambda rows, steps: carry_out(rows, steps, owner, now()),
    )


def _items(path: str) -> tuple[Plan, CarryOut]:
    return (
        lambda rows, events: plan_items(rows, events, path),
        lambda rows, steps: carry_out_items(rows, steps, path, now()),
    )


def _import(
    file: Path, reading: Reading, plan: Plan, carry: CarryOut, *, skip_refused: bool, yes: bool
) -> None:
    steps = [*plan(session(), reading.events), *refused_steps(reading)]
    _show(file, reading, steps)
    if any(step.verdict is Verdict.REFUSED for step in steps) and not skip_refused:
        _stop("Rätta filen, eller läs in resten med --skip-refused.")
    if not any(step.verdict in {Verdict.NEW, Verdict.CHANGED} for step in steps):
        click.echo("Det finns inget att läsa in.")
        return
    if not yes and not _agreed():
        _stop("")
    session().rollback()
    with transaction() as rows:
        again = plan(rows, reading.events)
        if again != steps[: len(again)]:
            raise UnreadableError("databasen ändrades under tiden, kör kommandot igen")
        made = carry(rows, again)
    click.echo("Inläst.")
    for path in made:
        click.echo(f"Utkast: /{path}")


def _show(file: Path, reading: Reading, steps: list[Step]) -> None:
    for step in steps:
        said = f": {'; '.join(step.said)}" if step.said else ""
        click.echo(f"{step.verdict.value} {step.title}{said}")
    passed = f"; {reading.passed_over} är inte händelser och lästes inte" if reading.passed_over else ""
    click.echo(f"{file}: {counts(steps)}{passed}")


def _agreed() -> bool:
    try:
        return click.confirm("Läsa in?", default=False)
    except click.Abort:
        return False


def _owner(slug: str) -> Organizer:
    found = find_organizer(session(), slug)
    if found is None:
        known = ", ".join(one.slug for one in list_organizers(session())) or "ingen än"
        raise UnreadableError(f"kan inte läsas in: det finns ingen arrangör {slug!r} ({known})")
    return found


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            # One more than allowed tells that there is more, however much.
            return opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UnreadableError(f"kan inte läsas ({error.strerror})") from error


def _stop(text: str) -> None:
    if text:
        click.echo(text, err=True)
    click.echo("Inget är inläst.", err=True)
    sys.exit(1)
