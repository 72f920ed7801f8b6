"""Loading a season: whole or not at all, twice as good as once, nobody's work overwritten."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from regapp.conferences.models import (
    Address,
    Conference,
    ConferenceDay,
    ConferenceStatus,
    FeedRevision,
    LetInMode,
    PriceRow,
    SeatPool,
    Series,
)
from regapp.conferences.queries import find_address, get_conference
from regapp.mailing.models import OutboxMessage
from regapp.organizers.models import Organizer
from regapp.programme.models import ProgrammeItem
from regapp.registrations.commands import sign_up
from regapp.season.apply import Report
from regapp.season.facts import digest
from regapp.season.load import load_season
from regapp.season.plan import Problem, SeasonError
from tests.season.files import SEASON_2020, small, write
from tests.world import a_sign_up

NOW = datetime(2020, 1, 20, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.both_databases


@pytest.fixture
def load(app: Flask, tmp_path: Path) -> Any:
    """`load(change, …)`: the small file with changes, loaded at NOW or `at=…`."""

    def run(*changes: tuple[str, str], at: datetime = NOW) -> Report:
        with app.app_context():
            return load_season(write(tmp_path, small(*changes)), at)

    return run


def conference(session: Session, path: str = "serie/varberg") -> Conference:
    session.rollback()
    session.expire_all()
    address = find_address(session, path)
    assert address is not None and address.conference_id is not None
    return get_conference(session, address.conference_id)


def count(session: Session, model: type) -> int:
    session.rollback()
    return session.scalars(select(func.count()).select_from(model)).one()


def test_a_season_is_loaded_whole(load: Any, session: Session) -> None:
    report = load()
    assert (report.added, report.changed, report.same, report.kept) == (6, 0, 0, [])
    varberg = conference(session)
    assert [(day.on, day.starts_at) for day in varberg.days] == [
        (date(2020, 3, 27), datetime(2020, 3, 27, 9, 0, tzinfo=UTC))
    ]
    assert varberg.pools[0].capacity == 150
    assert [one.organizer.slug for one in varberg.co_organizers] == ["rus"]
    assert varberg.prices[0].amount_minor == 70_000
    assert varberg.status is ConferenceStatus.PUBLISHED
    assert conference(session, "kurs").days == []


def test_a_second_load_changes_nothing(load: Any, session: Session) -> None:
    load()
    uid, version = conference(session).days[0].uid, conference(session).version
    report = load(at=NOW + timedelta(days=1))
    assert (report.added, report.changed, report.same, report.kept) == (0, 0, 6, [])
    again = conference(session)
    assert (again.days[0].uid, again.version, again.changed_at) == (uid, version, NOW)
    assert count(session, PriceRow) == 1


def test_a_changed_file_changes_untouched_rows(load: Any, session: Session) -> None:
    load()
    day = conference(session).days[0]
    uid, sequence = day.uid, day.sequence
    report = load(
        ("seats = 150", "seats = 140"),
        ("2020-03-27", "2020-03-28"),
        ("amount = 700", "amount = 750"),
        ('title = "Kursen"', 'title = "Nya kursen"'),
        ('named = ["rus", "halland"]', 'named = ["halland"]'),
        ('short_name = "Halland"', 'short_name = "N"'),
        ('title = "Paketet"', 'title = "Nya paketet"'),
    )
    assert (report.added, report.changed, report.kept) == (0, 5, [])
    varberg = conference(session)
    after = varberg.days[0]
    assert (after.uid, after.on, after.sequence) == (uid, date(2020, 3, 28), sequence + 1)
    assert varberg.pools[0].capacity == 140
    # The old price stays: charges may point at it. The newest one counts.
    assert [price.amount_minor for price in varberg.prices] == [70_000, 75_000]
    assert conference(session, "kurs").title == "Nya kursen"
    assert load().changed == 5


def test_people_who_are_signed_up_hear_of_a_new_date(load: Any, session: Session) -> None:
    load()
    sign_up(session, conference(session), a_sign_up(), now=NOW)
    session.commit()
    load(("2020-03-27", "2020-03-28"))
    kinds = session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert kinds == ["registrations.confirmation", "registrations.changed"]


@pytest.mark.parametrize("path", ["serie/varberg", "kurs"])
def test_a_row_edited_since_is_kept_and_named(load: Any, session: Session, path: str) -> None:
    load()
    edited = update(Conference).where(Conference.id == conference(session, path).id)
    session.execute(edited.values(venue="Teatern"))
    session.commit()
    report = load(('title = "Kursen"', 'title = "Nya kursen"'), ("seats = 150", "seats = 140"))
    assert [one.name for one in report.kept] == [path]
    assert "venue" in report.kept[0].fields
    kept = conference(session, path)
    assert (kept.venue, kept.title == "Nya kursen") == ("Teatern", False)
    assert report.changed == 1


def test_days_moved_by_an_organizer_are_kept(load: Any, session: Session) -> None:
    load()
    session.execute(update(ConferenceDay).values(on=date(2020, 4, 1)))
    session.commit()
    assert [(one.name, one.fields) for one in load().kept] == [("serie/varberg", ("days",))]
    assert conference(session).days[0].on == date(2020, 4, 1)


def test_an_edited_organizer_series_and_package_are_kept(load: Any, session: Session) -> None:
    load()
    session.execute(update(Organizer).where(Organizer.slug == "rus").values(phone="010-1"))
    session.execute(update(Series).values(subtitle="Ny"))
    session.commit()
    report = load(('name = "RUS"', 'name = "RUS nya"'), ('title = "Serien"\nprom', 'title = "S"\nprom'))
    assert [(one.name, one.fields) for one in report.kept] == [
        ("rus", ("name", "phone", "short_name")),
        ("serie", ("subtitle", "title")),
    ]


def test_an_edit_that_says_what_the_file_says_is_no_difference(load: Any, session: Session) -> None:
    load()
    session.execute(update(Conference).where(Conference.place == "Varberg").values(venue="Teatern"))
    session.commit()
    report = load(('place = "Varberg"', 'place = "Varberg"\nvenue = "Teatern"'))
    assert (report.same, report.kept) == (6, [])


def test_a_cancelled_conference_stays_cancelled(load: Any, session: Session) -> None:
    load()
    session.execute(update(Conference).values(status=ConferenceStatus.CANCELLED))
    session.commit()
    assert {one.name for one in load().kept} == {"serie/varberg", "kurs"}
    assert conference(session).status is ConferenceStatus.CANCELLED


def test_a_file_that_fails_late_leaves_nothing_behind(load: Any, session: Session) -> None:
    load()
    sign_up(session, conference(session), a_sign_up(3), now=NOW)
    session.commit()
    with pytest.raises(SeasonError) as caught:
        load(('short_name = "Halland"', 'short_name = "N"'), ("seats = 150", "seats = 2"))
    assert caught.value.problems == (Problem("conferences[1].seats", "det finns redan 3 anmälda"),)
    session.rollback()
    session.expire_all()
    assert session.scalars(select(Organizer.short_name).order_by(Organizer.id)).first() == "Halland"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (('kind = "conference"\nowner = "halland"\nco_organizers = ["rus"]',
          'kind = "conference"\nowner = "rus"'), "conferences[1].owner"),
        (('price = { label = "Avgift", amount = 700, vat = "inclusive" }', ""), "conferences[1].price"),
        (('slug = "varberg"', 'slug = "varberg"\npublished = false'), "conferences[1].published"),
    ],
)  # fmt: skip
def test_what_signed_up_people_stand_on_is_not_pulled_away(
    load: Any, session: Session, change: tuple[str, str], key: str
) -> None:
    load()
    sign_up(session, conference(session), a_sign_up(), now=NOW)
    session.commit()
    with pytest.raises(SeasonError) as caught:
        load(change)
    assert [problem.key for problem in caught.value.problems] == [key]


def test_an_address_somebody_else_has_is_told(load: Any, session: Session) -> None:
    load()
    with pytest.raises(SeasonError) as caught:
        load(('slug = "kurs"', 'slug = "paket"'), ('slug = "paket"\nowner', 'slug = "kurs"\nowner'))
    assert "conferences[2].slug" in {problem.key for problem in caught.value.problems}
    assert count(session, Address) == 4


def test_two_organizers_may_exchange_their_numbers(load: Any, session: Session) -> None:
    other = ('kind = "cooperation"\nhost = "halland"', 'kind = "state"\norg_number = "2021001975"')
    load(other)
    swapped = ('"202100-2353"', '"2021001975"'), (other[0], 'kind = "state"\norg_number = "2021002353"')
    assert load(*swapped).changed == 2
    numbers = select(Organizer.slug, Organizer.org_number).order_by(Organizer.slug)
    assert session.execute(numbers).all() == [("halland", "2021001975"), ("rus", "2021002353")]


def test_a_draft_is_published_when_the_file_says_so(load: Any, session: Session) -> None:
    ready = ('place = "Varberg"', 'place = "Varberg"\ncontact_email = "konferens@exempel.se"')
    answers = ('short_name = "Halland"', 'short_name = "Halland"\nemail = "halland@exempel.se"')
    load(ready, answers, ('slug = "varberg"', 'slug = "varberg"\npublished = false'))
    assert conference(session).published_at is None
    load(ready, answers, at=NOW + timedelta(hours=1))
    published = conference(session)
    assert published.status is ConferenceStatus.PUBLISHED
    assert published.published_at == NOW + timedelta(hours=1)


def test_calendars_hear_of_a_change_and_of_nothing_else(load: Any, session: Session) -> None:
    load()
    everything = select(FeedRevision.revision).where(FeedRevision.scope == "all")
    first = session.scalars(everything).one()
    load()
    session.rollback()
    assert session.scalars(everything).one() == first
    load(("2020-03-27", "2020-03-28"))
    session.rollback()
    assert session.scalars(everything).one() > first


def test_seats_can_be_added_to_a_conference_that_had_none(load: Any, session: Session) -> None:
    load()
    load(('title = "Kursen"', 'title = "Kursen"\nseats = 20\nsign_up_opens = 2020-01-15T00:00:00'))
    assert conference(session, "kurs").pools[0].capacity == 20
    assert count(session, SeatPool) == 2


def test_the_season_of_2020_is_loaded_twice_without_a_difference(app: Flask, session: Session) -> None:
    with app.app_context():
        assert load_season(SEASON_2020, NOW).added == 21
        second = load_season(SEASON_2020, NOW)
    assert (second.same, second.added, second.changed, second.kept) == (21, 0, 0, [])


def test_without_a_related_one_a_conference_is_loaded_too(load: Any, session: Session) -> None:
    load()
    related = ('slug = "kurs"', 'slug = "kurs"\nrelated = "serie/varberg"')
    assert load(related).changed == 1
    other = conference(session, "kurs").related
    assert other is not None and other.place == "Varberg"


def test_how_a_free_seat_is_given_and_what_came_before_are_in_the_file(load: Any, session: Session) -> None:
    assert load().changed == 0
    new = ('slug = "kurs"', 'slug = "kurs"\nprevious = "serie/varberg"\nlet_in = "manual"')
    assert load(new).changed == 1
    assert load(new).same == 6
    kurs, varberg = conference(session, "kurs"), conference(session, "serie/varberg")
    assert (kurs.previous_id, kurs.let_in_mode) == (varberg.id, LetInMode.MANUAL)
    assert load().changed == 1
    kurs = conference(session, "kurs")
    assert (kurs.previous_id, kurs.let_in_mode) == (None, None)


@pytest.mark.parametrize(
    ("previous", "reason"),
    [("serie/vaxjo", "serie/vaxjo är ingen konferens"), ("kurs", "kurs kommer efter den")],
)
def test_what_came_before_must_be_there_and_come_before(load: Any, previous: str, reason: str) -> None:
    with pytest.raises(SeasonError) as caught:
        load(('slug = "kurs"', f'slug = "kurs"\nprevious = "{previous}"'))
    assert any(reason in problem.reason for problem in caught.value.problems)


ITEMS = """
programme_items = [
  { on = 2020-03-27, from = 13:00:00, to = 14:00:00, round = 1, title = "Skog" },
  { on = 2020-03-27, title = "Samtal" },
]
price = { label"""


def programme(session: Session) -> list[ProgrammeItem]:
    session.rollback()
    found = select(ProgrammeItem).order_by(ProgrammeItem.position)
    return list(session.scalars(found.execution_options(populate_existing=True)))


def test_a_programme_is_loaded_changed_item_by_item_and_published(load: Any, session: Session) -> None:
    assert load(("price = { label", ITEMS)).added == 6
    first = [(item.title, item.uid, item.sequence) for item in programme(session)]
    assert [title for title, _uid, _sequence in first] == ["Skog", "Samtal"]
    assert conference(session).programme_published_at == NOW
    assert load(("price = { label", ITEMS)).same == 6
    later = ITEMS.replace("13:00:00", "13:30:00").replace("Samtal", "Samtal efteråt")
    assert load(("price = { label", later)).changed == 1
    assert [(item.title, item.uid, item.sequence) for item in programme(session)] == [
        ("Skog", first[0][1], 1), ("Samtal efteråt", first[1][1], 0),
    ]  # fmt: skip
    assert load().changed == 1
    assert all(item.removed_at for item in programme(session))


def test_an_item_stands_on_one_of_the_days(load: Any) -> None:
    with pytest.raises(SeasonError) as error:
        load(("price = { label", ITEMS.replace("2020-03-27, title", "2020-03-28, title")))
    assert [(problem.key, problem.reason) for problem in error.value.problems] == [
        ("conferences[1].programme_items[2].on", "är ingen av konferensens dagar")
    ]


def test_a_row_that_an_older_version_loaded_is_still_known_as_untouched() -> None:
    before = {"title": "Serien"}
    assert digest(before) == digest(before | {"mode": "onsite", "preliminary": False})
    assert digest(before) != digest(before | {"mode": "hybrid", "preliminary": False})
