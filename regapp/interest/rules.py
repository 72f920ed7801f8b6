"""Who hears what, and when: which wish a page takes, and which lists a piece of news is for. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.rules import SignUpState, Standing, held_days, sign_up_state
from regapp.interest.models import Wish

# Nobody's address waits longer than this for a conference that never came: at most 24 months.
KEPT = timedelta(days=730)
# So long somebody may think about staying on the list after a cancellation.
ANSWER_WITHIN = timedelta(days=30)
_AHEAD = {SignUpState.NONE, SignUpState.ANNOUNCED, SignUpState.POSTPONED}
_OVER = {SignUpState.PAST, SignUpState.CANCELLED}


class Kind(Enum):
    """What there is to tell; the value names the letter."""

    OPENED = "opened"
    DATED = "dated"
    CALLED_OFF = "called_off"


@dataclass(frozen=True)
class Group:
    """Waiting wishes that are alike. Neither conference nor series: those for everything."""

    conference_id: int | None
    series_id: int | None
    wish: Wish
    awaits_date: bool
    first_made_at: datetime


@dataclass(frozen=True)
class Due:
    """The wishes of one list that a piece of news is for; `before`: only those made before it."""

    conference_id: int | None
    series_id: int | None
    wish: Wish
    before: datetime | None = None


@dataclass(frozen=True)
class News:
    """Something that happened to a conference, and the lists that wait for it, nearest first."""

    kind: Kind
    conference_id: int
    lists: tuple[Due, ...]


@dataclass(frozen=True)
class Editions:
    """How conferences follow each other: the series and the previous edition of each, by id."""

    series_of: Mapping[int, int | None]
    previous_of: Mapping[int, int | None]

    def before(self, conference_id: int) -> frozenset[int]:
        """All earlier editions. Ends where the line runs in a circle."""
        found: set[int] = set()
        at = self.previous_of.get(conference_id)
        while at is not None and at not in found:
            found.add(at)
            at = self.previous_of.get(at)
        return frozenset(found)


def wish_at(standing: Standing) -> Wish | None:
    """What one may ask to hear of at a conference; None while it takes sign-ups."""
    if standing.takes or standing.state in {SignUpState.DRAFT, SignUpState.INVITED}:
        return None
    return Wish.OPENING if standing.state in _AHEAD else Wish.NEXT


def wish_among(standings: Iterable[Standing]) -> Wish | None:
    """The same for a series: None while any of its places takes sign-ups."""
    found = list(standings)
    if any(standing.takes for standing in found):
        return None
    if not found or any(wish_at(standing) is Wish.OPENING for standing in found):
        return Wish.OPENING
    return Wish.NEXT


def has_date(conference: Conference) -> bool:
    """A day that is settled, so that nobody need be told of one later."""
    return bool(held_days(conference)) and not conference.preliminary


def makes_circle(conference_id: int, previous_id: int | None, editions: Editions) -> bool:
    """Whether a conference would come before itself."""
    if previous_id is None:
        return False
    return previous_id == conference_id or conference_id in editions.before(previous_id)


def news_for(
    groups: Sequence[Group], conferences: Sequence[Conference], editions: Editions, now: datetime
) -> list[News]:
    """What is to be told at `now`, the openings first. Loaded: days.

    A list that hears of an opening hears nothing else.
    """
    opened = [_opened(one, groups, editions) for one in conferences if _is_open(one, now)]
    heard = {(due.conference_id, due.series_id, due.wish) for news in opened for due in news.lists}
    others = [
        news
        for group in groups
        if (group.conference_id, group.series_id, group.wish) not in heard
        and (news := _other_news(group, _concerned(group, conferences), now))
    ]
    return [news for news in (*opened, *others) if news.lists]


def _is_open(conference: Conference, now: datetime) -> bool:
    return sign_up_state(conference, now) is SignUpState.OPEN


def _opened(conference: Conference, groups: Sequence[Group], editions: Editions) -> News:
    found = {due: None for group in groups if (due := _due(conference, group, editions))}
    nearest = sorted(found, key=lambda due: (due.conference_id is None, due.series_id is None))
    return News(Kind.OPENED, conference.id, tuple(nearest))


def _due(conference: Conference, group: Group, editions: Editions) -> Due | None:
    """The part of a group that the opening of `conference` is for."""
    asked = _asked(conference, group, editions)
    if asked is None:
        return None
    before = asked[0]
    if before is not None and group.first_made_at >= before:
        return None
    return Due(group.conference_id, group.series_id, group.wish, before)


def _asked(conference: Conference, group: Group, editions: Editions) -> tuple[datetime | None] | None:
    """Whether the group asked for this opening, and until when it must have done so.

    Without a link from the organizer, what follows in a series is a conference that was
    made after somebody asked: the other places were there already.
    """
    if group.conference_id is None and group.series_id is None:
        return (conference.opens_at,)
    if group.wish is Wish.OPENING:
        here = group.conference_id == conference.id or _same(group.series_id, conference.series_id)
        return (None,) if here else None
    earlier = editions.before(conference.id)
    if group.conference_id in earlier or any(
        _same(group.series_id, editions.series_of.get(one)) for one in earlier
    ):
        return (None,)
    series = group.series_id
    if group.conference_id is not None and group.conference_id != conference.id:
        series = editions.series_of.get(group.conference_id)
    return (conference.created_at,) if _same(series, conference.series_id) else None


def _same(one: int | None, other: int | None) -> bool:
    return one is not None and one == other


def _concerned(group: Group, conferences: Sequence[Conference]) -> list[Conference]:
    """The conferences that a group waits for by name."""
    return [
        one
        for one in conferences
        if one.status is not ConferenceStatus.DRAFT
        and (one.id == group.conference_id or _same(group.series_id, one.series_id))
    ]


def _other_news(group: Group, conferences: Sequence[Conference], now: datetime) -> News | None:
    """A cancellation, of all that a series had left where it asked there; or a date."""
    if group.wish is not Wish.OPENING:
        return None
    states = {one.id: sign_up_state(one, now) for one in conferences}
    lists = (Due(group.conference_id, group.series_id, group.wish),)
    cancelled = [number for number, state in states.items() if state is SignUpState.CANCELLED]
    if cancelled and _OVER.issuperset(states.values()):
        return News(Kind.CALLED_OFF, cancelled[-1], lists)
    dated = [one for one in conferences if has_date(one) and states[one.id] in _AHEAD]
    return News(Kind.DATED, dated[0].id, lists) if group.awaits_date and dated else None
