"""A stretch of time in a place: two UTC instants and the zone they are read in."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Timespan:
    """From `starts_at` to `ends_at` (aware UTC), read on the clocks of `zone` (IANA name)."""

    starts_at: datetime
    ends_at: datetime
    zone: str = "Europe/Stockholm"

    def __post_init__(self) -> None:
        if self.ends_at < self.starts_at:
            raise ValueError("a timespan ends after it starts")

    def local_start(self) -> datetime:
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    def local_end(self) -> datetime:
        return self.ends_at.astimezone(ZoneInfo(self.zone))
