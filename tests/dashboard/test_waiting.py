"""The organizers' Väntelista: order, offers, why, by hand, out of turn, the setting."""

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.conferences.models import Conference, LetInMode
from regapp.kernel.clock import FixedClock
from regapp.mailing.models import OutboxMessage
from regapp.organizers.models import Organizer, Role
from regapp.registrations.models import Participant, Status
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.sending import Send
from tests.support.forms import resubmit, submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer


@pytest.fixture
def halland(session: Session) -> Organizer:
    return make_organizer(session)


@pytest.fixture
def varberg(session: Session, halland: Organizer) -> Conference:
    return make_conference(session, halland, capacity=3)


@pytest.fixture
def carin(client: FlaskClient, session: Session, halland: Organizer) -> FlaskClient:
    make_person(session, CARIN, organizer=halland)
    assert sign_in(client, CARIN).status_code == 303
    return client


@pytest.fixture
def line(varberg: Conference, send: Send) -> str:
    """Three seated; a group of three and one alone wait."""
    token = send(varberg, a_sign_up(3)).token
    send(varberg, a_sign_up([a_person(n, is_booker=n == 5) for n in (5, 6, 7)]))
    send(varberg, a_sign_up([a_person(8, is_booker=True, protected=True, alias="Deltagare A")]))
    return token


def at(conference: Conference, rest: str = "") -> str:
    return f"/arrangor/konferens/{conference.id}/vantelista{rest}"


def statuses(session: Session) -> list[Status]:
    session.commit()
    return list(session.scalars(select(Participant.status).order_by(Participant.id)))


def leave(client: FlaskClient, session: Session, token: str, count: int) -> None:
    session.commit()
    ids = session.scalars(select(Participant.id).order_by(Participant.id)).all()
    session.commit()
    query = "&".join(f"deltagare={number}" for number in ids[:count])
    assert submit(client, f"/a/{token}/avanmal?{query}").status_code == 303


def test_the_line_is_shown_in_its_order_with_why_nothing_is_offered(
    carin: FlaskClient, session: Session, varberg: Conference, line: str
) -> None:
    leave(carin, session, line, 1)
    page = carin.get(at(varberg)).text
    assert "1 plats är ledig, sällskapet först i kön behöver 3." in page
    assert "2 av 3 platser är bokade eller erbjudna." in page
    assert page.index("Person Nummer 5") < page.index("Deltagare A")
    assert "Person Nummer 8" not in page, "a protected name"
    assert "Nummer 1–3" in page
    overview = carin.get(f"/arrangor/konferens/{varberg.id}").text
    assert "Sällskapet först i kön behöver 3." in overview
    assert f'href="{at(varberg)}"' in overview


def test_offers_show_when_they_were_sent_and_the_time_left(
    carin: FlaskClient, session: Session, varberg: Conference, line: str
) -> None:
    leave(carin, session, line, 3)
    page = carin.get(at(varberg)).text
    assert "måndag 17\xa0februari kl.\xa012.00" in page
    assert "3 dygn 2 tim" in page
    assert "3 erbjudna platser" in carin.get(f"/arrangor/konferens/{varberg.id}").text


def test_by_hand_is_chosen_and_then_done(
    carin: FlaskClient, session: Session, varberg: Conference, line: str
) -> None:
    assert submit(carin, at(varberg), {"mode": "manual"}, action=at(varberg, "/satt")).status_code == 303
    session.commit()
    assert session.scalars(select(Conference.let_in_mode)).one() is LetInMode.MANUAL
    leave(carin, session, line, 3)
    assert Status.OFFERED not in statuses(session)
    assert (
        "3 platser är lediga i Varberg, och någon väntar."
        in carin.get(f"/arrangor/konferens/{varberg.id}").text
    )
    assert "Arrangören erbjuder lediga platser för hand." in carin.get(at(varberg)).text
    assert submit(carin, at(varberg), action=at(varberg, "/erbjud")).status_code == 303
    assert statuses(session)[3:] == [Status.OFFERED] * 3 + [Status.WAITING]
    page = carin.get(at(varberg)).text
    assert "3 platser är erbjudna." in page


