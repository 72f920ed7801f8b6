"""From a promised letter to its text. What is not true any more is not written."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.queries import find_public_series, get_conference, list_series_conferences
from regapp.conferences.rules import SignUpState, sign_up_state, sorting_day
from regapp.interest import messages
from regapp.interest.commands import LETTERS, TURNED
from regapp.interest.messages import Tidings
from regapp.interest.models import Interest, Wish
from regapp.interest.rules import Kind
from regapp.mailing.letters import Envelope, Letter
from regapp.mailing.models import OutboxMessage
from regapp.mailing.renderers import LetterContext, Renderers

Rendered = tuple[Envelope, Letter] | None
Write = Callable[[Tidings], Letter]


def renderers() -> Renderers:
    """Every letter of this slice, by kind."""
    return {name: _renderer(kind) for kind, name in LETTERS.items()} | {TURNED: _turned}


def _turned(session: Session, row: OutboxMessage, context: LetterContext) -> Rendered:
    """What was put off and has a date by now, or is cancelled, is told by another letter."""
    interest = session.get(Interest, row.subject_id, populate_existing=True)
    if interest is None:
        return None
    conference = get_conference(session, row.details["conference_id"])
    turn, language = row.details["turn"], interest.language
    put_off = conference.status is ConferenceStatus.POSTPONED
    if conference.status is ConferenceStatus.CANCELLED or put_off is not (turn == "postponed"):
        return None
    tidings = _tidings(session, interest, conference, row, context)
    changes = [tuple(one[language]) for one in row.details.get("changes", ())]
    letter = messages.turned(tidings, turn, row.details["reason"][language], changes)
    return messages.envelope(tidings), letter


def _renderer(kind: Kind) -> Callable[[Session, OutboxMessage, LetterContext], Rendered]:
    def render(session: Session, row: OutboxMessage, context: LetterContext) -> Rendered:
        interest = session.get(Interest, row.subject_id, populate_existing=True)
        if interest is None:
            return None
        conference = get_conference(session, row.details["conference_id"])
        write = _writer(kind, conference, sign_up_state(conference, context.now))
        if write is None:
            return None
        tidings = _tidings(session, interest, conference, row, context)
        return messages.envelope(tidings), write(tidings)

    return render


def _writer(kind: Kind, conference: Conference, state: SignUpState) -> Write | None:
    """The letter as things are when it leaves, which may be hours later."""
    if conference.status is ConferenceStatus.CANCELLED:
        # Also to those who were to hear of a date, who hear it from their own letter.
        return None if kind is Kind.DATED else messages.called_off
    if kind is Kind.OPENED:
        return messages.opened if state is SignUpState.OPEN else None
    return messages.dated if kind is Kind.DATED else None


def _tidings(
    session: Session,
    interest: Interest,
    conference: Conference,
    row: OutboxMessage,
    context: LetterContext,
) -> Tidings:
    series, places = None, []
    asked_for = interest.series_id if interest.wish is Wish.OPENING else None
    if asked_for is not None and asked_for == conference.series_id:
        series = find_public_series(session, asked_for)
        places = sorted(list_series_conferences(session, asked_for), key=sorting_day) if series else []
    return Tidings(
        interest=interest,
        conference=conference,
        addresses=context.addresses,
        now=context.now,
        series=series,
        places=places,
        first=bool(row.details.get("first", True)),
        forgets=not context.config.demo,
    )
