"""The conferences of a season: made whole, or changed the way an organizer's save changes them.

A change goes through the same commands as a save on the page, so calendars, the line and the
people who are signed up hear of it. Refuses what would pull a signed-up person's seat, price
or seller away.
"""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.edit import ConferenceEdit, DayPlan, publish_conference
from regapp.conferences.commands.feeds import touch_entries, touch_feeds
from regapp.conferences.models import (
    Address,
    Conference,
    ConferenceDay,
    ConferenceOrganizer,
    ConferenceStatus,
    PriceRow,
    SeatPool,
)
from regapp.conferences.queries import find_address, get_conference
from regapp.conferences.rules import pool_of
from regapp.interest.queries import read_editions
from regapp.interest.rules import makes_circle
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_uid
from regapp.programme.queries import list_items
from regapp.registrations.commands.conference import edit_conference
from regapp.season.apply import Load
from regapp.season.choices import load_choices
from regapp.season.facts import (
    Verdict,
    compare,
    digest,
    newest_price,
    planned_conference,
    stored_conference,
)
from regapp.season.hours import day_instants
from regapp.season.items import load_items, stored_items
from regapp.season.offers import add_offers, note_offers
from regapp.season.plan import ConferencePlan, Problem, Season


def load_conferences(load: Load, season: Season) -> None:
    ids = {plan.path: load.address(plan.path, plan.key, "conference_id") for plan in season.conferences}
    load.stop_if_wrong()
    new = [plan for plan in season.conferences if ids[plan.path][0] is None]
    made = [(plan, _make(load, plan)) for plan in new]
    for plan, row in made:
        # Now that both of a pair are there.
        row.related_id = _conference_id(load.session, plan.related)
        row.previous_id = _previous_id(load, plan, row.id)
        load.session.flush()
        if row.status is not ConferenceStatus.DRAFT:
            touch_feeds(load.session, row, load.now)
        if plan.items:
            load_items(load.session, get_conference(load.session, row.id), plan, load.now)
    for plan in season.conferences:
        conference_id = ids[plan.path][0]
        if conference_id is not None:
            _refresh(load, plan, conference_id)
    load.stop_if_wrong()
    for plan in season.conferences:
        made_id = _conference_id(load.session, plan.path)
        if made_id is not None:
            load_choices(load.session, get_conference(load.session, made_id), plan, load.now)


def _make(load: Load, plan: ConferencePlan) -> Conference:
    row = Conference(
        **plan.texts,
        **plan.columns,
        kind=plan.kind,
        status=ConferenceStatus.PUBLISHED if plan.published else ConferenceStatus.DRAFT,
        published_at=load.now if plan.published else None,
        series_id=_series_id(load.session, plan),
        owner_id=load.ids[plan.owner],
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        created_at=load.now,
        changed_at=load.now,
        season_digest=digest(planned_conference(plan)),
    )
    load.session.add(row)
    load.session.flush()
    load.session.add(Address(path=plan.path, conference_id=row.id))
    for day in _days(plan):
        load.session.add(
            ConferenceDay(
                conference_id=row.id, on=day.on, starts_at=day.starts_at, ends_at=day.ends_at,
                uid=new_uid(), created_at=load.now, changed_at=load.now,
            )
        )  # fmt: skip
    _add_seats(load, plan, row)
    _add_price(load, plan, row)
    _set_co_organizers(load, plan, row)
    add_offers(load.session, plan.offers, row, load.now)
    load.session.flush()
    load.report.added += 1
    return row


def _refresh(load: Load, plan: ConferencePlan, conference_id: int) -> None:
    row = get_conference(load.session, conference_id)
    wanted = planned_conference(plan)
    items = stored_items(list_items(load.session, row.id), row.zone)
    stands = {
        **stored_conference(row, load.slugs), "programme_items": items,
        "previous": _path(load.session, row.previous_id),
    }  # fmt: skip
    found = compare(stands, wanted, loaded=row.season_digest)
    verdict = load.report.note(plan.path, found)
    if verdict is not Verdict.KEEP and add_offers(load.session, plan.offers, row, load.now):
        note_offers(load.session, row, load.now)
        row = _again(load.session, row)
    if verdict is not Verdict.CHANGE:
        return
    if not _is_allowed(load, plan, row, found.fields):
        return
    try:
        _change(load, plan, row, found.fields)
    except Refusal as refusal:
        field = "seats" if refusal.field == "capacity" else ""
        load.problems.append(Problem(f"{plan.key}.{field}".rstrip("."), _reason(refusal)))
        return
    row.season_digest = digest(wanted)
    load.session.flush()


