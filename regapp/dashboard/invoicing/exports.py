"""The columns of an export, and a row's values copied as plain text and numbers."""

from datetime import date
from typing import Any

from regapp.billing.models import LineKind
from regapp.conferences.rules import shown_days
from regapp.conferences.texts import title_of
from regapp.dashboard.invoicing.rules import Line
from regapp.organizers.models import OrganizerKind
from regapp.web.sheets import Column, Row

COLUMNS = (
    ("kind", Column("Radtyp", width=20)),
    ("org_number", Column("Organisationsnummer", width=20)),
    ("buyer", Column("Fakturamottagare", width=34)),
    ("buyer_kind", Column("Köpare", width=18)),
    ("state", Column("Inom- eller utomstatlig", width=18)),
    ("reference", Column("Fakturareferens", width=20)),
    ("endpoint", Column("Peppol-id eller GLN", width=22)),
    ("street", Column("Adress", width=26)),
    ("postcode", Column("Postnummer", width=12)),
    ("town", Column("Postort", width=18)),
    ("conference", Column("Konferens", width=40)),
    ("day", Column("Datum", "date", 12)),
    ("item", Column("Artikel", width=30)),
    ("quantity", Column("Antal", "whole", 8)),
    ("unit_net", Column("À-pris exkl. moms", "kr", 14)),
    ("net", Column("Netto", "kr", 12)),
    ("rate", Column("Momssats", width=12)),
    ("vat", Column("Moms", "kr", 12)),
    ("total", Column("Totalt", "kr", 12)),
    ("people", Column("Deltagare", width=44)),
    ("registrations", Column("Anmälningar", width=22)),
    ("earlier", Column("Tidigare underlag", width=16)),
)
_KINDS = {
    LineKind.CHARGE: "Debitering",
    LineKind.REVERSAL: "Kreditering",
    LineKind.CHANGED_BUYER: "Ändrade uppgifter",
}
# Swedish whatever language the page is read in: the row reads the same for ever.
_BUYERS = {
    OrganizerKind.COUNTY_BOARD: "Länsstyrelse",
    OrganizerKind.STATE: "Annan statlig myndighet",
    OrganizerKind.MUNICIPALITY: "Kommun",
    OrganizerKind.REGION: "Region",
    OrganizerKind.STATE_ENTERPRISE: "Statligt affärsverk eller bolag",
    OrganizerKind.COMPANY: "Företag",
    OrganizerKind.ASSOCIATION: "Förening",
    OrganizerKind.PERSON: "Privatperson",
    OrganizerKind.COOPERATION: "Samverkan",
}


def values_of(line: Line) -> dict[str, Any]:
    """A row as it will read for ever. Protected people stand with their alias."""
    first = line.seats[0]
    buyer, charge = first.registration, first.charge
    people = [seat.participant for seat in line.seats]
    state = buyer.buyer_kind is not None and buyer.buyer_kind.is_state_authority
    days = shown_days(first.conference)
    return {
        "kind": _KINDS[line.kind],
        "org_number": _hyphen(buyer.buyer_org_number),
        "buyer": buyer.buyer_name,
        "buyer_kind": _BUYERS[buyer.buyer_kind] if buyer.buyer_kind else "",
        "state": "inomstatlig" if state else "utomstatlig",
        # Empty while it is to come later: what stands here is printed on an invoice.
        "reference": buyer.buyer_reference,
        "endpoint": buyer.buyer_endpoint,
        "street": buyer.buyer_street,
        "postcode": buyer.buyer_postcode,
        "town": buyer.buyer_town,
        "conference": title_of(first.conference),
        "day": days[0].on.isoformat() if days else "",
        "item": ", ".join(part for part in (first.price.label, first.price.included) if part),
        "quantity": line.quantity,
        "unit_net": abs(charge.net_minor),
        "net": line.sum_of("net_minor"),
        "rate": "utanför moms" if charge.vat_permille is None else f"{charge.vat_permille // 10} %",
        "vat": line.sum_of("vat_minor"),
        "total": line.sum_of("gross_minor"),
        "people": ", ".join(person.alias if person.protected else person.name for person in people),
        "registrations": ", ".join(dict.fromkeys(seat.registration.reference for seat in line.seats)),
        "earlier": str(first.earlier) if first.earlier else "",
    }


def file_row(values: dict[str, Any]) -> Row:
    """A kept row as the cells of a file."""
    cells = {**values, "day": date.fromisoformat(values["day"]) if values.get("day") else None}
    return [cells.get(name) for name, _column in COLUMNS]


def _hyphen(number: str) -> str:
    return f"{number[:6]}-{number[6:]}" if len(number) == 10 else number
