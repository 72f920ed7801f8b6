"""The steps in order, and where each line of the list is mended. Pure."""

from collections.abc import Iterable

from regapp.conferences.models import Conference

# The last part of each step's address, and its words on the page stand in `words`.
STEPS = ("grunder", "tid", "platser", "fragor", "granska")
# Where a `readiness.Check` is mended: a step, or an endpoint of the conference's pages.
MENDED_AT = {
    "no_seats": "platser",
    "price_undecided": "platser",
    "closes_before_opening": "platser",
    "no_opening": "platser",
    "never_closes": "platser",
    "seller_number_missing": "details.edit",
    "data_protection_missing": "details.edit",
    "contact_missing": "grunder",
    "no_date": "tid",
    "date_is_past": "tid",
    "date_preliminary": "tid",
    "no_place": "tid",
    "no_venue": "tid",
    "no_lead": "dashboard.edit",
    "no_programme": "dashboard.programme",
    "no_remote_link": "choosing.index",
}


def stamp(conferences: Iterable[Conference]) -> str:
    """Which versions somebody saw: "12:3,13:3"."""
    return ",".join(f"{one.id}:{one.version}" for one in conferences)


def versions_in(stamped: str) -> dict[int, int]:
    """The versions of a stamp by conference; of nonsense none."""
    pairs = [one.split(":") for one in stamped.split(",")]
    return {
        int(pair[0]): int(pair[1])
        for pair in pairs
        if len(pair) == 2 and all(part.isdecimal() and len(part) < 10 for part in pair)
    }


def next_step(step: str) -> str:
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]