def _is_allowed(load: Load, plan: ConferencePlan, row: Conference, fields: tuple[str, ...]) -> bool:
    pool = pool_of(row)
    wrong = {
        "owner": "owner" in fields and pool is not None and bool(pool.taken or pool.waiting)
        and "kan inte bytas när någon är anmäld",
        "seats": pool is not None and plan.seats is None and "kan inte tas bort, ange ett antal",
        "price": newest_price(row.prices) is not None
        and plan.price is None
        and "kan inte tas bort, ange amount = 0",
        "published": "status" in fields and not plan.published
        and "en publicerad konferens kan inte bli ett utkast igen",
    }  # fmt: skip
    found = [Problem(f"{plan.key}.{name}", reason) for name, reason in wrong.items() if reason]
    load.problems.extend(found)
    return not found


def _change(load: Load, plan: ConferencePlan, row: Conference, fields: tuple[str, ...]) -> None:
    session = load.session
    if "seats" in fields and pool_of(row) is None:
        _add_seats(load, plan, row)
    if {"price", "owner"}.intersection(fields):
        _add_price(load, plan, row)
    if "co_organizers" in fields:
        _set_co_organizers(load, plan, row)
    session.flush()
    values = {
        **plan.texts,
        **plan.columns,
        "kind": plan.kind,
        "owner_id": load.ids[plan.owner],
        "related_id": _conference_id(session, plan.related),
        "previous_id": _previous_id(load, plan, row.id),
        "opens_at": plan.opens_at,
        "closes_at": plan.closes_at,
    }
    row = _again(session, row)
    edit = ConferenceEdit(row.version, values, _days(plan))
    edit_conference(session, row, edit, capacity=plan.seats, by=SYSTEM, now=load.now)
    if {"price", "co_organizers"}.intersection(fields):
        touch_entries(session, _again(session, row), load.now)
    if "programme_items" in fields:
        load_items(session, _again(session, row), plan, load.now)
    if "status" in fields:
        publish_conference(session, _again(session, row), by=SYSTEM, now=load.now)


def _again(session: Session, row: Conference) -> Conference:
    """The same row with what was just added to it."""
    session.expire(row, ["days", "pools", "prices", "co_organizers", "owner", "related"])
    return get_conference(session, row.id)


def _days(plan: ConferencePlan) -> list[DayPlan]:
    return [DayPlan(day.on, *day_instants(day, plan.columns["zone"])) for day in plan.days]


def _add_seats(load: Load, plan: ConferencePlan, row: Conference) -> None:
    if plan.seats is not None:
        load.session.add(SeatPool(conference_id=row.id, capacity=plan.seats))


def _add_price(load: Load, plan: ConferencePlan, row: Conference) -> None:
    """A row of its own: the one before is withdrawn but stays, since charges point at it."""
    if plan.price is None:
        return
    before = newest_price(row.prices) if "prices" in vars(row) else None
    if before is not None:
        before.withdrawn_at = load.now
    load.session.add(
        PriceRow(
            conference_id=row.id,
            valid_from=load.now if before is not None else None,
            seller_id=load.ids[plan.owner],
            amount_minor=plan.price.amount * 100,
            vat_mode=plan.price.vat,
            vat_permille=plan.price.vat_percent * 10,
            state_pays_net=plan.price.state_pays_net,
            created_at=load.now,
            **plan.price.texts,
        )
    )


def _set_co_organizers(load: Load, plan: ConferencePlan, row: Conference) -> None:
    old = delete(ConferenceOrganizer).where(ConferenceOrganizer.conference_id == row.id)
    load.session.execute(old)
    for position, slug in enumerate(plan.co_organizers):
        load.session.add(
            ConferenceOrganizer(conference_id=row.id, organizer_id=load.ids[slug], position=position)
        )


def _series_id(session: Session, plan: ConferencePlan) -> int | None:
    found = find_address(session, plan.series) if plan.series else None
    return found.series_id if found else None


def _conference_id(session: Session, path: str) -> int | None:
    found = find_address(session, path) if path else None
    return found.conference_id if found else None


def _previous_id(load: Load, plan: ConferencePlan, conference_id: int) -> int | None:
    """The one before it, which may have been loaded in another year."""
    found = _conference_id(load.session, plan.previous)
    if plan.previous and found is None:
        load.problems.append(Problem(f"{plan.key}.previous", f"{plan.previous} är ingen konferens"))
    elif makes_circle(conference_id, found, read_editions(load.session)):
        load.problems.append(Problem(f"{plan.key}.previous", f"{plan.previous} kommer efter den"))
        return None
    return found


def _path(session: Session, conference_id: int | None) -> str:
    if conference_id is None:
        return ""
    return session.scalars(select(Address.path).where(Address.conference_id == conference_id)).first() or ""


def _reason(refusal: Refusal) -> str:
    if refusal.code == "capacity_below_taken":
        return f"det finns redan {refusal.details['taken']} anmälda"
    return f"går inte att ändra ({refusal.code})"
