"""From fee to money owed, and where invoices go. Pure."""

from regapp.billing.rules.endpoints import parse_endpoint
from regapp.billing.rules.sums import Line, Sum, VatLine, sum_of
from regapp.billing.rules.vat import Amounts, Parties, amounts, is_own_authority

__all__ = [
    "Amounts",
    "Line",
    "Parties",
    "Sum",
    "VatLine",
    "amounts",
    "is_own_authority",
    "parse_endpoint",
    "sum_of",
]
