"""Links in letters: looking changes nothing anywhere; one that was mailed anew replaces the old one
when it is first used."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.conferences.models import Conference
from regapp.database.base import Base
from regapp.database.session import transaction
from regapp.jobs.registry import preparers, renderers
from regapp.kernel.addresses import Addresses
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext
from regapp.registrations.models import Participant, Registration
from tests.sending import NOW, Send
from tests.support.forms import submit
from tests.world import KALMAR, a_buyer, a_person, a_sign_up, make_conference, make_organizer, make_series

ASA = "asa.oberg@exempel.se"


@pytest.fixture
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    series = make_series(session, halland)
    kalmar = make_organizer(session, "kalmar", org_number=KALMAR)
    make_conference(session, kalmar, path="smartare/kalmar", series=series)
    return make_conference(session, halland, path="smartare/varberg", series=series, capacity=3)


@pytest.fixture
def post(app: Flask, session: Session) -> Callable[[], list[tuple[str, Envelope, Letter]]]:
    """Every promised letter, prepared and written as the worker does."""

    def deliver() -> list[tuple[str, Envelope, Letter]]:
        session.rollback()
        session.expire_all()
        with app.app_context(), transaction() as rows:
            for row in rows.scalars(select(OutboxMessage)):
                if row.kind in preparers():
                    preparers()[row.kind](rows, row)
        session.rollback()
        context = LetterContext(
            app.extensions["regapp"].config, Addresses("http://localhost"), NOW
        )  # fmt: skip
        found = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        written = [(row.kind, renderers()[row.kind](session, row, context)) for row in found]
        return [(kind, *letter) for kind, letter in written if letter]

    return deliver


def new_link(client: FlaskClient, post: Any, email: str = ASA) -> str:
    assert submit(client, "/a/ny-lank", {"email": email}).status_code == 200
    kind, _envelope, letter = post()[-1]
    assert kind == "registrations.new_link"
    return str(letter.actions[0][1]).removeprefix("http://localhost")


def everything(session: Session) -> dict[str, list[Any]]:
    """All rows of all tables, but for the bytes that feeds keep to be quick."""
    session.rollback()
    tables = [table for table in Base.metadata.sorted_tables if table.name != "kept_entries"]
    return {table.name: sorted(map(repr, session.execute(select(table)))) for table in tables}


@pytest.mark.both_databases
def test_the_old_link_works_until_the_new_one_is_first_used_for_a_post(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, post: Any
) -> None:
    old = f"/a/{send(varberg, a_sign_up(2)).token}"
    new = new_link(client, post)
    assert new != old
    for _twice in range(2):
        assert client.get(new).status_code == client.get(old).status_code == 200
    assert new_link(client, post) == new
    person = session.scalars(select(Participant.id).order_by(Participant.id)).all()[1]
    assert submit(client, f"{new}/avanmal?deltagare={person}").status_code == 303
    assert client.get(new).status_code == 200
    assert client.get(old).status_code == 404
    assert client.post(f"{old}/avanmal").status_code == 404
    session.rollback()
    assert session.scalar(select(func.count()).where(Event.action == "link_renewed")) == 2
    assert session.scalars(select(Registration.next_token)).all() == [None]


@pytest.mark.both_databases
def test_the_old_link_may_still_be_used_and_then_both_live(
    client: FlaskClient, varberg: Conference, send: Send, post: Any
) -> None:
    old = f"/a/{send(varberg, a_sign_up(1)).token}"
    new = new_link(client, post)
    assert submit(client, f"{old}/avanmal").status_code == 303
    assert client.get(new).status_code == client.get(old).status_code == 200


def test_a_participant_s_own_link_is_mailed_anew_alone(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, post: Any
) -> None:
    token = send(varberg, a_sign_up(2)).token
    session.rollback()
    own = session.scalars(select(Participant.token).order_by(Participant.id)).all()[1]
    new = new_link(client, post, "person1@exempel.se")
    assert submit(client, f"{new}/andra", {"person-title": "Chef"}).status_code == 303
    assert client.get(f"/a/{own}").status_code == 404
    assert client.get(f"/a/{token}").status_code == 200


def test_a4_following_every_link_of_every_letter_changes_nothing_anywhere(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, post: Any
) -> None:
    """By HEAD and GET, and the links of the pages they lead to, as a mail scanner does."""
    token = send(varberg, a_sign_up(2, buyer=a_buyer(reference=""))).token
    send(varberg, a_sign_up([a_person(5)]))
    send(varberg, a_sign_up([a_person(6)]))
    session.rollback()
    people = session.scalars(select(Participant).order_by(Participant.id)).all()
    first, second, third = (person.id for person in people[:3])
    submit(client, f"/a/{token}/andra?deltagare={second}", {"person-title": "", "person-diet": ["vegan"]})
    submit(client, f"/a/{token}/faktura", action=f"/a/{token}/referenslank")
    submit(client, f"/a/{token}/avanmal?deltagare={first}")
    colleague = {
        "given_name": "Ida", "family_name": "Ask", "email": "ida@exempel.se", "organization": "X",
    }  # fmt: skip
    submit(client, f"/a/{people[2].token}/overlat?deltagare={third}", colleague)
    new_link(client, post)
    letters = post()
    assert len({kind for kind, _envelope, _letter in letters}) > 7
    links = {link for _kind, _envelope, letter in letters for _words, link in letter.actions}
    links |= {link for letter in letters for link in re.findall(r"http://localhost\S*", str(letter[2]))}
    before = everything(session)
    seen: set[str] = set()
    for link in sorted(links):
        seen |= followed(client, link)
    for link in sorted(seen):
        followed(client, link)
    assert len(seen) > 15
    assert everything(session) == before


def followed(client: FlaskClient, link: str) -> set[str]:
    """What the page links to, within the site."""
    path = link.removeprefix("http://localhost").split("#")[0].rstrip("'\".,)")
    client.head(path)
    page = client.get(path)
    if page.mimetype != "text/html":
        return set()
    hrefs: Any = html.fromstring(page.text).xpath("//a/@href")
    found = {str(one) for one in hrefs}
    return {one for one in found if one.startswith(("/a/", "/referens/", "http://localhost/"))}
