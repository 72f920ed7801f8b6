"""The next edition: everything that was set up comes along, nobody who took part."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.campaigns.models import CampaignState
from regapp.campaigns.queries import list_campaigns
from regapp.choices.models import Meal, Round
from regapp.conferences.models import (
    AccessCode,
    Conference,
    ConferenceOrganizer,
    ConferenceStatus,
    FeeCategory,
    Option,
    PoolKind,
    PriceRow,
    SeatPool,
)
from regapp.conferences.queries import get_conference, list_questions
from regapp.conferences.rules import held_days, pool_of
from regapp.database.base import Base
from regapp.organizers.models import Organizer
from regapp.programme.models import ProgrammeItem, Room, Track
from regapp.season.load import load_season
from regapp.surveys.commands import make_survey
from regapp.surveys.models import Survey, SurveyQuestion
from regapp.wording.commands import save_text
from tests.campaigns.desk import MailingDesk
from tests.choosing import add_item, add_meal, add_round
from tests.offers import add_price, make_category, make_code, make_option
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.season.files import SEASON_2020
from tests.sending import NOW, Send
from tests.support.databases import load_models
from tests.support.forms import error_links, read_form, submit
from tests.turns import turn
from tests.world import KALMAR, a_person, a_sign_up, make_conference, make_organizer, make_series

# What a copy has rows in, by the conference, its days or items.
COPIED = {
    "access_codes", "addresses", "campaign_conferences", "campaigns", "conference_days",
    "conference_members", "conference_organizers", "conferences", "fee_categories", "history",
    "invitation_guests", "letter_texts", "meals", "options", "price_rows", "programme_items",
    "programme_rounds", "questions", "rooms", "seat_pools", "series_organizers", "surveys", "tracks",
}  # fmt: skip
# People, and what only came to be with the edition before.
LEFT = {
    "badge_prints", "batches", "charges", "check_in_scans",
    "check_ins", "code_attempts", "conference_news", "conference_summaries", "door_links", "doors",
    "erasure_requests", "fee_consents", "feed_contents", "handed_over", "interests", "invitations",
    "item_speakers", "kitchen_extras", "kitchen_links", "kitchen_reports", "left_conferences",
    "needs_answers", "participant_choices", "participant_days", "participants", "presentations",
    "sent_lists", "sign_up_dates", "suggestions", "speakers", "stored_files",
}  # fmt: skip
_OWNERS = {"conference_id": "conferences", "item_id": "programme_items", "series_id": "series"}


def belongings() -> Iterator[tuple[str, Any, str]]:
    """Every column of every table that says what of a conference a row belongs to."""
    load_models()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            targets = {key.column.table.name for key in column.foreign_keys}
            targets |= {_OWNERS[column.name]} if column.name in _OWNERS else set()
            for target in targets & {*_OWNERS.values(), "conference_days"}:
                yield table.name, column, target


@pytest.fixture
def varberg(session: Session, send: Send) -> Conference:
    """Set up with everything there is, and with people in it."""
    halland = make_organizer(session)
    make_organizer(session, "kalmar", org_number=KALMAR)
    made = make_conference(
        session, halland, path="skogsdagen-2020", title="Skogsdagen 2020",
        kitchen_freezes_on=date(2020, 3, 20), late_from_at=datetime(2020, 3, 12, 23, 0, tzinfo=UTC),
        remote_url="https://exempel.se/mote", venue="Folkets hus",
    )  # fmt: skip
    until = datetime(2020, 2, 28, 23, 0, tzinfo=UTC)
    early = add_price(session, made, 50_000, valid_until=until)
    made.prices[0].valid_from = early.created_at
    students = make_category(session, made, "Student", 10_000, needs_code=True)
    make_code(session, made, students, "STUDENT-2020", uses=5)
    make_option(session, made, seats=20, closes_at=until)
    items = add_round(session, made, seats=2, required=True)
    track = Track(conference_id=made.id, name="Skog")
    session.add_all([track, Room(conference_id=made.id, name="Stora salen")])
    session.flush()
    items[0].speakers, items[0].track_id, items[0].told = "Maria Skog", track.id, {"room": ""}
    add_meal(session, made)
    add_item(session, made, "Avslutning", number=2, seats=None)
    save_text(
        session, made.id, "confirmation",
        {"subject": "Välkommen", "body": "", "subject_en": "", "body_en": ""}, version=0, by=SYSTEM, now=NOW,
    )  # fmt: skip
    make_survey(session, get_conference(session, made.id), standard=True, by=SYSTEM, now=NOW)
    session.commit()
    make_person(session, CARIN, organizer=halland)
    send(made, a_sign_up([a_person(0, diet=("vegan",)), a_person(1)]))
    session.commit()
    return get_conference(session, made.id)


@pytest.fixture
def carin(client: FlaskClient, varberg: Conference) -> FlaskClient:
    assert sign_in(client, CARIN).status_code == 303
    return client


def copied(client: FlaskClient, session: Session, source: Conference, **values: str) -> Conference:
    answer = submit(client, f"/arrangor/konferens/{source.id}/kopiera", values)
    assert answer.status_code == 303, error_links(answer.text)
    session.commit()
    session.expire_all()
    return get_conference(session, int(answer.location.split("/")[3]))


def rows(session: Session, kind: Any, conference: Conference) -> Any:
    return session.scalars(select(kind).where(kind.conference_id == conference.id).order_by(kind.id)).all()


def test_everything_moves_by_the_same_number_of_days(
    carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    copy = copied(carin, session, varberg)
    # 52 weeks after 27 March 2020: a Friday again, and 08.00 UTC is 10.00 in winter and summer alike.
    (day,) = held_days(copy)
    assert (day.on, day.starts_at) == (date(2021, 3, 26), datetime(2021, 3, 26, 9, 0, tzinfo=UTC))
    assert (copy.title, copy.address.path) == ("Skogsdagen 2021", "skogsdagen-2021")
    assert copy.opens_at == datetime(2021, 1, 12, 23, 0, tzinfo=UTC)
    assert (copy.kitchen_freezes_on, copy.late_from_at) == (
        date(2021, 3, 19), datetime(2021, 3, 11, 23, 0, tzinfo=UTC)
    )  # fmt: skip
    (option,) = rows(session, Option, copy)
    assert (option.on, option.closes_at) == (date(2021, 3, 25), datetime(2021, 2, 26, 23, 0, tzinfo=UTC))
    ends = {price.valid_until for price in copy.prices}
    assert datetime(2021, 2, 26, 23, 0, tzinfo=UTC) in ends
    assert copy.days[0].uid != get_conference(session, varberg.id).days[0].uid


def test_it_is_a_draft_with_all_its_seats_free(
    carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    copy = copied(carin, session, varberg)
    assert (copy.status, copy.previous_id, copy.version) == (ConferenceStatus.DRAFT, varberg.id, 1)
    assert copy.remote_url == ""
    assert carin.get("/skogsdagen-2021").status_code == 404
    pools = rows(session, SeatPool, copy)
    before = rows(session, SeatPool, varberg)
    assert [(one.kind, one.capacity) for one in pools] == [(one.kind, one.capacity) for one in before]
    assert {(one.taken, one.waiting, one.tickets) for one in pools} == {(0, 0, 0)}
    own = pool_of(copy)
    assert own is not None
    assert own.capacity == 50
    (option,), (code,) = rows(session, Option, copy), rows(session, AccessCode, copy)
    items = {item.id for item in rows(session, ProgrammeItem, copy)}
    subjects = {pool.kind: pool.subject_id for pool in pools}
    assert subjects[PoolKind.OPTION] == option.id
    assert subjects[PoolKind.CODE] == code.id
    assert subjects[PoolKind.SEMINAR] in items


def test_what_is_offered_asked_and_written_comes_along(
    carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    copy = copied(carin, session, varberg)
    assert [one.label for one in rows(session, FeeCategory, copy)] == ["Student"]
    amounts = sorted((price.amount_minor, price.seller_id) for price in copy.prices)
    assert amounts == sorted(
        (price.amount_minor, price.seller_id) for price in rows(session, PriceRow, varberg)
    )
    (category,) = rows(session, FeeCategory, copy)
    assert {price.category_id for price in copy.prices} == {None, category.id}
    items = rows(session, ProgrammeItem, copy)
    assert len(items) == 5
    assert {item.speakers for item in items} == {""}
    assert {item.told for item in items} == {None}
    assert [item.track_id for item in items if item.track_id] == [
        track.id for track in rows(session, Track, copy)
    ]
    assert {item.day_id for item in items} == {copy.days[0].id}
    assert [meal.day_id for meal in rows(session, Meal, copy)] == [copy.days[0].id]
    assert session.get(Round, (copy.days[0].id, 1)) is not None
    assert "Välkommen" in carin.get(f"/arrangor/konferens/{copy.id}/brev/bekraftelse").text
    first, then = (
        session.scalars(select(Survey).where(Survey.conference_id == one.id)).one() for one in (varberg, copy)
    )
    of_surveys = select(SurveyQuestion.label).order_by(SurveyQuestion.position)
    labels = [
        session.scalars(of_surveys.where(SurveyQuestion.survey_id == survey.id)).all()
        for survey in (first, then)
    ]
    assert labels[0] == labels[1] != []
    assert len(list_questions(session, [copy.id])) == len(list_questions(session, [varberg.id]))


def test_no_row_about_a_person_refers_to_the_copy(
    carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    copy = copied(carin, session, varberg)
    owned = {"conferences": {copy.id}, "conference_days": {day.id for day in copy.days}}
    owned["programme_items"] = {item.id for item in rows(session, ProgrammeItem, copy)}
    found = set()
    for table, column, target in belongings():
        here = select(func.count()).select_from(column.table).where(column.in_(owned.get(target, ())))
        if session.execute(here).scalar_one():
            found.add(table)
    assert found <= COPIED
    assert {"seat_pools", "price_rows", "meals", "programme_rounds", "tracks", "rooms"} <= found


def test_a_table_that_is_new_is_copied_or_left_on_purpose() -> None:
    known = {table for table, _column, _target in belongings()}
    assert known - COPIED - LEFT == set(), "copy it in dashboard/copying, or name it in LEFT"
    assert (COPIED | LEFT) - known == set(), "these hang on no conference any more"
    assert set() == COPIED & LEFT


def test_a_new_host_becomes_owner_and_seller_and_the_former_keeps_sight_of_it(
    carin: FlaskClient, session: Session, varberg: Conference, app: Flask
) -> None:
    former = varberg.owner_id
    session.commit()
    other = make_organizer(session, "jonkoping", org_number="2021002346")
    make_person(session, DAVID, organizer=other)
    copy = copied(carin, session, varberg, owner=str(other.id), place="Jönköping", county="F")
    assert (copy.owner_id, {price.seller_id for price in copy.prices}) == (other.id, {other.id})
    assert (copy.place, copy.venue) == ("Jönköping", "")
    named = session.scalars(
        select(ConferenceOrganizer.organizer_id).where(ConferenceOrganizer.conference_id == copy.id)
    ).all()
    assert named == [former]
    david = app.test_client()
    sign_in(david, DAVID)
    assert david.get(f"/arrangor/konferens/{copy.id}").status_code == 200
    assert carin.get(f"/arrangor/konferens/{copy.id}/ny/granska").status_code == 200
    assert carin.get(f"/arrangor/konferens/{copy.id}/avgifter/pris").status_code == 404


def test_whom_to_ask_is_the_new_hosts(
    carin: FlaskClient, session: Session, varberg: Conference, app: Flask
) -> None:
    session.commit()
    other = make_organizer(session, "jonkoping", org_number="2021002346", email="jonkoping@exempel.se")
    session.commit()
    own = copied(carin, session, varberg)
    assert (own.contact_name, own.contact_email) == ("Konferensgruppen", "konferens@exempel.se")
    copy = copied(carin, session, varberg, owner=str(other.id), slug="skogsdagen-jonkoping")
    assert (copy.contact_name, copy.contact_email, copy.contact_phone) == ("", "jonkoping@exempel.se", "")


def test_mailings_come_along_as_drafts_with_their_times_moved(
    app: Flask, carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    desk = MailingDesk(app, session)
    desk.plan(desk.write(varberg), datetime(2020, 3, 16, 7, 0, tzinfo=UTC))
    for whom in ({"ids": (1, 2)}, {"choice": "pass-1"}, {"answer": "3:1"}):
        desk.write(varberg, **whom)
    copy = copied(carin, session, varberg)
    mailings = list_campaigns(session, [copy.id])
    assert [(one.subject, one.state) for one in mailings] == [("Praktiskt inför {ort}", CampaignState.DRAFT)]
    assert mailings[0].goes_at == datetime(2021, 3, 15, 7, 0, tzinfo=UTC)
    assert mailings[0].conference_ids == [copy.id]
    assert "Praktiskt inför" in carin.get(f"/arrangor/konferens/{copy.id}/utskick").text


def test_another_weekday_is_told_with_the_day_that_has_the_same(
    carin: FlaskClient, varberg: Conference
) -> None:
    path = f"/arrangor/konferens/{varberg.id}/kopiera"
    assert "Samma veckodag nästa gång: fredag 26 mars 2021." in carin.get(path).text.replace("\xa0", " ")
    answer = submit(carin, path, {"first_on": "2021-03-27"})
    page = carin.get(answer.location).text.replace("\xa0", " ")
    assert "den börjar lördag 27 mars 2021." in page
    assert "Samma veckodag som förra gången är fredag 26 mars 2021." in page


def test_an_address_that_is_used_is_told_at_its_field(carin: FlaskClient, varberg: Conference) -> None:
    answer = submit(carin, f"/arrangor/konferens/{varberg.id}/kopiera", {"slug": "skogsdagen-2020"})
    assert answer.status_code == 422
    assert error_links(answer.text) == ["Adressen används redan. Välj en annan, till exempel med årtalet."]


def test_what_was_called_off_is_copied_with_the_days_it_was_meant_for(
    carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    assert turn(carin, varberg.id, "stall-in", {"reason": "Storm."}).status_code == 303
    copy = copied(carin, session, varberg)
    assert [day.on for day in held_days(copy)] == [date(2021, 3, 26)]
    assert (copy.turn_reason, copy.cancelled_at, copy.status) == ("", None, ConferenceStatus.DRAFT)


def test_a_price_that_replaced_another_holds_from_the_beginning(
    carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    copy = copied(carin, session, varberg)
    assert {price.valid_from for price in copy.prices} == {None}


def test_a_series_is_copied_with_all_its_places(client: FlaskClient, session: Session) -> None:
    halland = make_organizer(session)
    series = make_series(session, halland)
    for place, on in (("varberg", date(2020, 3, 27)), ("kalmar", date(2020, 3, 31))):
        make_conference(session, halland, path=f"smartare/{place}", series=series, days=(on,))
    make_person(session, CARIN, organizer=halland)
    sign_in(client, CARIN)
    answer = submit(client, f"/arrangor/serie/{series.id}/kopiera")
    assert answer.status_code == 303, error_links(answer.text)
    assert client.get("/smartare-2021").status_code == 404
    page = client.get(answer.location).text.replace("\xa0", " ")
    assert "/smartare-2021/varberg" in page
    assert "/smartare-2021/kalmar" in page
    assert "tisdag 30 mars 2021" in page
    form = read_form(page, action=answer.location.replace("granska", "publicera"))
    client.post(str(form.action), data=dict(form.form_values()))
    assert "Kalmar" in client.get("/smartare-2021").text


def test_miljomalsdagarna_of_the_season_get_their_next_edition(
    client: FlaskClient, session: Session, app: Flask
) -> None:
    with app.app_context():
        load_season(SEASON_2020, NOW)
    source = session.scalars(select(Conference).where(Conference.title == "Miljömålsdagarna 2020")).one()
    make_person(session, CARIN, organizer=session.get_one(Organizer, source.owner_id))
    sign_in(client, CARIN)
    copy = copied(client, session, source)
    assert [day.on for day in held_days(copy)] == [date(2021, 5, 5), date(2021, 5, 6)]
    assert (copy.title, copy.address.path) == ("Miljömålsdagarna 2021", "miljomalsdagarna-2021")
    assert [one.on for one in rows(session, Option, copy)] == [date(2021, 5, 5), date(2021, 5, 6)]
    assert len(rows(session, PriceRow, copy)) == len(rows(session, PriceRow, source))
