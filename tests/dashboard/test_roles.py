"""Medarrangörer och roller: who is invited, what the letter opens, who may take whom away."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from regapp.accounts.models import PasswordReset, Person
from regapp.audit.models import Event
from regapp.conferences.commands.members import sweep_unused_accounts
from regapp.conferences.models import ConferenceMember, ConferenceOrganizer
from regapp.jobs.registry import renderers
from regapp.kernel.clock import SystemClock
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.organizers.models import Member, Organizer, Role
from tests.people import CARIN, DAVID, give_role, give_role_at, make_person, sign_in
from tests.support.forms import resubmit, submit
from tests.world import make_conference, make_organizer

STAFF = "/arrangor/organisation/halland/roller"
NEW = "fem fula fiskar flyger"
NILS = "nils.berg@exempel.se"


class World:
    """Halland owns Varberg and works with RUS; Carin owns Halland, David nothing yet."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.halland, self.rus = make_organizer(session), make_organizer(session, "rus")
        self.nv = make_organizer(session, "naturvardsverket")
        self.varberg = make_conference(session, self.halland)
        session.add(ConferenceOrganizer(conference_id=self.varberg.id, organizer_id=self.rus.id, position=0))
        session.commit()
        self.carin = make_person(session, CARIN, organizer=self.halland)

    @property
    def at(self) -> str:
        return f"/arrangor/konferens/{self.varberg.id}/roller"

    def role_of(self, email: str, organizer: Organizer) -> Role | None:
        self.session.rollback()
        found = select(Member.role).join(Person, Person.id == Member.person_id)
        return self.session.scalars(
            found.where(Person.email == email, Member.organizer_id == organizer.id)
        ).one_or_none()


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def letters(app: Flask, session: Session) -> list[tuple[Envelope, Letter]]:
    """Every promised letter that the worker would write now."""
    session.rollback()
    session.expire_all()
    state = app.extensions["regapp"]
    context = LetterContext(state.config, state.addresses, state.clock.now())
    rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    written = [renderers()[row.kind](session, row, context) for row in rows]
    session.rollback()
    return [one for one in written if one]


def invite(client: FlaskClient, path: str, email: str = NILS, role: str = "reader", **more: str) -> int:
    values = {"name": "Nils Berg", "email": email, "role": role, **more}
    return submit(client, path, values, action=None if "?" in path else "").status_code


def act(client: FlaskClient, path: str, member_id: int, verb: str, **values: str) -> int:
    return submit(client, path, values, action=f"{path}/{member_id}/{verb}").status_code


