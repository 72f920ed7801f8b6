"""The columns of the participants' sheet by key: which there are, and which somebody wants."""

from collections.abc import Sequence
from typing import Any

from regapp.web.i18n import lazy

# In the order of `participant_columns`; the last two stand for as many columns as there are.
COLUMN_WORDS: dict[str, Any] = {
    "place": lazy("Ort"),
    "status": lazy("Status"),
    "given_name": lazy("Förnamn"),
    "family_name": lazy("Efternamn"),
    "email": lazy("E-post"),
    "organization": lazy("Organisation"),
    "title": lazy("Titel"),
    "listed": lazy("Deltagarlista"),
    "created": lazy("Anmäld"),
    "number": lazy("Anmälans nummer"),
    "booker": lazy("Anmäld av"),
    "buyer": lazy("Fakturamottagare"),
    "org_number": lazy("Organisationsnummer"),
    "reference": lazy("Fakturareferens"),
    "choices": lazy("Val"),
    "questions": lazy("Egna frågor"),
}
_SINGLE = len(COLUMN_WORDS) - 2


def places_of(wanted: Sequence[str], *, choices: int, questions: int) -> list[int]:
    """Where the wanted columns stand in a whole row; all of them where none is wanted."""
    keys = [*list(COLUMN_WORDS)[:_SINGLE], *["choices"] * choices, *["questions"] * questions]
    found = [place for place, key in enumerate(keys) if key in wanted]
    return found or list(range(len(keys)))
