"""Processes that are killed in the middle of promising a mailing, and several that promise it at once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from regapp.campaigns.models import CampaignState
from regapp.config import ROOT
from tests.campaigns.desk import MailingDesk
from tests.sending import Send
from tests.world import a_person, a_sign_up, make_conference, make_organizer

_PEOPLE = 20


@pytest.mark.slow
@pytest.mark.both_databases
def test_killed_or_at_once_it_goes_once_to_everybody(
    app: Flask, session: Session, send: Send, database_url: str, tmp_path: Path
) -> None:
    held = make_conference(session, make_organizer(session))
    for number in range(_PEOPLE):
        send(held, a_sign_up([a_person(number, is_booker=True)]))
    desk = MailingDesk(app, session)
    mailing = desk.write(held)
    desk.plan(mailing)
    settings = {
        "REGAPP_TESTING": "1", "REGAPP_INSTANCE": str(tmp_path), "REGAPP_DATABASE_URL": database_url,
    }  # fmt: skip

    def start(*more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.campaigns.killable", str(mailing), *more]
        return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})

    session.rollback()
    assert start("die").wait(60) == -signal.SIGKILL
    assert desk.rows(mailing) == []
    assert desk.read(mailing).state is CampaignState.PLANNED
    session.rollback()
    assert [one.wait(60) for one in [start() for _ in range(3)]] == [0, 0, 0]
    told = [row.subject_id for row in desk.rows(mailing)]
    assert len(told) == len(set(told)) == _PEOPLE
    assert desk.read(mailing).state is CampaignState.SENT
