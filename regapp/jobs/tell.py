"""Telling those who asked to hear, and forgetting them."""

import structlog

from regapp.database.session import forget_deleted, session, transaction
from regapp.interest.commands import forget_told, tell
from regapp.interest.queries import has_told, list_news
from regapp.web import clock

# Addresses in a transaction: those who sign up at the same moment wait for no more than these.
_TOLD_AT_ONCE = 500
_log = structlog.get_logger()


def tell_the_interested() -> None:
    """Promise the letters of what has opened, got a date or been called off."""
    while list_news(session(), clock.now()):
        with transaction() as rows:
            told = tell(rows, now=clock.now(), limit=_TOLD_AT_ONCE)
        if not told:
            break
        _log.info("interested_told", count=told)
    session().close()


def forget_the_interested() -> None:
    """Delete the addresses whose letters have left, and what the database file still holds of them."""
    told = has_told(session())
    session().close()
    if not told:
        return
    with transaction() as rows:
        gone = forget_told(rows)
    if gone:
        forget_deleted()
        _log.info("interested_forgotten", count=gone)
