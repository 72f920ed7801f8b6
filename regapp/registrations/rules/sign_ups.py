"""Decisions about sign-ups: who is written to, who is next in line, what may still be done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from regapp.conferences.models import Conference, ConferenceMode, ConferenceStatus, SeatPool
from regapp.conferences.rules import (
    Seats,
    SignUpState,
    check_not_called_off,
    held_days,
    is_off,
    local_date,
    local_instant,
    pool_of,
    remote_pool_of,
    sign_up_state,
    standing,
)
from regapp.kernel.names import folded
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import OrganizerKind
from regapp.registrations.models import Attendance, Participant, Registration, Status

# Codes kept in `NeedsAnswer`; their words are in `regapp.registrations.needs`.
DIETS = ("vegetarian", "vegan")
ALLERGIES = ("gluten", "lactose", "milk", "egg", "nuts", "fish", "shellfish", "soy", "other")

ACTIVE = (Status.CONFIRMED, Status.WAITING, Status.OFFERED)
SEATED = (Status.CONFIRMED, Status.OFFERED)

# Diet, allergy and needs: health data, kept no longer than the bill from the kitchen takes.
NEEDS_STAY = timedelta(days=14)
# The hour of the conference's own clocks at which reminders leave.
REMINDER_HOUR = 9


class Reminder(Enum):
    """A letter that comes by itself so many days before the first day."""

    WEEK = "reminder_week"
    DAY = "reminder_day"

    @property
    def days(self) -> int:
        return 7 if self is Reminder.WEEK else 1


@dataclass(frozen=True)
class LetterTargets:
    """Ids that letters about a change go to: participants with an address, the booker apart.

    The booker who takes part gets the participant's letter only; it covers the whole
    registration.
    """

    participant_ids: tuple[int, ...]
    booker: bool


def letter_targets(registration: Registration, participants: Iterable[Participant]) -> LetterTargets:
    """Who hears of something that happened to `participants` of `registration`."""
    own = list(participants)
    booker_comes = any(participant.is_booker for participant in registration.participants)
    told = any(participant.is_booker for participant in own)
    return LetterTargets(
        participant_ids=tuple(participant.id for participant in own if participant.email),
        booker=not booker_comes or (bool(own) and not told),
    )


def has_address(registration: Registration, participant: Participant) -> bool:
    """Whether a letter about `participant` reaches anybody: them, or the booker who is told for them."""
    told = letter_targets(registration, [participant])
    return bool(told.participant_ids) or (told.booker and bool(registration.booker_email))


def holder_email(registration: Registration, participants: Sequence[Participant], *, whole: bool) -> str:
    """The address of whoever holds a link that opens `participants`: all of them (`whole`: the
    booker's), else one; "" if they have none."""
    if not whole:
        return participants[0].email
    mine = (one.email for one in participants if one.is_booker and one.email and one.status in ACTIVE)
    return next(mine, registration.booker_email)


def same_person_key(given_name: str, family_name: str, email: str) -> str:
    """Equal for sign-ups that look like one person's: same name and same address."""
    return f"{folded(given_name)} {folded(family_name)} {email.casefold()}"


def check_may_cancel(conference: Conference, now: datetime) -> None:
    """Until the last day is over; a cancelled conference has nothing left to cancel."""
    _check_live(conference, now)


def check_may_return(conference: Conference, now: datetime) -> None:
    """Returning is signing up again: only while the sign-up is open."""
    state = sign_up_state(conference, now)
    if state is not SignUpState.OPEN:
        raise Refusal("signup_past" if state is SignUpState.PAST else "signup_closed_short")


def may_cancel(conference: Conference, now: datetime) -> bool:
    return sign_up_state(conference, now) not in {SignUpState.PAST, SignUpState.CANCELLED}


def may_get_seat(conference: Conference, now: datetime) -> bool:
    """Whether seats are given and offered: not for what has no day to come to."""
    return may_cancel(conference, now) and not is_off(conference)


def check_may_get_seat(conference: Conference, now: datetime) -> None:
    _check_live(conference, now)
    check_not_called_off(conference)


def may_take_in(conference: Conference, now: datetime) -> bool:
    """Whether somebody of another place may come here: a seat is free that nobody waits for, and
    it has opened and not begun. Loaded: days, pools."""
    stands = standing(conference, pool_of(conference), now)
    begun = stands.state not in {SignUpState.OPEN, SignUpState.CLOSED}
    return not begun and stands.capacity > 0 and stands.seats is not Seats.FULL


def check_may_leave(conference: Conference, now: datetime) -> None:
    """Whoever was to come to what is cancelled may still go elsewhere."""
    if conference.status is not ConferenceStatus.CANCELLED:
        _check_live(conference, now)


def may_return(conference: Conference, now: datetime) -> bool:
    return sign_up_state(conference, now) is SignUpState.OPEN


def is_apart(conference: Conference, attendance: Attendance) -> bool:
    """Whether somebody has a seat from a distance rather than one of the conference's own."""
    return conference.mode is ConferenceMode.HYBRID and attendance is Attendance.REMOTE


def pool_for(conference: Conference, attendance: Attendance) -> SeatPool | None:
    """The seats that somebody's is one of; None where they are not limited."""
    return remote_pool_of(conference) if is_apart(conference, attendance) else pool_of(conference)


def attendance_at(conference: Conference, wished: Attendance) -> Attendance:
    """How somebody who would rather be there so takes part in `conference`."""
    only = {ConferenceMode.ONSITE: Attendance.ONSITE, ConferenceMode.REMOTE: Attendance.REMOTE}
    return only.get(conference.mode, wished)


def lacks_reference(kind: OrganizerKind | None, reference: str, *, charged: bool) -> bool:
    """Whether finance still needs the buyer's reference. Private persons have none."""
    return charged and not reference and kind not in {None, OrganizerKind.PERSON}


def needs_deleted_on(conference: Conference) -> date | None:
    """The day on which diet and needs are deleted; None while the conference has no date.

    Counted from the last day still held; of a cancelled conference from the last one planned.
    """
    days = held_days(conference) or conference.days
    last = max((day.on for day in days), default=None)
    return last + NEEDS_STAY if last else None


def reminder_at(reminder: Reminder, first_day: date, zone: str) -> datetime:
    """When it leaves: at nine by the local clock, so many days before."""
    return local_instant(first_day - timedelta(days=reminder.days), REMINDER_HOUR, 0, zone)


def reminder_due_on(reminder: Reminder, conference: Conference, now: datetime | None) -> date | None:
    """The first day that people are to be reminded of at `now`; None if they are not.

    From nine until the local day is over: after that "i morgon" is not true. Loaded: days.
    """
    days = held_days(conference)
    held = conference.status is ConferenceStatus.PUBLISHED and not conference.preliminary
    if not held or not days or now is None:
        return None
    first = days[0].on
    same_day = local_date(now, conference.zone) == first - timedelta(days=reminder.days)
    return first if same_day and now >= reminder_at(reminder, first, conference.zone) else None


def active(participants: Iterable[Participant]) -> Sequence[Participant]:
    return [participant for participant in participants if participant.status in ACTIVE]


def shown_name(participant: Participant, *, may_see_protected: bool) -> str:
    """The real name, or the alias of a protected identity."""
    if participant.protected and not may_see_protected:
        return participant.alias
    return participant.name


def _check_live(conference: Conference, now: datetime) -> None:
    state = sign_up_state(conference, now)
    if state is SignUpState.PAST:
        raise Refusal("conference_past")
    if state is SignUpState.CANCELLED:
        raise Refusal("signup_cancelled")
