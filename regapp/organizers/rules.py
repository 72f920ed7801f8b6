"""What a role may do, and who somebody is to the organizers. Everything not granted is refused."""

from dataclasses import dataclass
from enum import Enum, auto

from regapp.audit.commands import By, member
from regapp.organizers.models import Role


class Capability(Enum):
    """What a page or a button asks for."""

    # The conference with its figures and tasks.
    SEE = auto()
    # Its dates, places, texts.
    EDIT = auto()
    # Publish it, call it off.
    PUBLISH = auto()
    # Names and organizations, for the door.
    SEE_NAMES = auto()
    # Check people in at the door, let in who comes unannounced, move who comes to the wrong place.
    CHECK_IN = auto()
    # Everything about participants but their diet and needs.
    SEE_PARTICIPANTS = auto()
    EDIT_PARTICIPANTS = auto()
    EXPORT = auto()
    # Write to them: a mailing.
    MAIL = auto()
    # How many of each diet; never whose.
    SEE_DIETS = auto()
    # The names of those with an allergy who ticked that the kitchen may see them. Recorded.
    SEE_ALLERGIES = auto()
    # Diet, allergies and needs of the single participant.
    SEE_NEEDS = auto()
    # The real name of somebody with a protected identity. Each view is recorded.
    SEE_PROTECTED = auto()
    # Charges and the basis for invoices; the seller's own members only.
    FINANCE = auto()
    # Who else has a role, for one's own organizer; who did what.
    MANAGE = auto()
    SEE_LOG = auto()


Capabilities = frozenset[Capability]

_C = Capability
_HANDLING = frozenset(
    {_C.SEE, _C.SEE_NAMES, _C.CHECK_IN, _C.SEE_PARTICIPANTS, _C.EDIT_PARTICIPANTS, _C.EXPORT, _C.MAIL}
)
_GRANTED: dict[Role, Capabilities] = {
    Role.OWNER: frozenset(Capability),
    Role.EDITOR: _HANDLING | {_C.EDIT, _C.PUBLISH, _C.SEE_LOG},
    Role.PARTICIPANTS: _HANDLING | {_C.SEE_DIETS, _C.SEE_ALLERGIES, _C.SEE_NEEDS, _C.SEE_PROTECTED},
    Role.FINANCE: frozenset({_C.SEE, _C.FINANCE}),
    Role.KITCHEN: frozenset({_C.SEE_DIETS, _C.SEE_ALLERGIES}),
    Role.DOOR: frozenset({_C.SEE_NAMES, _C.CHECK_IN}),
    Role.READER: frozenset({_C.SEE}),
}


def capabilities(role: Role) -> Capabilities:
    """What a role may do at the conferences of its own organizer."""
    return _GRANTED[role]


@dataclass(frozen=True)
class RoleInvite:
    """Somebody who is to have a role. `language` is that of the letter."""

    email: str
    name: str
    role: Role
    language: str = "sv"


@dataclass(frozen=True)
class Membership:
    """A role at one organizer. `joined`: they have looked in since they got it."""

    organizer_id: int
    role: Role
    organizer_slug: str
    organizer_name: str
    organizer_short_name: str
    # The authority that answers for a cooperation such as RUS; None for an authority itself.
    host_id: int | None = None
    joined: bool = True


@dataclass(frozen=True)
class ConferenceRole:
    """A role at one conference only, on behalf of an organizer that holds it."""

    conference_id: int
    organizer_id: int
    role: Role
    organizer_short_name: str
    joined: bool = True


@dataclass(frozen=True)
class Viewer:
    """Somebody signed in, with every role they have. Made anew for each request.

    conference_roles  read by `regapp.conferences.guards`, since the slice above knows conferences
    """

    person_id: int
    name: str
    email: str
    memberships: tuple[Membership, ...]
    conference_roles: tuple[ConferenceRole, ...] = ()

    @property
    def organizer_ids(self) -> frozenset[int]:
        """Those where the viewer has a role at everything."""
        return frozenset(membership.organizer_id for membership in self.memberships)

    @property
    def conference_ids(self) -> frozenset[int]:
        """Those where the viewer has a role of its own, whatever else they may see."""
        return frozenset(one.conference_id for one in self.conference_roles)

    @property
    def organizer_names(self) -> str:
        """For the head of the pages: "Länsstyrelsen i Hallands län, RUS"."""
        named = [one.organizer_short_name for one in self.memberships]
        return ", ".join(dict.fromkeys(named + [one.organizer_short_name for one in self.conference_roles]))

    @property
    def by(self) -> By:
        """Who acts, for the history."""
        return member(self.person_id)

    def capabilities_at(self, organizer_id: int) -> Capabilities:
        """What the viewer's roles at one organizer grant together; nothing for a stranger."""
        roles = (one.role for one in self.memberships if one.organizer_id == organizer_id)
        return frozenset().union(*(capabilities(role) for role in roles))

    def capabilities_in(self, conference_id: int, organizer_id: int) -> Capabilities:
        """What the viewer may do at one conference on behalf of one of those who hold it."""
        here = (
            one.role
            for one in self.conference_roles
            if one.conference_id == conference_id and one.organizer_id == organizer_id
        )
        return self.capabilities_at(organizer_id).union(*(capabilities(role) for role in here))
