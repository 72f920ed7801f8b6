"""Decisions about sign-ups: who is written to, who is next in line, what may still be done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from regapp.conferences.models import Conference
from regapp.conferences.rules import SignUpState, sign_up_state
from regapp.kernel.names import folded
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import OrganizerKind
from regapp.registrations.models import Participant, Registration, Status

# Codes kept in `NeedsAnswer`; their words are in `regapp.registrations.needs`.
DIETS = ("vegetarian", "vegan")
ALLERGIES = ("gluten", "lactose", "milk", "egg", "nuts", "fish", "shellfish", "soy", "other")

ACTIVE = (Status.CONFIRMED, Status.WAITING, Status.OFFERED)
SEATED = (Status.CONFIRMED, Status.OFFERED)


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


def may_return(conference: Conference, now: datetime) -> bool:
    return sign_up_state(conference, now) is SignUpState.OPEN


def lacks_reference(kind: OrganizerKind | None, reference: str, *, charged: bool) -> bool:
    """Whether finance still needs the buyer's reference. Private persons have none."""
    return charged and not reference and kind not in {None, OrganizerKind.PERSON}


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
