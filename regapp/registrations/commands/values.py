"""What a sign-up consists of when it leaves the form."""

import hashlib
from dataclasses import dataclass

from regapp.choices.rules import Chosen
from regapp.organizers.models import OrganizerKind
from regapp.registrations.models import Attendance, BookerRole


@dataclass(frozen=True)
class NewParticipant:
    """One person to be signed up; every text clean, `email` empty when there is none."""

    given_name: str
    family_name: str
    email: str
    organization: str
    title: str = ""
    diet: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    food_note: str = ""
    named_to_kitchen: bool = False
    access_needs: str = ""
    listed: bool = False
    is_booker: bool = False
    protected: bool = False
    alias: str = ""
    # By question: what was written or chosen, see `Answer.values`.
    answers: tuple[tuple[int, tuple[str, ...]], ...] = ()
    # The fee category (None: the ordinary fee) and the options chosen.
    category_id: int | None = None
    option_ids: tuple[int, ...] = ()
    attendance: Attendance = Attendance.ONSITE
    # Items of rounds; days and meals by id.
    choices: tuple[Chosen, ...] = ()
    days: tuple[int, ...] = ()
    meals: tuple[int, ...] = ()

    @property
    def is_named_to_kitchen(self) -> bool:
        """Only an allergy is a reason for a name."""
        return self.named_to_kitchen and bool(self.allergies)

    @property
    def has_needs(self) -> bool:
        return bool(self.diet or self.allergies or self.food_note or self.access_needs)


@dataclass(frozen=True)
class BuyerDetails:
    """Who pays. `org_number` ten digits or empty, `endpoint` "0007:…"/"0088:…" or empty."""

    kind: OrganizerKind
    name: str
    org_number: str = ""
    reference: str = ""
    reference_later: bool = False
    endpoint: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    email: str = ""
    kind_disputed: bool = False


@dataclass(frozen=True)
class SignUp:
    """A sent form. `buyer` is None where nothing is charged.

    once_more  sent again after being asked whether somebody is signed up already
    next_time  the booker wants to hear when the next edition opens
    accepts_fewer  in line, the group takes what seats there are
    """

    key: str
    booker_role: BookerRole
    booker_name: str
    booker_email: str
    participants: tuple[NewParticipant, ...]
    buyer: BuyerDetails | None
    language: str = "sv"
    once_more: bool = False
    flagged: bool = False
    # Of the invitation that it answers, where only the invited may come.
    invitation: str = ""
    # The access code as typed, for those of its category.
    code: str = ""
    next_time: bool = False
    accepts_fewer: bool = False

    def digest(self) -> str:
        """Equal for equal contents: tells a double click from an edited form sent again."""
        parts = (self.booker_name, self.booker_email, self.participants, self.buyer)
        return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


@dataclass(frozen=True)
class SignedUp:
    """The answer to a sent form.

    token    of the registration, for its page
    seated   seats for all; otherwise all wait
    again    the form had been sent before: nothing new was made
    edited   … and it says something else now, which was not kept
    """

    token: str
    seated: bool
    again: bool = False
    edited: bool = False
