"""Addresses of invoices: digits checked one by one. Pure."""

from stdnum import ean

from regapp.kernel.refusal import Refusal
from regapp.organizers.organization_number import parse


def parse_endpoint(text: str) -> str:
    """A Peppol address "0007:2021002353" or "0088:7350053850019"; a bare GLN gets its scheme.

    Schemes and check digits: PEPPOL-COMMON-R040 (GLN) and R049 (organization number).
    Refuses endpoint_wrong, endpoint_scheme.
    """
    plain = text.replace(" ", "").replace("-", "")
    scheme, colon, number = plain.rpartition(":")
    if not colon and len(number) == 13:
        scheme = "0088"
    elif not colon and len(number) == 10:
        scheme = "0007"
    if scheme == "0088":
        if len(number) == 13 and number.isdecimal() and ean.is_valid(number):
            return f"0088:{number}"
        raise Refusal("endpoint_wrong")
    if scheme == "0007":
        try:
            return f"0007:{parse(number)}"
        except Refusal as refusal:
            raise Refusal("endpoint_wrong") from refusal
    raise Refusal("endpoint_scheme")