def test_an_invited_stranger_chooses_a_password_and_is_in(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(client)
    assert invite(client, STAFF) == 303
    page = client.get(STAFF).text
    assert "Nils Berg" in page and "Inbjuden 14" in page
    envelope, letter = letters(app, world.session)[-1]
    assert envelope.to_email == NILS
    assert ("Din roll", "Läsare") in letter.facts
    nils = app.test_client()
    link = urlsplit(letter.actions[0][1]).path
    assert nils.get(link).status_code == 200
    assert submit(nils, link, {"new": NEW, "again": NEW}).status_code == 303
    assert nils.get(link).status_code == 404
    sign_in(nils, NILS, NEW)
    assert nils.get(f"/arrangor/konferens/{world.varberg.id}").status_code == 200
    assert nils.get(STAFF).status_code == 404
    assert "Inbjuden 14" not in client.get(STAFF).text


def test_the_inviter_cannot_tell_whether_the_address_had_an_account(
    app: Flask, client: FlaskClient, world: World
) -> None:
    make_person(world.session, DAVID)
    sign_in(client)
    shown = []
    for email in (DAVID, NILS):
        assert invite(client, STAFF, email) == 303
        page = client.get(STAFF).text
        (row,) = re.findall(rf"<tr>(?:(?!</tr>).)*{email}.*?</tr>", page, re.DOTALL)
        shown.append(re.sub(r"\d+", "N", row).replace(email, "EMAIL"))
    assert "David Ek" not in client.get(STAFF).text
    assert _without_tokens(shown[0]) == _without_tokens(shown[1])
    told = [letter for envelope, letter in letters(app, world.session) if envelope.to_email == DAVID]
    assert told[0].actions[0][0] == "Till arrangörssidorna"
    david = app.test_client()
    sign_in(david, DAVID)
    assert david.get(f"/arrangor/konferens/{world.varberg.id}").status_code == 200
    assert "David Ek" in client.get(STAFF).text


def _without_tokens(row: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", row)


def test_a_link_that_is_too_old_opens_nothing_and_a_new_one_can_be_sent(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(client)
    invite(client, STAFF)
    old = urlsplit(letters(app, world.session)[-1][1].actions[0][1]).path
    world.session.execute(update(PasswordReset).values(expires_at=SystemClock().now() - timedelta(minutes=1)))
    world.session.commit()
    answer = app.test_client().get(old)
    assert answer.status_code == 404
    assert "Be den som bjöd in dig" in answer.text
    member = world.session.scalars(select(Member.id).order_by(Member.id.desc())).first() or 0
    assert act(client, STAFF, member, "skicka-igen") == 303
    assert (
        app.test_client().get(urlsplit(letters(app, world.session)[-1][1].actions[0][1]).path).status_code
        == 200
    )


def test_an_invitation_taken_back_opens_no_page_and_writes_no_letter(
    app: Flask, client: FlaskClient, world: World
) -> None:
    sign_in(client)
    invite(client, STAFF)
    member = world.session.scalars(select(Member.id).order_by(Member.id.desc())).first() or 0
    assert act(client, STAFF, member, "ta-bort") == 303
    assert letters(app, world.session) == []
    assert world.role_of(NILS, world.halland) is None


@pytest.mark.both_databases
def test_accounts_that_were_never_used_are_forgotten(client: FlaskClient, world: World) -> None:
    sign_in(client)
    invite(client, STAFF)
    session, later = world.session, world.varberg.created_at + timedelta(days=400)
    session.execute(update(PasswordReset).values(expires_at=world.varberg.created_at))
    session.commit()
    sweep_unused_accounts(session, now=later)
    assert session.scalars(select(Person.id).where(Person.email == NILS)).first()
    session.query(PasswordReset).delete()
    session.query(Member).filter(Member.person_id != world.carin.id).delete()
    sweep_unused_accounts(session, now=later)
    assert session.scalars(select(Person.email)).all() == [CARIN]


def test_wrong_fields_are_answered_at_the_field_and_nothing_typed_is_lost(
    client: FlaskClient, world: World
) -> None:
    sign_in(client)
    for path in (STAFF, world.at):
        answer = submit(client, path, {"name": "Nils Berg", "email": "nils", "role": "door"}, action="")
        assert answer.status_code == 422
        assert "E-postadressen saknar @" in answer.text
        assert 'value="Nils Berg"' in answer.text
    assert invite(client, STAFF, CARIN) == 409


@pytest.mark.both_databases
def test_the_last_owner_stays(client: FlaskClient, world: World) -> None:
    sign_in(client)
    (mine,) = world.session.scalars(select(Member).where(Member.person_id == world.carin.id))
    page = client.get(STAFF)
    for verb, values in (("ta-bort", {}), ("roll", {"role": "reader"})):
        answer = resubmit(client, STAFF, page, values, action=f"{STAFF}/{mine.id}/{verb}")
        assert answer.status_code == 303
        assert "minst en ägare" in client.get(STAFF).text
    assert world.role_of(CARIN, world.halland) is Role.OWNER


def test_an_owner_who_was_only_invited_is_no_owner_to_leave_it_to(client: FlaskClient, world: World) -> None:
    sign_in(client)
    invite(client, STAFF, NILS, "owner")
    (mine,) = world.session.scalars(select(Member.id).where(Member.person_id == world.carin.id))
    act(client, STAFF, mine, "ta-bort")
    assert world.role_of(CARIN, world.halland) is Role.OWNER


def test_a_role_is_changed_unless_somebody_else_did(client: FlaskClient, world: World) -> None:
    david = give_role(world.session, make_person(world.session, DAVID), world.halland, Role.READER)
    sign_in(client)
    page = client.get(STAFF)
    path = f"{STAFF}/{david.id}/roll"
    assert resubmit(client, STAFF, page, {"role": "finance"}, action=path).status_code == 303
    assert world.role_of(DAVID, world.halland) is Role.FINANCE
    resubmit(client, STAFF, page, {"role": "door"}, action=path)
    assert "Någon annan har ändrat rollen" in client.get(STAFF).text
    assert world.role_of(DAVID, world.halland) is Role.FINANCE


def test_a_role_taken_away_ends_at_the_next_click_for_pages_and_files(
    app: Flask, client: FlaskClient, world: World
) -> None:
    member = give_role(world.session, make_person(world.session, DAVID), world.halland, Role.EDITOR)
    david = app.test_client()
    sign_in(david, DAVID)
    kept = [
        f"/arrangor/konferens/{world.varberg.id}{end}"
        for end in ("", "/deltagare", "/deltagare.csv", "/deltagare.xlsx", "/redigera")
    ]
    assert [david.get(path, buffered=True).status_code for path in kept] == [200] * len(kept)
    form = david.get(kept[-1])
    sign_in(client)
    assert act(client, STAFF, member.id, "ta-bort") == 303
    assert [david.get(path).status_code for path in kept] == [404] * len(kept)
    assert resubmit(david, kept[-1], form, {"title": "Nytt"}).status_code == 404
    assert "Du är inte med i någon konferens" in david.get("/arrangor/").text


def test_a_helper_at_one_conference_is_invited_there_and_sees_that_one(
    app: Flask, client: FlaskClient, world: World
) -> None:
    other = make_conference(world.session, world.halland, path="kalmar")
    make_person(world.session, DAVID)
    sign_in(client)
    assert invite(client, world.at, DAVID, "door") == 303
    letter = letters(app, world.session)[-1][1]
    assert letter.subject.startswith("Inbjudan: Smartare, grönare Sverige, 27\N{NO-BREAK SPACE}mars")
    david = app.test_client()
    sign_in(david, DAVID)
    assert david.get(f"/arrangor/konferens/{world.varberg.id}/deltagare").status_code == 200
    assert david.get(f"/arrangor/konferens/{other.id}/deltagare").status_code == 404
    assert david.get(world.at).status_code == 404
    (helper,) = world.session.scalars(select(ConferenceMember))
    assert helper.organizer_id == world.halland.id
    assert act(client, world.at, helper.id, "ta-bort") == 303
    assert david.get(f"/arrangor/konferens/{world.varberg.id}/deltagare").status_code == 404


def test_a_co_organizer_gives_its_own_people_roles_and_nobody_elses(
    app: Flask, client: FlaskClient, world: World
) -> None:
    halland_door = give_role_at(
        world.session, make_person(world.session, NILS), world.varberg, world.halland, Role.DOOR
    )
    make_person(world.session, DAVID, organizer=world.rus)
    sign_in(client, DAVID)
    assert invite(client, world.at, "rut@exempel.se", "editor") == 303
    (rut,) = world.session.scalars(select(ConferenceMember).where(ConferenceMember.role == Role.EDITOR))
    assert rut.organizer_id == world.rus.id
    page = client.get(world.at)
    assert f"{world.at}/{rut.id}/ta-bort" in page.text
    assert f"{world.at}/{halland_door.id}/ta-bort" not in page.text
    stolen = resubmit(client, world.at, page, {}, action=f"{world.at}/{rut.id}/ta-bort")
    assert stolen.status_code == 303
    token = {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]}
    assert client.post(f"{world.at}/{halland_door.id}/ta-bort", data=token).status_code == 404
    assert client.get(STAFF).status_code == 404
    medarrangorer = world.at.replace("roller", "medarrangorer")
    assert client.post(medarrangorer, data=token | {"organizer": "naturvardsverket"}).status_code == 404
    assert client.post(f"{medarrangorer}/rus/ta-bort", data=token).status_code == 404


def test_naturvardsverket_adds_its_person_without_hallands_help(
    app: Flask, client: FlaskClient, world: World
) -> None:
    make_person(world.session, DAVID, organizer=world.nv)
    sign_in(client)
    adding = world.at.replace("roller", "medarrangorer")
    assert submit(client, world.at, {"organizer": "naturvardsverket"}, action=adding).status_code == 303
    assert client.get(f"/{world.varberg.address.path}").text.count("naturvardsverket")
    david = app.test_client()
    sign_in(david, DAVID)
    assert invite(david, world.at, NILS, "kitchen") == 303
    (helper,) = world.session.scalars(select(ConferenceMember))
    assert helper.organizer_id == world.nv.id
    dropping = f"{adding}/naturvardsverket/ta-bort"
    assert submit(client, world.at, {}, action=dropping).status_code == 303
    assert david.get(world.at).status_code == 404
    world.session.rollback()
    assert world.session.scalars(select(ConferenceMember)).all() == []


def test_an_organizer_without_anybody_gets_its_first_owner_from_the_conferences_owner(
    client: FlaskClient, world: World
) -> None:
    sign_in(client)
    assert invite(client, world.at, NILS, "owner", organizer="rus") == 303
    (helper,) = world.session.scalars(select(ConferenceMember))
    assert (helper.organizer_id, helper.role) == (world.rus.id, Role.OWNER)
    assert 'name="organizer" ' not in client.get(world.at).text.split("Lägg till en medarrangör")[0]


def test_an_organizer_is_added_once_and_over_no_newer_save(client: FlaskClient, world: World) -> None:
    sign_in(client)
    page = client.get(world.at)
    adding = world.at.replace("roller", "medarrangorer")
    first = resubmit(client, world.at, page, {"organizer": "naturvardsverket"}, action=adding)
    again = resubmit(client, world.at, page, {"organizer": "naturvardsverket"}, action=adding)
    assert (first.status_code, again.status_code) == (303, 422)
    make_organizer(world.session, "leks")
    world.session.commit()
    stale = resubmit(client, world.at, page, {"organizer": "leks"}, action=adding)
    assert stale.status_code == 409
    assert "Någon annan har sparat" in stale.text
    world.session.rollback()
    held = select(ConferenceOrganizer.organizer_id).order_by(ConferenceOrganizer.position)
    assert world.session.scalars(held).all() == [world.rus.id, world.nv.id]


def test_everything_is_in_the_history(client: FlaskClient, world: World) -> None:
    sign_in(client)
    invite(client, world.at, NILS, "door")
    adding = world.at.replace("roller", "medarrangorer")
    submit(client, world.at, {"organizer": "naturvardsverket"}, action=adding)
    world.session.rollback()
    events = world.session.scalars(select(Event).where(Event.conference_id == world.varberg.id)).all()
    told = [(one.action, one.fields, one.actor_id) for one in events]
    assert told == [
        ("role_given", ["role:halland:door"], world.carin.id),
        ("co_organizer_added", ["organizer:naturvardsverket"], world.carin.id),
    ]
