"""Swedish organization numbers: read as people write them, checked digit by digit."""

from stdnum import luhn

from regapp.kernel.refusal import Refusal
from regapp.organizers.models import OrganizerKind

# The 21 county boards' serials within 202100 (swedish state authorities).
_COUNTY_BOARDS = frozenset(
    [
        "2021002247",
        "2021002254",
        "2021002262",
        "2021002270",
        "2021002288",
        "2021002296",
        "2021002304",
        "2021002312",
        "2021002320",
        "2021002346",
        "2021002353",
        "2021002361",
        "2021002395",
        "2021002403",
        "2021002411",
        "2021002429",
        "2021002437",
        "2021002445",
        "2021002452",
        "2021002460",
        "2021002478",
    ]
)
# State enterprises: charged VAT like anybody else, although the state owns them.
_ENTERPRISES = frozenset({"2021000795", "2021000654", "2021004284"})


def parse(text: str) -> str:
    """Ten digits from 202100-2353, 2021002353 or 162021002353.

    Refuses org_number_length, org_number_wrong and org_number_personal: a third digit below
    two belongs to a person, whose number has no business here.
    """
    digits = text.replace("-", "").replace(" ", "").replace("\N{EN DASH}", "")
    if len(digits) == 12 and digits.startswith("16"):
        digits = digits[2:]
    if not digits.isascii() or not digits.isdecimal():
        raise Refusal("org_number_wrong")
    if len(digits) != 10:
        raise Refusal("org_number_length", count=len(digits))
    if digits[2] < "2":
        raise Refusal("org_number_personal")
    if not luhn.is_valid(digits):
        raise Refusal("org_number_wrong")
    return digits


def suggested_kind(number: str) -> OrganizerKind | None:
    """What the number says about who it belongs to; None where it says nothing.

    A suggestion only: the booker's word stands, and the organizer hears of a difference.
    """
    if number in _ENTERPRISES:
        return OrganizerKind.STATE_ENTERPRISE
    if number in _COUNTY_BOARDS:
        return OrganizerKind.COUNTY_BOARD
    prefixes = {
        "202100": OrganizerKind.STATE,
        "212000": OrganizerKind.MUNICIPALITY,
        "232100": OrganizerKind.REGION,
    }
    return prefixes.get(number[:6])