def test_out_of_turn_asks_first_and_says_who_is_passed(
    carin: FlaskClient, session: Session, varberg: Conference, line: str
) -> None:
    leave(carin, session, line, 1)
    question = at(varberg, "/erbjud/2")
    assert question in carin.get(at(varberg)).text
    assert "3 personer har stått längre i kön." in carin.get(question).text
    assert Status.OFFERED not in statuses(session)
    assert submit(carin, question).status_code == 303
    assert statuses(session)[-1] is Status.OFFERED
    session.commit()
    assert session.scalars(select(Event.action).order_by(Event.id.desc())).first() == "offered_out_of_turn"
    assert carin.get(at(varberg, "/erbjud/99")).status_code == 404
    assert carin.get(at(varberg, f"/erbjud/{2**40}")).status_code == 404


def test_nonsense_as_a_setting_is_refused_and_changes_nothing(
    carin: FlaskClient, session: Session, varberg: Conference
) -> None:
    answer = submit(carin, at(varberg), {"mode": "xyz"}, action=at(varberg, "/satt"))
    assert answer.status_code == 422
    assert "Välj vad som ska hända" in answer.text
    session.commit()
    assert session.scalars(select(Conference.let_in_mode)).one() is None


@pytest.mark.parametrize(
    ("role", "sees", "offers", "chooses"),
    [
        (Role.PARTICIPANTS, 200, True, False),
        (Role.EDITOR, 200, True, True),
        (Role.DOOR, 404, False, False),
        (Role.READER, 404, False, False),
    ],
)
def test_what_a_role_may_do(
    client: FlaskClient,
    session: Session,
    halland: Organizer,
    varberg: Conference,
    line: str,
    role: Role,
    sees: int,
    offers: bool,
    chooses: bool,
) -> None:
    leave(client, session, line, 1)
    make_person(session, DAVID, organizer=halland, role=role)
    sign_in(client, DAVID)
    page = client.get(at(varberg))
    assert page.status_code == sees
    assert ("/erbjud/2" in page.text) is offers
    assert ("Svarstiden är första arbetsdagen" in page.text) is chooses


def test_an_organizer_accepts_for_somebody_who_telephoned(
    carin: FlaskClient, session: Session, varberg: Conference, line: str
) -> None:
    leave(carin, session, line, 3)
    offered = session.scalars(select(Participant).where(Participant.status == Status.OFFERED)).first()
    assert offered is not None
    page = f"/arrangor/konferens/{varberg.id}/deltagare/{offered.id}"
    assert f"Tacka ja åt {offered.name}" in carin.get(page).text
    answer = submit(carin, at(varberg), {}, action=f"{page}/tacka-ja")
    assert (answer.status_code, answer.location) == (303, at(varberg))
    session.commit()
    session.expire_all()
    assert session.get_one(Participant, offered.id).status is Status.CONFIRMED
    event = session.scalars(select(Event).where(Event.action == "offer_accepted")).one()
    assert (event.actor.value, event.subject_id) == ("member", offered.id)
    told = session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert told[-1].startswith("registrations.confirmation")
    assert f"{page}/tacka-ja" not in carin.get(page).text


def test_an_offer_whose_time_is_out_is_not_accepted_by_the_organizer_either(
    carin: FlaskClient, session: Session, varberg: Conference, line: str, clock: FixedClock
) -> None:
    leave(carin, session, line, 3)
    page = carin.get(at(varberg))
    clock.set(datetime(2020, 2, 25, 9, 0, tzinfo=UTC))
    offered = session.scalars(select(Participant).where(Participant.status == Status.OFFERED)).first()
    assert offered is not None
    yes = f"/arrangor/konferens/{varberg.id}/deltagare/{offered.id}/tacka-ja"
    assert resubmit(carin, at(varberg), page, action=yes).status_code == 303
    assert "Tiden att svara har gått ut" in carin.get(at(varberg)).text
    session.commit()
    assert Status.CONFIRMED not in statuses(session)[3:]


def test_how_seats_are_offered_is_not_saved_over_a_newer_save(
    carin: FlaskClient, varberg: Conference
) -> None:
    path = f"/arrangor/konferens/{varberg.id}/vantelista"
    page = carin.get(path)
    first = resubmit(carin, path, page, {"mode": "direct"}, action=f"{path}/satt")
    stale = resubmit(carin, path, page, {"mode": "manual"}, action=f"{path}/satt")
    assert (first.status_code, stale.status_code) == (303, 409)
    assert "Någon annan har sparat" in stale.text
    assert re.search(r'value="manual"[^>]*checked', stale.text)
