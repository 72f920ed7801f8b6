"""How long an action for many waits, and how many it may reach; pure."""

from datetime import datetime, timedelta

from regapp.batches.models import Batch, BatchState

UNDO = timedelta(minutes=10)
# All of it in one transaction, and whoever signs up waits that long.
MOST = 500


def may_undo(batch: Batch) -> bool:
    """As long as nothing has been done: nothing has to be taken back from anybody."""
    return batch.state is BatchState.PLANNED


def due_at(now: datetime) -> datetime:
    return now + UNDO
