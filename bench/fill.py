"""A database to measure on: twenty conferences, one of them with a tenth of all participants."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Select, insert, select
from sqlalchemy.orm import Session

from regapp.accounts.models import Person
from regapp.accounts.passwords import hash_password
from regapp.billing.models import Charge
from regapp.conferences.commands.feeds import touch_feeds
from regapp.conferences.models import (
    Address,
    Conference,
    ConferenceDay,
    ConferenceKind,
    ConferenceStatus,
    PoolKind,
    PriceRow,
    Question,
    QuestionKind,
    SeatPool,
    Series,
    VatMode,
)  # fmt: skip
from regapp.database.engine import WRITES
from regapp.kernel.names import folded, sort_key
from regapp.kernel.sounds import sounded
from regapp.kernel.tokens import new_reference, new_ticket_code, new_token, new_uid
from regapp.organizers.models import Member, Organizer, OrganizerKind, Role
from regapp.programme.models import ItemKind, ProgrammeItem
from regapp.registrations.models import (
    Attendance,
    BookerRole,
    NeedsAnswer,
    Participant,
    Registration,
    Status,
)  # fmt: skip

EMAIL, PASSWORD = "carin@exempel.se", "grön skog vid havet"
CONFERENCES = 20
_NOW = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)
_OPENS = datetime(2020, 1, 14, 23, 0, tzinfo=UTC)
_BATCH = 5000
# The one place that can be full.
SMALL, SEATS = "Kalmar", 50
# The one place that asks more than names: four choices and three answers.
ASKING = "Luleå"


def fill(engine: Engine, participants: int) -> None:
    """One organizer, a series of three places, seventeen more conferences, and participants."""
    dice = random.Random(2020)
    with Session(engine) as session:
        session.connection(execution_options={WRITES: True})
        ids = _conferences(session)
        shares = [participants // 10] + [participants * 9 // 10 // (CONFERENCES - 1)] * (CONFERENCES - 1)
        for conference_id, share in zip(ids, shares, strict=True):
            for start in range(0, share, _BATCH):
                people(session, conference_id, min(_BATCH, share - start), dice)
            pool = session.scalars(main_pool(conference_id)).one()
            pool.taken, pool.capacity = share, pool.capacity + share
        session.commit()


def main_pool(conference_id: int) -> Select[SeatPool]:
    """The seats of the conference itself, apart from those of what it offers."""
    return select(SeatPool).where(
        SeatPool.conference_id == conference_id, SeatPool.kind == PoolKind.CONFERENCE
    )


def _conferences(session: Session) -> list[int]:
    owner = Organizer(
        slug="halland", name="Länsstyrelsen i Hallands län", short_name="Halland",
        kind=OrganizerKind.COUNTY_BOARD, org_number="2021002353", email="halland@exempel.se",
    )  # fmt: skip
    person = Person(
        email=EMAIL, name="Carin Holm", password_hash=hash_password(PASSWORD), one_time_password=False,
        active=True, created_at=_NOW,
    )  # fmt: skip
    session.add_all([owner, person])
    session.flush()
    session.add(Member(organizer_id=owner.id, person_id=person.id, role=Role.OWNER, created_at=_NOW))
    series = Series(
        title="Smartare, grönare Sverige", subtitle="Hållbar tillväxt", promises="Verktyg\nExempel",
        owner_id=owner.id, published=True, created_at=_NOW, changed_at=_NOW,
    )  # fmt: skip
    session.add(series)
    session.flush()
    session.add(Address(path="smartare", series_id=series.id))
    return [_conference(session, number, owner.id, series.id) for number in range(CONFERENCES)]


def _conference(session: Session, number: int, owner_id: int, series_id: int) -> int:
    in_series = number in {1, 2, 3}
    place = ("Varberg", "Kalmar", "Luleå")[number - 1] if in_series else f"Ort {number}"
    slug = ("varberg", "kalmar", "lulea")[number - 1] if in_series else f"ort-{number}"
    conference = Conference(
        kind=ConferenceKind.CONFERENCE, status=ConferenceStatus.PUBLISHED, title="Smartare, grönare Sverige",
        series_id=series_id if in_series else None, owner_id=owner_id, place=place,
        place_slug=slug if in_series else "", opens_at=_OPENS, closes_at=_OPENS + timedelta(days=66),
        contact_email="konferens@exempel.se", created_at=_NOW, changed_at=_NOW,
    )  # fmt: skip
    session.add(conference)
    session.flush()
    starts = datetime(2020, 3, 27, 9, 0, tzinfo=UTC)
    session.add_all([
        Address(path=f"smartare/{slug}" if in_series else slug, conference_id=conference.id),
        ConferenceDay(
            conference_id=conference.id, on=starts.date(), starts_at=starts,
            ends_at=starts + timedelta(hours=6), uid=new_uid(), created_at=_NOW, changed_at=_NOW,
        ),
        SeatPool(conference_id=conference.id, capacity=SEATS if place == SMALL else 1_000_000),
        PriceRow(
            conference_id=conference.id, seller_id=owner_id, label="Konferensavgift",
            included="fika och lunch", amount_minor=70_000, vat_mode=VatMode.INCLUSIVE, created_at=_NOW,
        ),
    ])  # fmt: skip
    if place == ASKING:
        session.flush()
        asks(session, conference.id)
    touch_feeds(session, conference, _NOW)
    return conference.id


def asks(session: Session, conference_id: int) -> None:
    """Four rounds of two seminars with seats, and three questions."""
    day = session.scalars(select(ConferenceDay).where(ConferenceDay.conference_id == conference_id)).one()
    items = [
        ProgrammeItem(
            conference_id=conference_id, day_id=day.id, kind=ItemKind.SEMINAR, round=number, title=title,
            uid=new_uid(), created_at=_NOW, changed_at=_NOW,
        )
        for number in range(1, 5)
        for title in ("Hälsa och skog", "Skog och utveckling")
    ]  # fmt: skip
    session.add_all(items)
    session.flush()
    session.add_all(
        SeatPool(conference_id=conference_id, kind=PoolKind.SEMINAR, subject_id=item.id, capacity=1_000_000)
        for item in items
    )
    session.add_all(
        Question(
            conference_id=conference_id, key=f"bench-{number}", position=number, kind=QuestionKind.SHORT,
            label=f"Fråga {number}", created_at=_NOW,
        )
        for number in range(1, 4)
    )  # fmt: skip


def people(session: Session, conference_id: int, count: int, dice: random.Random) -> None:
    kinds = [OrganizerKind.MUNICIPALITY, OrganizerKind.COUNTY_BOARD, OrganizerKind.COMPANY]
    registrations = [
        {
            "token": new_token(), "reference": new_reference(),
            "submission_key": new_token(), "submission_digest": "", "language": "sv",
            "booker_role": BookerRole.SELF, "booker_name": "Namn", "booker_email": "a@exempel.se",
            "booker_email_key": "a@exempel.se", "buyer_kind": dice.choice(kinds), "buyer_name": "Kommunen",
            "buyer_org_number": "2120001249", "buyer_reference": "ZZ", "reference_later": False,
            "flagged": False, "kind_disputed": False, "created_at": _NOW,
        }
        for _number in range(count)
    ]  # fmt: skip
    made = insert(Registration.__table__).returning(Registration.__table__.c.id)  # type: ignore[arg-type]  # declared as FromClause
    ids = session.execute(made, [_whole(Registration, row) for row in registrations]).scalars().all()
    rows = [_person(conference_id, number, row, dice) for number, row in zip(ids, registrations, strict=True)]
    made = insert(Participant.__table__).returning(Participant.__table__.c.id)  # type: ignore[arg-type]  # declared as FromClause
    people = session.execute(made, rows).scalars().all()
    charges = [
        {
            "participant_id": person, "registration_id": registration, "conference_id": conference_id,
            "price_row_id": conference_id, "seller_id": 1, "net_minor": 56_000, "vat_minor": 14_000,
            "gross_minor": 70_000, "currency": "SEK", "vat_permille": 250, "created_at": _NOW,
        }
        for person, registration in zip(people, ids, strict=True)
    ]  # fmt: skip
    session.execute(insert(Charge.__table__), charges)  # type: ignore[arg-type]  # declared as FromClause
    needs = [
        {
            "participant_id": person, "conference_id": conference_id, "diet": ["vegan"],
            "allergies": ["gluten"] if person % 2 else [], "food_note": "", "access_needs": "",
        }
        for person in people
        if person % 3 == 0
    ]  # fmt: skip
    if needs:
        session.execute(insert(NeedsAnswer.__table__), needs)  # type: ignore[arg-type]  # declared as FromClause


def _person(
    conference_id: int, registration_id: int, registration: dict[str, Any], dice: random.Random
) -> dict[str, Any]:
    given, family = dice.choice(("Åsa", "Bo", "Eva", "Lars")), f"Namn{dice.randrange(100_000)}son"
    return {
        "registration_id": registration_id, "conference_id": conference_id, "position": 0, "is_booker": True,
        "status": Status.CONFIRMED, "attendance": Attendance.ONSITE, "given_name": given,
        "family_name": family, "sort_key": sort_key(family, given),
        "search_key": folded(f"{given} {family} kommunen"),
        "sound_key": sounded(f"{given} {family} kommunen"), "email": "a@exempel.se",
        "email_key": new_ticket_code(), "organization": "Kommunen", "title": "", "listed": False,
        "protected": False, "alias": "", "token": new_token(), "ticket_code": new_ticket_code(),
        "feed_token": new_token(), "queue_ticket": None, "rising": 0, 
        "buyer_kind": registration["buyer_kind"], "lacks_reference": dice.random() < 0.1,
        "signed_up_on": date(2020, 1, 15) + timedelta(days=dice.randrange(30)),
        "created_at": _NOW, "status_at": _NOW,
    }  # fmt: skip


def _whole(model: Any, row: dict[str, Any]) -> dict[str, Any]:
    """Columns that have a default get it here: a bulk insert names all or none."""
    empty = {
        "buyer_endpoint": "",
        "buyer_street": "",
        "buyer_postcode": "",
        "buyer_town": "",
        "buyer_email": "",
    }
    return empty | row
