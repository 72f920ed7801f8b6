"""The next edition: everything that was set up, nobody who took part.

Copied: texts, days, seats, fees, options, codes (unused), questions, letters, the evaluation, how one
invites, the programme without its speakers, rounds and meals, mailings as drafts, who holds it and who works
with it. Not copied:
participants and what hangs on them, invitations, interest, news, calendars' marks, the link for
taking part remotely, whatever turn it took, that it was public.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.choices.models import Meal, Round
from regapp.conferences.commands.create import claim_address
from regapp.conferences.models import (
    AccessCode,
    Conference,
    ConferenceDay,
    ConferenceMember,
    ConferenceMode,
    ConferenceOrganizer,
    ConferenceStatus,
    FeeCategory,
    Option,
    PoolKind,
    PriceRow,
    Question,
    SeatPool,
    Series,
    SeriesOrganizer,
)
from regapp.conferences.slugs import check_slug
from regapp.dashboard.copying.mailings import copy_mailings
from regapp.dashboard.copying.rows import copy_rows, of_conference, values_of
from regapp.dashboard.copying.rules import (
    CopyPlan,
    Shift,
    begins_with_another,
    co_organizers_of_copy,
    meant_days,
)
from regapp.invitations.models import Guests
from regapp.kernel.tokens import new_uid
from regapp.organizers.models import Organizer
from regapp.programme.models import ProgrammeItem, Room, Track
from regapp.surveys.models import Survey, SurveyQuestion
from regapp.wording.models import LetterText

_NOT_COPIED = {
    "id", "series_id", "related_id", "previous_id", "owner_id", "status", "mode", "title", "published_at",
    "programme_published_at", "preview_token", "cancelled_at", "postponed_at", "turn_reason",
    "turn_reason_en", "moved_from", "moved_from_place", "free_until_at", "turned_digital_at", "created_at",
    "changed_at", "changed_by_id", "version", "season_digest", "remote_url",
}  # fmt: skip
# Of a venue that is not the new one's.
_WHERE = ("venue", "street", "coordinates", "arrival", "arrival_en")
Numbers = dict[str, dict[int, Any]]


def copy_conference(
    session: Session,
    source: Conference,
    plan: CopyPlan,
    *,
    acting: Sequence[int],
    by: By,
    now: datetime,
    series: Series | None = None,
) -> Conference:
    """A draft of the next edition. Refuses slug_shape, slug_reserved, slug_taken.

    acting  organizers that whoever copies acts for
    series  the copied series that it becomes a place of

    Loaded: days, co_organizers.
    """
    if series is None:
        check_slug(plan.slug)
    shift = Shift(plan.days, source.zone)
    copy = _conference(session, source, plan, shift, by=by, now=now, series=series)
    claim_address(session, plan.slug, conference_id=copy.id)
    _holders(session, source, copy, plan, acting, now)
    days = _days(session, source, copy, plan, shift, now)
    _offers(session, source, copy, shift, now)
    _asked(session, source, copy, shift, now, by)
    _programme(session, source, copy, shift, days, now)
    if series is None:
        copy_mailings(session, {source.id: copy.id}, shift, series_id=None, by=by, now=now)
    record(
        session, "conference_copied", by=by, subject_type="conference", subject_ids=[copy.id], now=now,
        conference_id=copy.id,
    )  # fmt: skip
    return copy


def copy_series(
    session: Session,
    source: Series,
    places: Sequence[Conference],
    plan: CopyPlan,
    *,
    acting: Sequence[int],
    by: By,
    now: datetime,
) -> Series:
    """A draft series with a draft for each of these places. Each keeps its own organizers.

    Loaded: of the places days and co_organizers.
    """
    check_slug(plan.slug)
    without = {"id", "title", "owner_id", "published", "created_at", "changed_at", "season_digest"}
    copy = Series(
        **values_of(source, without=without), title=plan.title, owner_id=plan.owner_id, published=False,
        created_at=now, changed_at=now,
    )  # fmt: skip
    session.add(copy)
    session.flush()
    claim_address(session, plan.slug, series_id=copy.id)
    for number, position in _named(session, source):
        session.add(SeriesOrganizer(series_id=copy.id, organizer_id=number, position=position))
    made = {}
    for place in places:
        own = replace(plan, slug=f"{plan.slug}/{place.place_slug}", owner_id=place.owner_id)
        own = replace(own, title=plan.title if place.title == source.title else place.title)
        made[place.id] = copy_conference(session, place, own, acting=acting, by=by, now=now, series=copy).id
    if made:
        shift = Shift(plan.days, places[0].zone)
        copy_mailings(session, made, shift, series_id=copy.id, by=by, now=now)
    return copy


def _conference(
    session: Session,
    source: Conference,
    plan: CopyPlan,
    shift: Shift,
    *,
    by: By,
    now: datetime,
    series: Series | None,
) -> Conference:
    values = shift.of(values_of(source, without=_NOT_COPIED))
    if values["expected_month"] is not None:
        values["expected_month"] = values["expected_month"].replace(day=1)
    if plan.place is not None and plan.place != source.place:
        values |= {"place": plan.place, "county": plan.county, **dict.fromkeys(_WHERE, "")}
    if plan.owner_id != source.owner_id:
        values |= _new_hosts(session, plan.owner_id)
    digital = source.turned_digital_at is not None
    copy = Conference(
        **values,
        title=plan.title,
        status=ConferenceStatus.DRAFT,
        mode=ConferenceMode.ONSITE if digital else source.mode,
        owner_id=plan.owner_id,
        series_id=series.id if series else None,
        previous_id=source.id,
        created_at=now,
        changed_at=now,
        changed_by_id=by.person_id,
    )
    session.add(copy)
    session.flush()
    return copy


def _new_hosts(session: Session, owner_id: int) -> dict[str, Any]:
    """Whom to ask: not somebody of the organizer that hands it over."""
    host = session.get_one(Organizer, owner_id)
    return {
        "contact_name": "", "contact_email": host.email, "contact_phone": host.phone,
        "needs_contact_id": None, "sender_email": "", "reply_mailbox": "",
    }  # fmt: skip


def _holders(
    session: Session,
    source: Conference,
    copy: Conference,
    plan: CopyPlan,
    acting: Sequence[int],
    now: datetime,
) -> None:
    named = [one.organizer_id for one in source.co_organizers]
    holding = co_organizers_of_copy(named, plan.owner_id, acting)
    for position, number in enumerate(holding):
        session.add(ConferenceOrganizer(conference_id=copy.id, organizer_id=number, position=position))
    session.flush()
    roles = of_conference(session, ConferenceMember, source.id)
    kept = [one for one in roles if one.organizer_id in {plan.owner_id, *holding}]
    _copied(session, ConferenceMember, kept, copy, Shift(0, source.zone), created_at=now)


def _days(
    session: Session, source: Conference, copy: Conference, plan: CopyPlan, shift: Shift, now: datetime
) -> dict[int, ConferenceDay]:
    """The new days by the numbers of the old; one without hours where there was none."""
    if plan.days is None:
        if plan.first_on is not None:
            session.add(ConferenceDay(conference_id=copy.id, on=plan.first_on, uid=new_uid(), **_stamps(now)))
            session.flush()
        return {}
    fresh = {"sequence": 0, "removed_at": None} | _stamps(now)
    return _copied(
        session, ConferenceDay, meant_days(source), copy, shift, new={"uid": lambda _day: new_uid()}, **fresh
    )


def _offers(session: Session, source: Conference, copy: Conference, shift: Shift, now: datetime) -> None:
    """Seats, categories, options and codes that stand, and what they cost."""
    stamp: dict[str, Any] = {"created_at": now, "withdrawn_at": None}

    def standing(kind: Any) -> Sequence[Any]:
        return of_conference(session, kind, source.id, kind.withdrawn_at.is_(None))

    categories = _copied(session, FeeCategory, standing(FeeCategory), copy, shift, **stamp)
    options = _copied(session, Option, standing(Option), copy, shift, **stamp)
    codes = [code for code in standing(AccessCode) if code.category_id in categories]
    codes_made = _copied(
        session, AccessCode, codes, copy, shift, **stamp,
        new={"category_id": lambda code: categories[code.category_id].id},
    )  # fmt: skip
    _prices(session, standing(PriceRow), copy, shift, {"category_id": categories, "option_id": options}, now)
    subjects = {PoolKind.OPTION: options, PoolKind.CODE: codes_made}
    pools = of_conference(session, SeatPool, source.id)
    for pool in pools:
        if pool.kind in {PoolKind.CONFERENCE, PoolKind.REMOTE}:
            _pool(session, copy, pool, 0)
        elif pool.subject_id in subjects.get(pool.kind, {}):
            _pool(session, copy, pool, subjects[pool.kind][pool.subject_id].id)


def _prices(
    session: Session,
    rows: Sequence[PriceRow],
    copy: Conference,
    shift: Shift,
    owners: Numbers,
    now: datetime,
) -> None:
    whole = [
        row
        for row in rows
        if all(getattr(row, name) is None or getattr(row, name) in owners[name] for name in owners)
    ]
    new: dict[str, Any] = {
        name: lambda row, name=name: getattr(owners[name].get(getattr(row, name)), "id", None)
        for name in owners
    }
    new["valid_from"] = lambda row: shift(row.valid_from) if begins_with_another(row, whole) else None
    fresh = {"seller_id": copy.owner_id, "created_at": now, "withdrawn_at": None}
    _copied(session, PriceRow, whole, copy, shift, new=new, **fresh)


def _asked(
    session: Session, source: Conference, copy: Conference, shift: Shift, now: datetime, by: By
) -> None:
    """Own questions, letters, and how one invites."""
    questions = of_conference(session, Question, source.id, Question.retired_at.is_(None))
    _copied(session, Question, questions, copy, shift, created_at=now, retired_at=None)
    for letter in of_conference(session, LetterText, source.id):
        values = values_of(letter, without={"conference_id", "version", "changed_at", "changed_by_id"})
        session.add(LetterText(conference_id=copy.id, changed_at=now, changed_by_id=by.person_id, **values))
    for survey in of_conference(session, Survey, source.id):
        _survey(session, survey, copy, now)
    for guests in of_conference(session, Guests, source.id):
        session.add(Guests(conference_id=copy.id, **shift.of(values_of(guests, without={"conference_id"}))))
    session.flush()


def _survey(session: Session, survey: Survey, copy: Conference, now: datetime) -> None:
    """The same evaluation, as nobody has answered it."""
    kept = {"intro", "intro_en", "opens_by_itself", "reminds", "open_days"}
    values = {name: getattr(survey, name) for name in kept}
    made = Survey(conference_id=copy.id, created_at=now, **values)
    session.add(made)
    session.flush()
    asked = select(SurveyQuestion).where(SurveyQuestion.survey_id == survey.id)
    for question in session.scalars(asked.order_by(SurveyQuestion.position)):
        values = values_of(question, without={"id", "survey_id", "counts", "shown_counts", "texts"})
        session.add(SurveyQuestion(survey_id=made.id, **values))


def _programme(
    session: Session,
    source: Conference,
    copy: Conference,
    shift: Shift,
    days: Mapping[int, ConferenceDay],
    now: datetime,
) -> None:
    """What happens when, for the desk to go on from: without speakers, and preliminary."""
    found = of_conference(session, ProgrammeItem, source.id, ProgrammeItem.removed_at.is_(None))
    items = [item for item in found if item.day_id in days]
    still = Shift(0, source.zone)
    tracks = _copied(session, Track, of_conference(session, Track, source.id), copy, still)
    fresh = {"speakers": "", "preliminary": True, "told": None, "sequence": 0} | _stamps(now)
    new: dict[str, Any] = {
        "uid": lambda _item: new_uid(),
        "day_id": lambda item: days[item.day_id].id,
        "track_id": lambda item: tracks[item.track_id].id if item.track_id else None,
    }
    if source.place != copy.place:
        # Rooms are the old venue's.
        fresh["room"] = ""
    else:
        _copied(session, Room, of_conference(session, Room, source.id), copy, still)
    made = _copied(session, ProgrammeItem, items, copy, shift, new=new, **fresh)
    for pool in of_conference(session, SeatPool, source.id, SeatPool.kind == PoolKind.SEMINAR):
        if pool.subject_id in made:
            _pool(session, copy, pool, made[pool.subject_id].id)
    for old, day in days.items():
        for one in session.scalars(select(Round).where(Round.day_id == old)):
            session.add(Round(day_id=day.id, number=one.number, required=one.required))
    meals = [meal for meal in of_conference(session, Meal, source.id) if not meal.removed]
    served = [meal for meal in meals if meal.day_id in days]
    _copied(session, Meal, served, copy, shift, new={"day_id": lambda meal: days[meal.day_id].id})
    session.flush()


def _stamps(now: datetime) -> dict[str, Any]:
    return {"created_at": now, "changed_at": now}


def _copied(
    session: Session,
    kind: Any,
    rows: Sequence[Any],
    copy: Conference,
    shift: Shift,
    *,
    new: Mapping[str, Any] | None = None,
    **fresh: Any,
) -> dict[int, Any]:
    return copy_rows(session, kind, rows, shift, fresh={"conference_id": copy.id, **fresh}, new=new)


def _pool(session: Session, copy: Conference, pool: SeatPool, subject_id: int) -> None:
    """The same number of seats, all of them free."""
    session.add(
        SeatPool(conference_id=copy.id, kind=pool.kind, subject_id=subject_id, capacity=pool.capacity)
    )
    session.flush()


def _named(session: Session, series: Series) -> list[tuple[int, int]]:
    found = select(SeriesOrganizer).where(SeriesOrganizer.series_id == series.id)
    return [(one.organizer_id, one.position) for one in session.scalars(found)]
