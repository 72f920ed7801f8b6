"""`flask mail …`: a test letter, whether letters may leave, and those that came back."""

from typing import NoReturn

import click

from regapp.cli.bounce import bounce_command
from regapp.database.session import session, transaction
from regapp.database.terminal import DatabaseGroup
from regapp.kernel.clock import SystemClock
from regapp.mailing.commands import drop_waiting, pause, resume
from regapp.mailing.queries import QueueState, queue_state
from regapp.mailing.render import UnusableAddressError
from regapp.mailing.transport import DeliveryError
from regapp.mailing.trial import send_test
from regapp.web.clock import now
from regapp.web.state import config

mail_commands = DatabaseGroup("mail", help="A test letter, and whether letters may leave.")


@mail_commands.command("test")
@click.argument("address")
def test_command(address: str) -> None:
    """Send one letter to ADDRESS at once, past the outbox, and tell what the mail server said."""
    settings = config()
    if settings.demo:
        _fail("The demonstration sends no letters: they are kept at /demo/brev.")
    if not settings.smtp_host:
        _fail("No mail server is set: REGAPP_SMTP_HOST.")
    server = f"{settings.smtp_host}:{settings.smtp_port} ({settings.smtp_security})"
    try:
        send_test(settings, address)
    except UnusableAddressError:
        _fail(f"{address} is no e-mail address that a letter can be sent to.")
    except DeliveryError as error:
        _fail(f"{server} did not take the letter: {error.code}.")
    click.echo(f"{server} took the letter to {address} from {settings.mail_from}.")


mail_commands.add_command(bounce_command)


@mail_commands.command("status")
def status_command() -> None:
    """How many letters wait, are held back and failed."""
    show(queue_state(session(), now()))


@mail_commands.command("pause")
def pause_command() -> None:
    """Let no letter leave until `flask mail resume`; sign-ups go on."""
    with transaction() as rows:
        pause(rows)
    show(queue_state(session(), now()))


@mail_commands.command("resume")
@click.option("--drop-waiting", "drop", is_flag=True, help="Never send what waits now.")
def resume_command(drop: bool) -> None:
    """Let letters leave again, those that waited first."""
    with transaction() as rows:
        if drop:
            drop_waiting(rows, SystemClock().now())
        resume(rows)
    show(queue_state(session(), now()))


def show(queue: QueueState) -> None:
    state = "paused: flask mail resume lets them leave" if queue.paused else "letters may leave"
    click.echo(f"Sending: {state}.")
    oldest = f", the oldest for {_span(queue.oldest_age.total_seconds())}" if queue.oldest_age else ""
    click.echo(f"Waiting: {queue.waiting}{oldest}. Held for the hour's end: {queue.held}.")
    click.echo(f"Failed for good: {queue.failed}.")


def _span(seconds: float) -> str:
    minutes = int(seconds) // 60
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"


def _fail(text: str) -> NoReturn:
    raise click.ClickException(text)
