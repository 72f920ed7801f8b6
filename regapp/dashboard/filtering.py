"""The list's filter as an address or a form carries it, and its tabs."""

from typing import Any

from regapp.dashboard.batches.forms import numbers
from regapp.dashboard.queries import Filter
from regapp.kernel.text import clean_line
from regapp.registrations.models import Status
from regapp.web.i18n import lazy

TABS: list[tuple[str, Any, Status | None]] = [
    ("anmalda", lazy("Anmälda"), Status.CONFIRMED),
    ("vantelista", lazy("Väntelista"), Status.WAITING),
    ("erbjudna", lazy("Erbjudna"), Status.OFFERED),
    ("avanmalda", lazy("Avanmälda"), Status.CANCELLED),
    ("incheckade", lazy("Incheckade"), Status.CONFIRMED),
    ("alla", lazy("Alla"), None),
]
# What carries the list's filter and ticks from page to page.
CARRIED = ("visa", "q", "bara", "alla", "id")
# A tab of its own that is a filter on one of the others.
CHECKED_IN = "incheckade"
STATUS_OF = {name: status for name, _label, status in TABS}
# Ticks of one page are at most as many as its rows; addresses made by hand may be longer.
_TICKED = 500


def filter_of(args: Any) -> Filter:
    """The filter that an address or form carries; nonsense is no filter.

    "id" is somebody ticked in the list, "alla" everybody whom the filter finds.
    """
    status = STATUS_OF.get(args.get("visa", "anmalda"), Status.CONFIRMED)
    ids = () if "alla" in args else numbers(args.getlist("id"))[:_TICKED]
    only = CHECKED_IN if args.get("visa") == CHECKED_IN else clean_line(args.get("bara", ""))[:20]
    return Filter(status, clean_line(args.get("q", ""))[:100], only, ids)


def carried(args: Any) -> list[tuple[str, str]]:
    """The same filter and ticks, as hidden fields: an address has no room for a thousand ticks."""
    return [(name, value) for name in CARRIED for value in args.getlist(name)[:_TICKED]]


def tab_of(wanted: Filter) -> str:
    if wanted.only == CHECKED_IN:
        return CHECKED_IN
    return next(name for name, status in STATUS_OF.items() if status is wanted.status)
