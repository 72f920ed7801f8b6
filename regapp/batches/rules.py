"""How long an action for many waits, how many it may reach and in how many parts; pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from regapp.batches.models import Batch, BatchKind, BatchState

UNDO = timedelta(minutes=10)
# What one form carries, with room to spare.
MOST = 5000
# So many in one transaction, all or none: whoever signs up meanwhile waits that long.
AT_ONCE = 500
# Where there are more, so many at a time, and whoever signs up goes between.
PART = 200


def may_undo(batch: Batch) -> bool:
    """As long as nothing has been done: nothing has to be taken back from anybody."""
    return batch.state is BatchState.PLANNED and not batch.reached


def due_at(now: datetime) -> datetime:
    return now + UNDO


def in_parts(kind: BatchKind, count: int) -> bool:
    """Asking for completion writes letters only, which takes no time."""
    return kind is not BatchKind.COMPLETE and count > AT_ONCE


def part_of(chosen: Mapping[int, Sequence[int]], start: int, size: int) -> dict[int, list[int]]:
    """`size` of the chosen from the one numbered `start`, conference by conference.

    >>> part_of({1: [11, 12], 2: [21, 22]}, 1, 2)
    {1: [12], 2: [21]}
    """
    every = [(number, one) for number, ids in chosen.items() for one in ids]
    found: dict[int, list[int]] = {}
    for number, one in every[start : start + size]:
        found.setdefault(number, []).append(one)
    return found
