"""Rows that tests stand on: organizers, a conference with seats and a price, people who sign up."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from regapp.conferences.commands.feeds import touch_feeds
from regapp.conferences.models import (
    Address,
    Conference,
    ConferenceDay,
    ConferenceKind,
    ConferenceStatus,
    PriceRow,
    SeatPool,
    Series,
    VatMode,
)
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import local_instant
from regapp.kernel.tokens import new_token, new_uid
from regapp.organizers.models import Organizer, OrganizerKind
from regapp.registrations.commands import BuyerDetails, NewParticipant, SignUp
from regapp.registrations.models import BookerRole

ZONE = "Europe/Stockholm"
MADE_AT = datetime(2019, 12, 1, 9, 0, tzinfo=UTC)
OPENS_AT = datetime(2020, 1, 14, 23, 0, tzinfo=UTC)
HALLAND, KALMAR = "2021002353", "2021002304"


def make_organizer(session: Session, slug: str = "halland", **values: Any) -> Organizer:
    """Länsstyrelsen i Hallands län unless told otherwise."""
    defaults: dict[str, Any] = {
        "name": f"Länsstyrelsen {slug}",
        "short_name": slug.title(),
        "kind": OrganizerKind.COUNTY_BOARD,
        "org_number": HALLAND if slug == "halland" else None,
        "email": f"{slug}@exempel.se",
    }
    organizer = Organizer(slug=slug, **defaults | values)
    session.add(organizer)
    session.flush()
    return organizer


def make_series(session: Session, owner: Organizer, slug: str = "smartare") -> Series:
    series = Series(
        title="Smartare, grönare Sverige", owner_id=owner.id, published=True, created_at=MADE_AT,
        changed_at=MADE_AT,
    )  # fmt: skip
    session.add(series)
    session.flush()
    session.add(Address(path=slug, series_id=series.id))
    session.flush()
    return series


def make_conference(
    session: Session,
    owner: Organizer,
    *,
    path: str = "varberg",
    capacity: int = 50,
    price: int = 70_000,
    series: Series | None = None,
    days: Sequence[date] = (date(2020, 3, 27),),
    hours: tuple[int, int] | None = (10, 16),
    **values: Any,
) -> Conference:
    """A published conference in Varberg, 27 March 2020, 10-16, 700 kr; loaded as for its page."""
    place = path.rpartition("/")[2]
    defaults: dict[str, Any] = {
        "kind": ConferenceKind.CONFERENCE,
        "status": ConferenceStatus.PUBLISHED,
        "title": "Smartare, grönare Sverige",
        "place": place.title(),
        "place_slug": place if series else "",
        "opens_at": OPENS_AT,
        "closes_at": local_instant(date(2020, 3, 21), 0, 0, ZONE),
        "contact_name": "Konferensgruppen",
        "contact_email": "konferens@exempel.se",
        "contact_phone": "010-000 00 00",
        "created_at": MADE_AT,
        "changed_at": MADE_AT,
        "published_at": MADE_AT,
    }
    conference = Conference(owner_id=owner.id, series_id=series.id if series else None, **defaults | values)
    session.add(conference)
    session.flush()
    session.add(Address(path=path, conference_id=conference.id))
    for on in days:
        session.add(_day(conference.id, on, hours))
    session.add(SeatPool(conference_id=conference.id, capacity=capacity))
    session.add(_price(conference.id, owner.id, price))
    session.flush()
    if conference.status is not ConferenceStatus.DRAFT:
        touch_feeds(session, conference, MADE_AT)
    session.commit()
    return get_conference(session, conference.id)


def a_person(number: int = 0, **values: Any) -> NewParticipant:
    """Åsa Öberg, then Person 1, Person 2 …, each with an address of their own."""
    defaults: dict[str, Any] = {
        "given_name": "Åsa" if number == 0 else "Person",
        "family_name": "Öberg" if number == 0 else f"Nummer {number}",
        "email": "asa.oberg@exempel.se" if number == 0 else f"person{number}@exempel.se",
        "organization": "Varbergs kommun",
        "is_booker": number == 0,
    }
    return NewParticipant(**defaults | values)


def a_buyer(**values: Any) -> BuyerDetails:
    """Varbergs kommun, with a reference."""
    defaults: dict[str, Any] = {
        "kind": OrganizerKind.MUNICIPALITY,
        "name": "Varbergs kommun",
        "org_number": "2120001249",
        "reference": "ZZABC123",
    }
    return BuyerDetails(**defaults | values)


def a_sign_up(people: Sequence[NewParticipant] | int = 1, **values: Any) -> SignUp:
    """A sent form with a fresh key: so many people, the first of them the booker."""
    if isinstance(people, int):
        people = [a_person(number) for number in range(people)]
    booker = people[0]
    defaults: dict[str, Any] = {
        "key": new_token(),
        "booker_role": BookerRole.SELF if len(people) == 1 else BookerRole.SELF_AND_OTHERS,
        "booker_name": f"{booker.given_name} {booker.family_name}",
        "booker_email": booker.email,
        "participants": tuple(people),
        "buyer": a_buyer(),
    }
    return SignUp(**defaults | values)


def _day(conference_id: int, on: date, hours: tuple[int, int] | None) -> ConferenceDay:
    return ConferenceDay(
        conference_id=conference_id,
        on=on,
        starts_at=local_instant(on, hours[0], 0, ZONE) if hours else None,
        ends_at=local_instant(on, hours[1], 0, ZONE) if hours else None,
        uid=new_uid(),
        created_at=MADE_AT,
        changed_at=MADE_AT,
    )


def _price(conference_id: int, seller_id: int, amount_minor: int) -> PriceRow:
    return PriceRow(
        conference_id=conference_id,
        seller_id=seller_id,
        label="Konferensavgift",
        included="fika och lunch",
        amount_minor=amount_minor,
        vat_mode=VatMode.INCLUSIVE,
        vat_permille=250,
        created_at=MADE_AT - timedelta(days=1),
    )
