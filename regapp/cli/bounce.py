"""`flask mail bounce`: a message that came back, piped in by the mail server."""

import os
import sys

import click
import structlog
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from regapp.database.session import transaction
from regapp.kernel.clock import SystemClock
from regapp.mailing.bounces import LIMIT, read_bounce
from regapp.registrations.commands.bounce import letter_came_back

# sysexits.h: try again later. Nothing else ever asks the mail server to do anything.
_TRY_LATER = getattr(os, "EX_TEMPFAIL", 75)
_CHUNK = 64 * 1024

_log = structlog.get_logger("bounce")


@click.command("bounce")
@with_appcontext
def bounce_command() -> None:
    """Read one message from standard input and mark the letter it says did not arrive.

    Ends with 0 also for what is no such message, is broken or is about no letter of ours; with 75
    when the database is away, so that the mail server tries again.
    """
    bounce = read_bounce(_piped_in())
    if bounce is None:
        _log.info("no bounce of ours")
        return
    try:
        with transaction() as rows:
            marked = letter_came_back(rows, bounce, now=SystemClock().now())
    except SQLAlchemyError as error:
        _log.error("bounce not kept", error=type(error).__name__)
        sys.exit(_TRY_LATER)
    _log.info("letter came back", ids=marked, code=bounce.code)


def _piped_in() -> bytes:
    """The start of it; the rest is read and dropped, so that the mail server's pipe does not break."""
    stream = sys.stdin.buffer
    data = stream.read(LIMIT)
    while stream.read(_CHUNK):
        continue
    return data
