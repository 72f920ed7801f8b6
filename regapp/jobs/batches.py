"""Doing what organizers planned for many participants, when the time to undo it is over."""

import structlog

from regapp.batches.commands import do_batch, refuse_batch
from regapp.batches.queries import list_due
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.web import clock

_log = structlog.get_logger()


def do_what_is_due() -> None:
    """By domain time. Asks first, so that nobody waits for a writer with nothing to write.

    One part of each: what reaches very many goes on at the next turn, with letters sent in between.
    """
    due = list_due(session(), clock.now())
    session().rollback()
    for number in due:
        try:
            with transaction() as rows:
                count = do_batch(rows, number, now=clock.now())
        except Refusal as refusal:
            with transaction() as rows:
                refuse_batch(rows, number, refusal, now=clock.now())
            _log.info("batch_refused", batch_id=number, code=refusal.code)
        else:
            _log.info("batch_done", batch_id=number, count=count)
