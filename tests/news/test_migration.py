"""What was public before there was news is told as published, and as called off where it is."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.turns import Reason, call_off
from regapp.conferences.models import ConferenceNews, ConferenceStatus
from regapp.config import ROOT
from regapp.database import migrate
from tests.support.databases import Databases, load_models, open_engine
from tests.world import MADE_AT, make_conference, make_organizer

load_models()
OFF_AT = datetime(2020, 3, 12, 9, 0, tzinfo=UTC)


def before_news() -> str:
    (file,) = Path(ROOT / "regapp/database/migrations/versions").glob("*_news.py")
    (found,) = re.findall(r'^down_revision.*"(\d+)"', file.read_text(encoding="utf-8"), re.MULTILINE)
    return str(found)


@pytest.mark.both_databases
def test_the_history_there_is_is_told(databases: Databases) -> None:
    engine = open_engine(databases.fresh())
    try:
        with Session(engine) as session:
            owner = make_organizer(session)
            make_conference(session, owner, path="varberg")
            make_conference(session, owner, path="utkast", status=ConferenceStatus.DRAFT)
            off = make_conference(session, owner, path="dagarna", days=(date(2020, 5, 6), date(2020, 5, 7)))
            call_off(session, off, Reason(), by=SYSTEM, now=OFF_AT)
            session.commit()
        migrate.downgrade(engine, before_news())
        migrate.upgrade(engine)
        with Session(engine) as session:
            told = session.scalars(
                select(ConferenceNews).order_by(ConferenceNews.at, ConferenceNews.id)
            ).all()
            assert [(one.kind.value, one.at) for one in told] == [
                ("published", MADE_AT), ("published", MADE_AT), ("cancelled", OFF_AT),
            ]  # fmt: skip
            assert [day[0] for day in told[2].before] == ["2020-05-06", "2020-05-07"]
            assert told[0].after == {
                "cancelled": False,
                "programme": False,
                "days": [["2020-03-27", "2020-03-27T09:00:00+00:00", "2020-03-27T15:00:00+00:00"]],
            }
    finally:
        engine.dispose()
