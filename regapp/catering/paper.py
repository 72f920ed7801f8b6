"""The numbers as a paper for the kitchen's wall."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from regapp.catering.queries import Kitchen
from regapp.catering.rules import Line, Table
from regapp.catering.words import (
    counting_words,
    plate_words,
    portions_words,
    served_words,
    signed,
    told_words,
)
from regapp.conferences.texts import title_of, when, where
from regapp.documents.pdf import make_pdf
from regapp.web.filters import moment
from regapp.web.i18n import _, language


def kitchen_pdf(kitchens: Sequence[Kitchen], *, now: datetime) -> bytes:
    """A tagged PDF; lines that changed are marked and say by how much."""
    return make_pdf("catering/plates.typ", kitchen_paper(kitchens, now), now=now, language=language())


def kitchen_paper(kitchens: Sequence[Kitchen], now: datetime) -> dict[str, Any]:
    return {
        "title": _("Antal till köket"),
        "names": ", ".join(one.conference.place or title_of(one.conference, language()) for one in kitchens),
        "counted": _("Räknat %(at)s.", at=moment(now)),
        "places": [_place(one, now) for one in kitchens],
        "note": counting_words(),
    }


def _place(kitchen: Kitchen, now: datetime) -> dict[str, Any]:
    held = kitchen.conference
    facts = [when(held, language()), where(held, language())]
    asked = [held.contact_name, held.contact_email, held.contact_phone]
    contact = ", ".join(part for part in asked if part)
    return {
        "name": title_of(held, language()),
        "facts": ", ".join(fact for fact in facts if fact),
        "told": told_words(kitchen, now),
        "contact": f"{_('Frågor:')} {contact}" if held.contact_email or held.contact_phone else "",
        "meals": [_meal(kitchen, table) for table in kitchen.tables],
    }


def _meal(kitchen: Kitchen, table: Table) -> dict[str, Any]:
    heads = [_("Kost"), _("Antal")]
    heads += [_("Sedan rapporten")] if kitchen.reported else []
    heads += [_("Sedan låsningen")] if kitchen.frozen else []
    return {
        "name": served_words(table.served),
        "total": portions_words(table),
        "heads": heads,
        "rows": [_row(kitchen, plate_words(line.plate), line) for line in table.lines],
        "all": _row(kitchen, _("Alla"), table.total),
        "changed": [number for number, line in enumerate(table.lines) if line.changed],
    }


def _row(kitchen: Kitchen, words: str, line: Line) -> list[str]:
    row = [words, str(line.count)]
    row += [signed(line.since_report) or "–"] if kitchen.reported else []
    row += [signed(line.since_freeze) or "–"] if kitchen.frozen else []
    return row
