"""What the worker knows to do: the letters and the chores of every slice."""

from datetime import UTC, datetime, timedelta

from regapp.config import Config
from regapp.database.session import transaction
from regapp.jobs.worker import Chore
from regapp.mailing.commands import forget_recipients
from regapp.mailing.renderers import Renderers
from regapp.registrations.commands.link import forget_addresses
from regapp.registrations.letters import renderers as registration_letters
from regapp.web import clock

_HOURLY = timedelta(hours=1)


def renderers() -> Renderers:
    """Every kind of letter that any slice promises."""
    return {**registration_letters()}


def chores(config: Config) -> list[Chore]:
    """What is done every hour. In demonstration nothing is deleted: its clock goes back, too."""
    if config.demo:
        return []
    return [
        Chore("forget whom letters went to", _forget_recipients, _HOURLY),
        Chore("forget who asked for links", _forget_addresses, _HOURLY),
    ]


def _forget_recipients() -> None:
    with transaction() as rows:
        forget_recipients(rows, datetime.now(UTC))


def _forget_addresses() -> None:
    now = clock.now()
    with transaction() as rows:
        forget_addresses(rows, now=now)
