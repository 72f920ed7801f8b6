"""That a member took something out, for the log of each conference it was about."""

from collections.abc import Iterable

from regapp.audit.commands import record
from regapp.database.session import transaction
from regapp.organizers.guards import viewer
from regapp.web.clock import now


def note_taken(conference_ids: Iterable[int], action: str) -> None:
    """`action` begins with "exported_", so that the log finds it among files."""
    with transaction() as rows:
        for number in conference_ids:
            record(
                rows, action, by=viewer().by, subject_type="conference", subject_ids=[number], now=now(),
                conference_id=number,
            )  # fmt: skip
