"""What the worker knows to do: the letters and the chores of every slice."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from regapp.accounts.commands import sweep_sign_ins
from regapp.accounts.letters import renderers as account_letters
from regapp.campaigns.letters import renderers as campaign_letters
from regapp.catering.commands import keep_frozen, list_to_freeze
from regapp.catering.letters import renderers as catering_letters
from regapp.checkin.commands.scans import sweep_scans
from regapp.conferences.codes import sweep_code_attempts
from regapp.conferences.commands.members import sweep_unused_accounts
from regapp.conferences.letters import renderers as conference_letters
from regapp.config import Config
from regapp.database.session import forget_deleted, session, transaction
from regapp.files.commands import sweep
from regapp.files.storage import FolderStorage
from regapp.interest.commands import forget_old
from regapp.interest.letters import renderers as interest_letters
from regapp.invitations.commands import delete_old_invitations
from regapp.invitations.letters import renderers as invitation_letters
from regapp.jobs.batches import do_what_is_due
from regapp.jobs.evaluate import run_surveys
from regapp.jobs.exporting import forget_exports, make_exports
from regapp.jobs.mailings import send_mailings
from regapp.jobs.remind import send_reminders
from regapp.jobs.tell import forget_the_interested, tell_the_interested
from regapp.jobs.worker import Chore
from regapp.kernel.clock import SystemClock
from regapp.lists.commands import forget_lists
from regapp.mailing.commands import forget_recipients
from regapp.mailing.renderers import Preparers, Renderers
from regapp.organizers.letters import renderers as organizer_letters
from regapp.privacy.commands import delete_needs_answers
from regapp.programme.commands.speakers import forget_addresses as forget_addresses_of_speakers
from regapp.programme.letters import renderers as programme_letters
from regapp.registrations.commands import expire_offers
from regapp.registrations.commands.consents import expire_consents
from regapp.registrations.commands.link import NEW_LINK, forget_addresses, renew_links
from regapp.registrations.farewell import renderers as farewell_letters
from regapp.registrations.letters import renderers as registration_letters
from regapp.registrations.queries import list_expired
from regapp.registrations.turned import list_silent
from regapp.surveys.letters import renderers as survey_letters
from regapp.surveys.suggesting import sweep_sent
from regapp.web import clock

_HOURLY = timedelta(hours=1)
_MINUTELY = timedelta(minutes=1)
# In demonstration somebody moves the clock and looks for the letters.
_AT_ONCE = timedelta(seconds=2)
_SOON = timedelta(minutes=5)
# How late the letters of an opening may be.
_OPENING = timedelta(seconds=5)
_OFTEN = timedelta(seconds=3)
_log = structlog.get_logger()


def renderers() -> Renderers:
    """Every kind of letter that any slice promises."""
    return {
        **account_letters(),
        **organizer_letters(),
        **conference_letters(),
        **campaign_letters(),
        **interest_letters(),
        **invitation_letters(),
        **programme_letters(),
        **registration_letters(),
        **farewell_letters(),
        **catering_letters(),
        **survey_letters(),
    }


def preparers() -> Preparers:
    """What is done before a letter is written: links that are mailed anew are made."""
    return {NEW_LINK: renew_links}


def chores(config: Config) -> list[Chore]:
    """What is done every hour, and every minute."""
    system = SystemClock().now
    always = [
        Chore("forget whom letters went to", _committed(forget_recipients, system), _HOURLY),
        Chore("sweep sign-ins", _committed(sweep_sign_ins, system), _HOURLY),
        Chore("sweep wrong codes", _committed(sweep_code_attempts, system), _HOURLY),
        Chore("sweep files that nothing knows", lambda: _sweep_files(config), _HOURLY),
        Chore("send reminders", send_reminders, _AT_ONCE if config.demo else _MINUTELY),
        Chore("send mailings", send_mailings, _AT_ONCE if config.demo else _OPENING),
        Chore("tell the interested", tell_the_interested, _AT_ONCE if config.demo else _OPENING),
        Chore("forget the interested", forget_the_interested, _SOON),
        Chore("do what was planned for many", do_what_is_due, _OFTEN),
        Chore("make exports", make_exports, _OFTEN),
        Chore("forget exports", forget_exports, _HOURLY),
        Chore("end offers that nobody answered", _end_offers, _OFTEN),
        Chore("open, remind of and close surveys", run_surveys, _AT_ONCE if config.demo else _MINUTELY),
        Chore("sweep who sent suggestions", _committed(sweep_sent, system), _HOURLY),
        Chore("keep the kitchen's numbers at the freeze", _keep_frozen, _MINUTELY),
        Chore("cancel who did not say yes to a higher fee", _end_consents, _OFTEN),
    ]
    # Deletes by domain time, which in demonstration goes back and forth: there nothing is deleted.
    by_domain_time = [
        Chore("forget numbers of scans", _committed(sweep_scans, clock.now), _HOURLY),
        Chore("forget who asked for links", _committed(forget_addresses, clock.now), _HOURLY),
        Chore("delete diet and needs", _delete_needs, _HOURLY),
        Chore("delete old invitations", _committed(delete_old_invitations, clock.now), _HOURLY),
        Chore("forget unused accounts", _committed(sweep_unused_accounts, clock.now), _HOURLY),
        Chore("forget lists that nobody went on with", _committed(forget_lists, clock.now), _HOURLY),
        Chore("forget speakers' addresses", _committed(forget_addresses_of_speakers, clock.now), _HOURLY),
        Chore("forget old interest", _committed(forget_old, clock.now), _HOURLY),
    ]
    return always if config.demo else [*always, *by_domain_time]


def _end_offers() -> None:
    """By domain time. Asks first, so that nobody waits for a writer with nothing to write."""
    at = clock.now()
    conferences = list_expired(session(), at)
    session().rollback()
    for conference_id in conferences:
        with transaction() as rows:
            count = expire_offers(rows, conference_id, now=at)
        _log.info("offers_expired", conference_id=conference_id, count=count)


def _end_consents() -> None:
    """Asks first, like the offers."""
    at = clock.now()
    silent = list_silent(session(), at)
    session().rollback()
    if silent:
        with transaction() as rows:
            count = expire_consents(rows, now=at)
        _log.info("consents_expired", count=count)


def _sweep_files(config: Config) -> None:
    """Only reads the database: the folder is what changes."""
    gone = sweep(session(), FolderStorage(config.uploads_path), now=SystemClock().now())
    session().rollback()
    if gone:
        _log.info("files_swept", count=gone)


def _keep_frozen() -> None:
    """Asks first, like the offers."""
    at = clock.now()
    waiting = list_to_freeze(session(), at)
    session().rollback()
    if waiting:
        with transaction() as rows:
            keep_frozen(rows, now=at)


def _delete_needs() -> None:
    """Delete them, and then what the database file still holds of them.

    At every turn: a reader may have kept the last one from emptying the log.
    """
    with transaction() as rows:
        gone = delete_needs_answers(rows, now=clock.now())
    forget_deleted()
    if gone:
        _log.info("needs_deleted", count=gone)


def _committed(command: Callable[..., object], now: Callable[[], datetime]) -> Callable[[], None]:
    """A command of the form `command(session, now=…)` in a transaction of its own."""

    def run() -> None:
        at = now()
        with transaction() as rows:
            command(rows, now=at)

    return run
