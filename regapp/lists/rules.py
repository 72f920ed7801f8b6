"""Which column is what, and what a row says; pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from regapp.kernel.names import plain

MOST_ROWS = 1000
# So many rows may stand above the headings: a title in merged cells, "sep=;".
ABOVE = 4
KEPT = timedelta(days=1)
# A sheet of more rows than this is made by the worker.
AT_ONCE = 10_000
# So long silent, an export has lost its worker.
SILENT = timedelta(seconds=60)
# A field, and what its column may be called, Swedish and English, as `_bare` has it.
NAMES: Mapping[str, tuple[str, ...]] = {
    "given_name": ("fornamn", "tilltalsnamn", "firstname", "givenname", "forename"),
    "family_name": ("efternamn", "lastname", "familyname", "surname"),
    "full_name": ("namn", "deltagare", "name", "fullname", "participant", "heltnamn"),
    "email": ("epost", "epostadress", "mejl", "mail", "mailadress", "mejladress", "email", "emailaddress"),
    "organization": (
        "organisation", "myndighet", "arbetsplats", "arbetsgivare", "foretag", "organization", "company",
        "employer", "authority",
    ),
    "title": ("titel", "befattning", "roll", "yrke", "title", "jobtitle", "position"),
    "buyer_name": ("fakturamottagare", "kopare", "buyer", "invoicerecipient", "fakturatill", "invoiceto"),
    "org_number": ("organisationsnummer", "orgnr", "orgnummer", "organizationnumber", "companynumber"),
    "reference": ("fakturareferens", "referens", "erreferens", "invoicereference", "reference"),
    "endpoint": ("efakturaadress", "peppol", "peppolid", "gln", "einvoiceaddress"),
    "street": ("fakturaadress", "adress", "gatuadress", "invoiceaddress", "address", "street"),
    "postcode": ("postnummer", "postnr", "postcode", "postalcode", "zip"),
    "town": ("postort", "ort", "town", "city"),
}  # fmt: skip
BUYERS = ("buyer_name", "org_number", "reference", "endpoint", "street", "postcode", "town")
_NO_LETTER = re.compile(r"[^a-z0-9]")


def guess_columns(header: Sequence[str]) -> dict[int, str]:
    """What each column seems to be by its heading; a field is given to the first that fits."""
    found: dict[int, str] = {}
    for column, heading in enumerate(header):
        bare = _bare(heading)
        field = next((field for field, names in NAMES.items() if bare in names), None)
        if field is not None and field not in found.values():
            found[column] = field
    return found


def looks_like_header(cells: Sequence[str]) -> bool:
    """Whether a first row names columns rather than a person."""
    return bool(guess_columns(cells)) and not any("@" in cell for cell in cells)


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the rows holds the headings: the first, or below a title one that names at least two."""
    for place, cells in enumerate(rows[: ABOVE + 1]):
        if looks_like_header(cells) and (place == 0 or len(guess_columns(cells)) > 1):
            return place
    return None


def missing_columns(chosen: Collection[str], *, priced: bool) -> list[str]:
    """What no row can do without, and no column has been said to be.

    >>> missing_columns(["given_name", "family_name", "organization"], priced=False)
    []
    >>> missing_columns(["email"], priced=True)
    ['full_name', 'organization', 'org_number']
    """
    named = "full_name" in chosen or {"given_name", "family_name"} <= set(chosen)
    needed = ["organization", "org_number"] if priced else ["organization"]
    return [*([] if named else ["full_name"]), *(field for field in needed if field not in chosen)]


def read_row(cells: Sequence[str], columns: Mapping[int, str]) -> dict[str, str]:
    """What a row says of each field. A whole name is divided before its last word, or at its comma."""
    found = {field: cells[column] if column < len(cells) else "" for column, field in columns.items()}
    whole = found.pop("full_name", "")
    if whole and not found.get("given_name") and not found.get("family_name"):
        found["given_name"], found["family_name"] = divide_name(whole)
    return found


def divide_name(whole: str) -> tuple[str, str]:
    """Given and family name.

    >>> divide_name("Anna Maria Lindqvist"), divide_name("Lindqvist, Anna Maria")
    (('Anna Maria', 'Lindqvist'), ('Anna Maria', 'Lindqvist'))
    """
    family, comma, given = whole.partition(",")
    if comma:
        return given.strip(), family.strip()
    given, _, family = whole.strip().rpartition(" ")
    return given, family


def _bare(heading: str) -> str:
    return _NO_LETTER.sub("", plain(heading))
