"""What is missing before a conference is shown to everybody. Pure.

Hindrances stop the publishing; the rest is advice, since a conference may be announced long before
all of it is known.
"""

from dataclasses import dataclass
from datetime import datetime

from regapp.conferences.models import Conference, ConferenceMode, VatMode
from regapp.conferences.rules import held_days, local_date, pool_of
from regapp.kernel.refusal import Refusal
from regapp.organizers.models import Organizer


@dataclass(frozen=True)
class Check:
    """One line of the list. `code` names its text and where it is mended."""

    code: str
    hinders: bool = False


def checks(conference: Conference, now: datetime) -> list[Check]:
    """What is missing, hindrances first. Loaded: days, pools, prices, owner with its host."""
    stops = [Check(refusal.code, hinders=True) for refusal in hindrances(conference)]
    return [*stops, *(Check(code) for code in _advice(conference, now))]


def hindrances(conference: Conference) -> list[Refusal]:
    """What stops the publishing, in the order it is told."""
    standing = [price for price in conference.prices if price.withdrawn_at is None]
    takes, owner = conference.opens_at is not None, conference.owner
    wrong = {
        "no_seats": takes and not _has_seats(conference),
        "price_undecided": takes and any(price.vat_mode is VatMode.UNDECIDED for price in standing),
        "seller_number_missing": any(price.amount_minor for price in standing) and not seller_number(owner),
        "contact_missing": takes and not conference.contact_email,
        "data_protection_missing": takes and not data_protection_address(owner),
        "closes_before_opening": _closes_first(conference),
    }
    return [Refusal(code) for code, is_so in wrong.items() if is_so]


def _advice(conference: Conference, now: datetime) -> list[str]:
    days = held_days(conference)
    takes = conference.opens_at is not None
    said = {
        "no_date": not days,
        "date_is_past": bool(days) and days[0].on < local_date(now, conference.zone),
        "date_preliminary": bool(days) and conference.preliminary,
        "no_place": conference.mode is not ConferenceMode.REMOTE and not conference.place,
        "no_venue": conference.mode is not ConferenceMode.REMOTE
        and bool(conference.place)
        and not conference.venue,
        "no_opening": not takes,
        "never_closes": takes and conference.closes_at is None,
        "no_lead": not conference.lead,
        "no_programme": not conference.programme and conference.programme_published_at is None,
        "no_remote_link": conference.mode is not ConferenceMode.ONSITE and not conference.remote_url,
    }
    return [code for code, is_so in said.items() if is_so]


def seller_number(owner: Organizer) -> str:
    """The organization number that invoices are sent under: its own, or its host's."""
    return owner.org_number or (owner.host.org_number if owner.host else None) or ""


def data_protection_address(owner: Organizer) -> str:
    """Where people ask about their personal data: the organizer's, or its host's."""
    own = owner.data_protection_email or owner.email
    return own or (owner.host.data_protection_email or owner.host.email if owner.host else "")


def _closes_first(conference: Conference) -> bool:
    opens, closes = conference.opens_at, conference.closes_at
    return opens is not None and closes is not None and closes <= opens


def _has_seats(conference: Conference) -> bool:
    pool = pool_of(conference)
    return pool is not None and pool.capacity > 0
