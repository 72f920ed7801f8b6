"""What is kept for the kitchen: the numbers of the freeze, names only while they may be, 14 days."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.catering.commands import give_report, keep_frozen, make_link, note_seen, set_extra
from regapp.catering.models import ExtraKind, KitchenExtra, KitchenLink, KitchenReport, ReportKind
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.privacy.commands import delete_needs_answers
from regapp.registrations.models import NeedsAnswer, Participant
from tests.catering.world import Desk, fresh
from tests.sending import NOW, Send
from tests.support.forms import read_form, submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer

# 13 March in Sweden ends at 23 UTC.
LAST_MINUTE, FROZEN = datetime(2020, 3, 13, 22, 59, tzinfo=UTC), datetime(2020, 3, 13, 23, 0, tzinfo=UTC)


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session), kitchen_freezes_on=date(2020, 3, 13))


@pytest.fixture
def desk(app: Flask, varberg: Conference) -> Desk:
    return Desk(app, varberg)


def freeze(app: Flask, now: datetime) -> int:
    with app.app_context(), transaction() as rows:
        return keep_frozen(rows, now=now)


@pytest.mark.both_databases
def test_the_numbers_of_the_freeze_are_kept_once_and_what_changes_later_is_told(
    app: Flask, session: Session, varberg: Conference, desk: Desk, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0, diet=("vegan",)), a_person(1)]))
    assert [freeze(app, at) for at in (LAST_MINUTE, FROZEN, FROZEN)] == [0, 1, 0]
    send(varberg, a_sign_up([a_person(2, is_booker=True, diet=("vegan",))]))
    (table,) = desk.tables()
    assert [(one.count, one.since_freeze, one.since_report) for one in table.lines] == [(1, 0, 0), (2, 1, 0)]
    row = fresh(session).scalars(select(KitchenReport)).one()
    assert (row.kind, row.frozen_on) == (ReportKind.FROZEN, date(2020, 3, 13))
    # Another day: those numbers are no longer of the freeze.
    desk.change(kitchen_freezes_on=date(2020, 3, 14))
    assert desk.tables()[0].total.frozen is None
    assert freeze(app, datetime(2020, 3, 15, 9, tzinfo=UTC)) == 1


def test_nothing_is_kept_anew_once_it_was_deleted(app: Flask, varberg: Conference) -> None:
    assert freeze(app, datetime(2020, 4, 20, tzinfo=UTC)) == 0


@pytest.mark.both_databases
def test_everything_about_the_kitchen_goes_with_diet_and_needs(
    app: Flask, session: Session, varberg: Conference
) -> None:
    with app.app_context(), transaction() as rows:
        conference = get_conference(rows, varberg.id)
        make_link(rows, conference, "", by=SYSTEM, now=NOW)
        extra: dict[str, Any] = {"meal": "", "kind": ExtraKind.CREW, "plate": "vegan", "count": 2}
        set_extra(rows, conference, **extra, by=SYSTEM, now=NOW)
        give_report(rows, conference, by=SYSTEM, now=NOW)
    kinds: tuple[Any, ...] = (KitchenLink, KitchenExtra, KitchenReport)
    for at, left in ((datetime(2020, 4, 9, 21, tzinfo=UTC), 1), (datetime(2020, 4, 9, 23, tzinfo=UTC), 0)):
        with app.app_context(), transaction() as rows:
            delete_needs_answers(rows, now=at)
        assert [len(fresh(session).scalars(select(kind)).all()) for kind in kinds] == [left] * 3


@pytest.mark.parametrize(
    ("allergies", "ticked", "named"), [((), True, False), (("egg",), True, True), (("egg",), False, False)]
)
def test_a_name_is_for_the_kitchen_only_with_an_allergy_and_a_tick(
    session: Session, varberg: Conference, send: Send, allergies: tuple[str, ...], ticked: bool, named: bool
) -> None:
    person = a_person(0, diet=("vegan",), allergies=allergies, named_to_kitchen=ticked)
    send(varberg, a_sign_up([person]))
    assert fresh(session).scalars(select(NeedsAnswer.named_to_kitchen)).one() is named


def test_the_participant_sees_takes_back_and_is_told_who_looked(
    app: Flask, client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    token = send(varberg, a_sign_up([a_person(0, allergies=("egg",), named_to_kitchen=True)])).token
    number = fresh(session).scalars(select(Participant.id)).one()
    with app.app_context(), transaction() as rows:
        note_seen(rows, get_conference(rows, varberg.id), [number], by=SYSTEM, now=NOW)
    own = client.get(f"/a/{token}/uppgifter").text
    assert "Köksansvarig får se namn och allergi" in own
    assert "Namn och allergi visade för köksansvarig" in own
    page = f"/a/{token}/andra?deltagare={number}"
    form = dict(read_form(client.get(page).text).form_values())
    assert form["person-named_to_kitchen"] == "y"
    assert submit(client, page, {"person-named_to_kitchen": None}).status_code == 303
    needs = fresh(session).scalars(select(NeedsAnswer)).one()
    assert (needs.named_to_kitchen, needs.allergies) == (False, ["egg"])


def test_a_note_that_is_changed_is_to_be_read_again(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    token = send(varberg, a_sign_up([a_person(0, food_note="Sesam")])).token
    needs = fresh(session).scalars(select(NeedsAnswer)).one()
    needs.kitchen_words = "utan sesam"
    session.commit()
    page = f"/a/{token}/andra?deltagare={needs.participant_id}"
    assert submit(client, page, {"person-title": "Chef"}).status_code == 303
    assert fresh(session).scalars(select(NeedsAnswer.kitchen_words)).one() == "utan sesam"
    assert submit(client, page, {"person-food_note": "Sesam och senap"}).status_code == 303
    assert fresh(session).scalars(select(NeedsAnswer.kitchen_words)).one() is None
