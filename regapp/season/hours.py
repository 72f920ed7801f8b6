"""Hours of a file as instants."""

from datetime import datetime

from regapp.conferences.rules import local_instant
from regapp.season.plan import HeldDay


def day_instants(day: HeldDay, zone: str) -> tuple[datetime | None, datetime | None]:
    """Beginning and end of a day's hours in UTC; None where they are unknown."""
    if day.start is None or day.end is None:
        return None, None
    begins = local_instant(day.on, day.start.hour, day.start.minute, zone)
    return begins, local_instant(day.on, day.end.hour, day.end.minute, zone)
