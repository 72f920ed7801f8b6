"""The seat of one participant at the conference itself, on site or from a distance."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from regapp.conferences.commands.seats import leave_line, release, take
from regapp.conferences.models import Conference
from regapp.registrations.models import Attendance, Participant
from regapp.registrations.rules import pool_for


def take_seat(session: Session, conference: Conference, attendance: Attendance) -> bool:
    """One seat, never past those who wait. Where nothing limits them there always is one."""
    pool = pool_for(conference, attendance)
    return pool is None or take(session, pool.id, 1)


def give_back(
    session: Session,
    conference: Conference,
    *,
    seated: Sequence[Participant] = (),
    waiting: Sequence[Participant] = (),
) -> None:
    """Give back the seats of those seated, and the places in line of those who wait."""
    for people, give in ((seated, release), (waiting, leave_line)):
        for attendance in Attendance:
            pool = pool_for(conference, attendance)
            count = sum(person.attendance is attendance for person in people)
            if pool is not None and count:
                give(session, pool.id, count)
