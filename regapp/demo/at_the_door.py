"""The morning of Varberg's day: helpers at the entrance, and those who have come by now.

By the commands that the phones use, at the times they would have had; who did not come yet is by chance,
the same every time.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM, helper
from regapp.checkin.commands.links import make_link, set_tables
from regapp.checkin.commands.scans import receive
from regapp.checkin.keeper import Keeper
from regapp.checkin.models import DoorLink
from regapp.checkin.pins import new_pin
from regapp.checkin.queries import list_links
from regapp.checkin.rules import Sent
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.queries import find_address, get_conference
from regapp.demo.moments import instant
from regapp.registrations.models import Attendance, Participant, Status

_VARBERG = "smartare-gronare-sverige/varberg"
_HELPERS = ("Julia i entrén", "Omar vid grinden")
_OPENS = instant(date(2020, 3, 27), 8, 40)
_SEED = 327
# Three of four have come at half past nine.
_COMING_S = 66 * 60
_ALL_CAME = _OPENS + timedelta(seconds=_COMING_S)


def play_morning(session: Session, *, now: datetime, secret: str) -> int:
    """Check in who has come by `now`; how many. Nobody before the doors opened, where it was called off,
    or where it was played before."""
    if now < _OPENS:
        return 0
    address = find_address(session, _VARBERG)
    if address is None or address.conference_id is None:
        return 0
    conference = get_conference(session, address.conference_id)
    if conference.status is not ConferenceStatus.PUBLISHED or list_links(session, conference.id):
        return 0
    set_tables(session, conference.id, "A–F, G–L, M–Ö", by=SYSTEM, now=_OPENS - timedelta(days=1))
    links = [_link(session, conference, name, secret) for name in _HELPERS]
    sent: dict[int, list[Sent]] = {link.id: [] for link in links}
    for at, number, which in _arrivals(session, conference):
        if at <= now:
            sent[links[which].id].append(Sent(f"demo-{number:06d}", at, participant_id=number))
    for link in links:
        keeper = Keeper(conference, helper(link.id), link.name, "", may_override=False)
        if sent[link.id]:
            receive(session, keeper, sent[link.id], now=min(now, _ALL_CAME))
    return sum(map(len, sent.values()))


def _link(session: Session, conference: Conference, name: str, secret: str) -> DoorLink:
    return make_link(
        session, conference.id, name, pin=new_pin(), secret=secret, open_links=0, by=SYSTEM,
        now=_OPENS - timedelta(days=1),
    )  # fmt: skip


def _arrivals(session: Session, conference: Conference) -> Iterator[tuple[datetime, int, int]]:
    """When who comes, and past which of the helpers."""
    dice = Random(_SEED)  # noqa: S311 - invented people, nothing secret
    coming = select(Participant.id).where(
        Participant.conference_id == conference.id,
        Participant.status == Status.CONFIRMED,
        Participant.attendance == Attendance.ONSITE,
    )
    for number in session.scalars(coming.order_by(Participant.id)):
        yield (
            _OPENS + timedelta(seconds=int(dice.triangular(0, _COMING_S, _COMING_S * 0.7))),
            number,
            dice.randrange(2),
        )
