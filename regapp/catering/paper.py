"""The numbers as a paper for the kitchen's wall."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from regapp.catering.queries import Kitchen
from regapp.catering.rules import Table
from regapp.catering.words import plate_words, served_words, signed
from regapp.conferences.texts import title_of, when, where
from regapp.documents.pdf import make_pdf
from regapp.web.filters import moment
from regapp.web.i18n import _, language, ngettext


def kitchen_pdf(kitchens: Sequence[Kitchen], *, now: datetime) -> bytes:
    """A tagged PDF; lines that changed are marked and say by how much."""
    return make_pdf("catering/plates.typ", kitchen_paper(kitchens, now), now=now, language=language())


def kitchen_paper(kitchens: Sequence[Kitchen], now: datetime) -> dict[str, Any]:
    return {
        "title": _("Antal till köket"),
        "names": ", ".join(one.conference.place or title_of(one.conference, language()) for one in kitchens),
        "counted": _("Räknat %(at)s.", at=moment(now)),
        "places": [_place(one) for one in kitchens],
        "note": _("Varje person räknas en gång, med all kost och alla allergier tillsammans."),
    }


def _place(kitchen: Kitchen) -> dict[str, Any]:
    held = kitchen.conference
    facts = [when(held, language()), where(held, language())]
    if kitchen.reported:
        facts.append(_("Lämnat till köket %(at)s.", at=moment(kitchen.reported.made_at)))
    return {
        "name": title_of(held, language()),
        "facts": ", ".join(fact for fact in facts if fact),
        "meals": [_meal(kitchen, table) for table in kitchen.tables],
    }


def _meal(kitchen: Kitchen, table: Table) -> dict[str, Any]:
    heads = [_("Kost"), _("Antal")]
    heads += [_("Sedan rapporten")] if kitchen.reported else []
    heads += [_("Sedan låsningen")] if kitchen.frozen else []
    rows = []
    for line in table.lines:
        row = [plate_words(line.plate), str(line.count)]
        row += [signed(line.since_report)] if kitchen.reported else []
        row += [signed(line.since_freeze)] if kitchen.frozen else []
        rows.append(row)
    total = table.total.count
    return {
        "name": served_words(table.served),
        "total": ngettext("%(num)s portion", "%(num)s portioner", total),
        "heads": heads,
        "rows": rows,
        "changed": [number for number, line in enumerate(table.lines) if line.changed],
    }
