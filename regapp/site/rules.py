"""What lists and pages make of how conferences stand: past or to come, who leads, who has room. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from regapp.conferences.models import Conference, ConferenceMode
from regapp.conferences.rules import (
    CANCELLED_STAYS,
    Seats,
    SignUpState,
    Standing,
    leading_rank,
    local_date,
    pool_of,
    shown_days,
    sorting_day,
    standing,
)
from regapp.conferences.scopes import HELD_AS

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Card:
    """One conference on a list, with how it stands now."""

    conference: Conference
    standing: Standing


@dataclass(frozen=True)
class Headline:
    """The conference a series' page speaks for.

    last_day  the last day of sign-up that all open ones share, else None
    """

    card: Card
    last_day: date | None


def cards_of(conferences: Iterable[Conference], now: datetime) -> list[Card]:
    """In order of time. Loaded: days, pools."""
    ordered = sorted(conferences, key=sorting_day)
    return [Card(one, standing(one, pool_of(one), now)) for one in ordered]


def is_over(card: Card, now: datetime) -> bool:
    """Its last day is gone, held or called off; called off without a day: 60 days ago."""
    conference = card.conference
    days = shown_days(conference)
    if days:
        return local_date(now, conference.zone) > max(day.on for day in days)
    return conference.cancelled_at is not None and now >= conference.cancelled_at + CANCELLED_STAYS


def held_as(cards: Iterable[Card], mode: ConferenceMode) -> list[Card]:
    """Those that one may come to, or those that one may follow from a distance; some are both."""
    return [card for card in cards if mode in HELD_AS[card.conference.mode]]


def parts_by_mode(cards: Sequence[Card], asked: ConferenceMode | None) -> bool:
    """Whether on site or remote is a question here: either leaves some out and some in. What somebody
    `asked` for and there is none of counts too: they must see what they asked, and be able to unask."""
    left = {mode: len(held_as(cards, mode)) for mode in (ConferenceMode.ONSITE, ConferenceMode.REMOTE)}
    return any(0 < some < len(cards) for some in left.values()) or (
        asked is not None and left[asked] < len(cards)
    )


def headline(cards: Sequence[Card]) -> Headline | None:
    """None for a series without public conferences."""
    if not cards:
        return None
    first = min(cards, key=lambda card: leading_rank(card.standing))
    last_days = {card.standing.last_day for card in cards if card.standing.state is first.standing.state}
    return Headline(first, first.standing.last_day if len(last_days) == 1 else None)


def opens_next(cards: Iterable[Card]) -> Card | None:
    """The announced one that opens first."""
    coming = [card for card in cards if card.standing.state is SignUpState.ANNOUNCED]
    return min(coming, key=lambda card: card.conference.opens_at or _NEVER, default=None)


def with_room(cards: Iterable[Card], besides: Conference) -> list[Card]:
    """The others that have a free seat for a newcomer."""
    return [
        card
        for card in cards
        if card.conference.id != besides.id and card.standing.takes and card.standing.seats is not Seats.FULL
    ]


def days_to_opening(conference: Conference, now: datetime) -> int:
    """Local days until sign-up opens; 0 on the day itself, and where it has opened or never will."""
    if conference.opens_at is None or conference.opens_at <= now:
        return 0
    return (local_date(conference.opens_at, conference.zone) - local_date(now, conference.zone)).days
