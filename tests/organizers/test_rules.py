"""What each role may do."""

import pytest

from regapp.organizers.models import Role
from regapp.organizers.rules import Capability, Membership, Viewer, capabilities

C = Capability
_EVERYTHING = set(Capability)


def a_viewer(*roles: tuple[int, Role]) -> Viewer:
    held = tuple(
        Membership(number, role, f"o{number}", f"Organizer {number}", f"O{number}") for number, role in roles
    )
    return Viewer(1, "Carin Holm", "carin@exempel.se", held)


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        (Role.OWNER, set()),
        (Role.EDITOR, {C.SEE_DIETS, C.SEE_ALLERGIES, C.SEE_NEEDS, C.SEE_PROTECTED, C.FINANCE, C.MANAGE}),
        (Role.PARTICIPANTS, {C.EDIT, C.PUBLISH, C.FINANCE, C.MANAGE, C.SEE_LOG}),
        (Role.FINANCE, _EVERYTHING - {C.SEE, C.FINANCE}),
        (Role.KITCHEN, _EVERYTHING - {C.SEE_DIETS, C.SEE_ALLERGIES}),
        (Role.DOOR, _EVERYTHING - {C.SEE_NAMES, C.CHECK_IN}),
        (Role.READER, _EVERYTHING - {C.SEE}),
    ],
)
def test_a_role_may_do_all_but(role: Role, refused: set[Capability]) -> None:
    assert _EVERYTHING - capabilities(role) == refused


def test_every_role_may_do_something() -> None:
    assert all(capabilities(role) for role in Role)


def test_protected_names_are_for_two_roles_only() -> None:
    assert {role for role in Role if C.SEE_PROTECTED in capabilities(role)} == {Role.OWNER, Role.PARTICIPANTS}


def test_a_role_counts_at_its_own_organizer_only() -> None:
    viewer = a_viewer((1, Role.OWNER), (2, Role.READER))
    assert viewer.capabilities_at(1) == _EVERYTHING
    assert viewer.capabilities_at(2) == {C.SEE}
    assert viewer.capabilities_at(3) == frozenset()


def test_the_viewers_organizers_are_named_once_and_in_order() -> None:
    assert a_viewer((2, Role.READER), (1, Role.OWNER)).organizer_names == "O2, O1"
