"""The numbers as a table for a file."""

from collections.abc import Iterable, Iterator

from regapp.catering.queries import Kitchen
from regapp.catering.words import plate_words
from regapp.web.i18n import _, either
from regapp.web.sheets import Column, Row


def kitchen_columns() -> list[Column]:
    return [
        Column(_("Ort"), width=16),
        Column(_("Dag"), "date", 12),
        Column(_("Måltid"), width=20),
        Column(_("Kost"), width=40),
        Column(_("Antal"), "whole", 10),
        Column(_("Ändrat sedan rapporten"), "whole", 22),
        Column(_("Ändrat sedan låsningen"), "whole", 22),
    ]


def kitchen_rows(kitchens: Iterable[Kitchen]) -> Iterator[Row]:
    """A row for each plate, numbers only."""
    for kitchen in kitchens:
        place = kitchen.conference.place or kitchen.conference.title
        for table in kitchen.tables:
            label = either(table.served.label, table.served.label_en) or _("Mat på plats")
            for line in table.lines:
                yield (
                    place,
                    table.served.on,
                    label,
                    plate_words(line.plate),
                    line.count,
                    line.since_report if line.reported is not None else None,
                    line.since_freeze if line.frozen is not None else None,
                )
