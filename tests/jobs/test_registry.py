"""Every slice's letters and chores are known to the worker, and the chores run."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.accounts.letters import renderers as account_letters
from regapp.campaigns.letters import renderers as campaign_letters
from regapp.catering.letters import renderers as catering_letters
from regapp.conferences.letters import renderers as conference_letters
from regapp.config import Config
from regapp.interest.letters import renderers as interest_letters
from regapp.invitations.letters import renderers as invitation_letters
from regapp.jobs.registry import chores, renderers
from regapp.kernel.clock import FixedClock
from regapp.organizers.letters import renderers as organizer_letters
from regapp.programme.letters import renderers as programme_letters
from regapp.registrations.commands.link import request_link
from regapp.registrations.farewell import renderers as farewell_letters
from regapp.registrations.letters import renderers as registration_letters
from regapp.registrations.models import LinkRequest
from regapp.surveys.letters import renderers as survey_letters
from tests.mailing.post import NOW


def run_chores(app: Flask, config: Config) -> None:
    with app.app_context():
        for chore in chores(config):
            chore.run()


def test_no_two_slices_promise_the_same_kind_of_letter() -> None:
    slices = [
        account_letters(),
        organizer_letters(),
        conference_letters(),
        campaign_letters(),
        programme_letters(),
        interest_letters(),
        invitation_letters(),
        registration_letters(),
        farewell_letters(),
        catering_letters(),
        survey_letters(),
    ]
    assert len(renderers()) == sum(len(one) for one in slices)


@pytest.mark.both_databases
@pytest.mark.parametrize(("demo", "left"), [(False, ""), (True, "anna@exempel.se")])
def test_who_asked_for_a_link_is_forgotten_by_a_chore_but_not_in_demonstration(
    app: Flask, session: Session, clock: FixedClock, demo: bool, left: str
) -> None:
    request_link(session, "anna@exempel.se", language="sv", now=clock.now())
    session.commit()
    clock.set(NOW)
    run_chores(app, replace(app.extensions["regapp"].config, demo=demo))
    assert session.scalars(select(LinkRequest.email)).one() == left
