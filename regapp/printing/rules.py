"""Sheets of badges in millimetres, and what stands on a badge."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from regapp.registrations.models import Attendance, Participant, Status

_A4_WIDTH_MM, _A4_HEIGHT_MM = 210.0, 297.0


@dataclass(frozen=True)
class Stock:
    """An A4 sheet of badges to tear off: the badges stand edge to edge in its middle.

    width_mm, height_mm  of one badge
    """

    key: str
    width_mm: float
    height_mm: float
    columns: int
    rows: int
    # As it is called in the shop.
    sold_as: str

    @property
    def left_mm(self) -> float:
        return (_A4_WIDTH_MM - self.columns * self.width_mm) / 2

    @property
    def top_mm(self) -> float:
        return (_A4_HEIGHT_MM - self.rows * self.height_mm) / 2

    @property
    def per_sheet(self) -> int:
        return self.columns * self.rows


# Sizes of the makers' data sheets.
STOCKS = {
    stock.key: stock
    for stock in (
        Stock("90x54", 90, 54, 2, 5, "Durable 1445-02"),
        Stock("90x60", 90, 60, 2, 4, "Durable 1456-02"),
        Stock("75x40", 75, 40, 2, 6, "Durable 1453-02"),
    )
}


class Order(Enum):
    """In which order badges lie in the box."""

    NAME = "name"
    ORGANIZATION = "organization"


@dataclass(frozen=True)
class Badge:
    """What stands on one badge.

    line      beneath the name: what the participant wrote, or the title
    no_photo  carries the mark of somebody who does not want to be photographed
    """

    participant_id: int
    name: str
    line: str
    organization: str
    no_photo: bool
    ticket_code: str
    sort_key: str
    printed_as: str = ""

    @property
    def words(self) -> str:
        """All that is read on it."""
        return " ".join((self.name, self.line, self.organization))

    @property
    def digest(self) -> str:
        """Of all that can be seen, so that a change of any of it is told."""
        words = "\x1f".join((self.name, self.line, self.organization, str(self.no_photo), self.ticket_code))
        return hashlib.sha256(words.encode()).hexdigest()

    @property
    def is_new(self) -> bool:
        return self.printed_as != self.digest


def wears_badge(person: Participant) -> bool:
    """Who comes in person and has a seat."""
    return person.status is Status.CONFIRMED and person.attendance is Attendance.ONSITE


def in_order(badges: Sequence[Badge], order: Order) -> list[Badge]:
    """As they are wanted; within an organization by name."""
    if order is Order.NAME:
        return sorted(badges, key=lambda one: (one.sort_key, one.participant_id))
    return sorted(badges, key=lambda one: (one.organization.casefold(), one.sort_key, one.participant_id))
