"""Who stands at the door: a member, or a helper with a link."""

from dataclasses import dataclass
from datetime import datetime

from regapp.audit.commands import By
from regapp.checkin.rules import check_open, is_open
from regapp.conferences.models import Conference


@dataclass(frozen=True)
class Keeper:
    """Of one conference's door, for one request.

    base          the address of the door's page; everything else lies under it
    name          whom others see as having done it
    may_override  let somebody in although every place is taken
    """

    conference: Conference
    by: By
    name: str
    base: str
    may_override: bool

    @property
    def is_member(self) -> bool:
        return self.by.person_id is not None

    def is_open(self, now: datetime) -> bool:
        return is_open(self.conference, now, member=self.is_member)

    def check_open(self, now: datetime) -> None:
        check_open(self.conference, now, member=self.is_member)
