"""Mailings whose time has come, by the domain's clock."""

import structlog

from regapp.campaigns.commands import send_campaign
from regapp.campaigns.queries import list_due
from regapp.database.session import session, transaction
from regapp.mailing.queries import is_paused
from regapp.web import clock

_log = structlog.get_logger()


def send_mailings() -> None:
    """Promise the letters of each that is due. Asks first: mostly there is nothing, and then nothing
    is locked. None while letters are paused: after a restore it may have gone already."""
    now = clock.now()
    rows = session()
    due = [] if is_paused(rows) else list_due(rows, now)
    rows.close()
    for campaign_id in due:
        with transaction() as writing:
            count = send_campaign(writing, campaign_id, now=now)
        _log.info("mailing_promised", mailing=campaign_id, count=count)
