"""Surveys open, remind and close by themselves."""

from collections.abc import Callable, Sequence
from typing import Any

import structlog

from regapp.audit.commands import SYSTEM
from regapp.conferences.queries import get_conference
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.surveys.commands import close_survey, open_survey, remind_all
from regapp.surveys.queries import list_running, list_to_open
from regapp.web import clock

_log = structlog.get_logger()


def run_surveys() -> None:
    """By domain time. Asks first, so that nobody waits for a writer with nothing to write."""
    at = clock.now()
    due = list_to_open(session(), at)
    remind, close = list_running(session(), at)
    session().rollback()
    _each(due, open_survey)
    _each(remind, remind_all)
    _each(close, close_survey)


def _each(conference_ids: Sequence[int], act: Callable[..., Any]) -> None:
    """Each in a transaction of its own; what somebody was quicker to do is left alone."""
    for conference_id in conference_ids:
        try:
            with transaction() as rows:
                act(rows, get_conference(rows, conference_id), by=SYSTEM, now=clock.now())
        except Refusal as refusal:
            _log.info("survey_left_alone", conference_id=conference_id, code=refusal.code)
