"""The clock sent to the evening before Varberg: the reminder can be read at /demo/brev."""

from threading import Event

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Address
from regapp.conferences.queries import get_conference
from regapp.database.session import transaction
from regapp.demo.moments import moment_at
from regapp.jobs.deliver_mail import Office, deliver_batch
from regapp.jobs.registry import chores, renderers
from regapp.kernel.addresses import Addresses
from regapp.kernel.clock import FixedClock
from regapp.mailing.renderers import LetterContext
from regapp.mailing.transport import DatabaseTransport
from regapp.registrations.commands import sign_up
from tests.sending import NOW
from tests.world import a_sign_up


@pytest.mark.usefixtures("season")
def test_the_reminder_of_the_day_before_can_be_read(
    demo: Flask, visitor: FlaskClient, session: Session, clock: FixedClock
) -> None:
    path = "smartare-gronare-sverige/varberg"
    number = session.scalars(select(Address.conference_id).where(Address.path == path)).one()
    assert number is not None
    with demo.app_context(), transaction() as rows:
        sign_up(rows, get_conference(rows, number), a_sign_up(), now=NOW)
    evening = moment_at("kvallen-fore", first=None)
    assert evening is not None
    clock.set(evening)
    config = demo.extensions["regapp"].config
    context = LetterContext(config, Addresses(config.base_url), evening)
    office = Office(config, renderers(), DatabaseTransport(clock.now), lambda: context, "one")
    with demo.app_context():
        for chore in chores(config):
            if chore.name == "send reminders":
                chore.run()
                chore.run()
        deliver_batch(office, Event())
    listed = visitor.get("/demo/brev").text
    assert listed.count("I morgon: Smartare, grönare Sverige kl.") == 1
    assert "i Varberg" in listed
