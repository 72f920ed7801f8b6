"""March 2020 once more: what befell the season, at its own times, by the organizers' own commands.

That Varberg and Miljömålsdagarna were cancelled is so; the days and the words are invented, and so
is what becomes of Kalmar and Luleå: an example of each turn.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.commands.turns import Reason
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.queries import find_address, get_conference
from regapp.demo.moments import instant
from regapp.registrations.commands.digital import Digital, turn_digital
from regapp.registrations.commands.turns import cancel_conference, postpone_conference

Act = Callable[[Session, Conference, datetime], None]
_SERIES = "smartare-gronare-sverige"


@dataclass(frozen=True)
class Step:
    """What becomes of the conference at `path`, and when."""

    at: datetime
    path: str
    act: Act


def replay(session: Session) -> int:
    """Play what has not been played; how many turns it was. A conference that is not as it was
    (already cancelled, put off, digital) stays as it is."""
    played = 0
    for step in STEPS:
        conference = _find(session, step.path)
        untouched = conference is not None and conference.status is ConferenceStatus.PUBLISHED
        if conference is not None and untouched and conference.turned_digital_at is None:
            step.act(session, conference, step.at)
            played += 1
    return played


def _find(session: Session, path: str) -> Conference | None:
    address = find_address(session, path)
    number = address.conference_id if address is not None else None
    return get_conference(session, number) if number is not None else None


def _cancelled(sv: str, en: str) -> Act:
    def act(session: Session, conference: Conference, at: datetime) -> None:
        cancel_conference(session, conference, Reason(sv, en), by=SYSTEM, now=at)

    return act


def _postponed(session: Session, conference: Conference, at: datetime) -> None:
    reason = Reason(
        "Ingen vet hur länge smittan håller i sig. Vi väntar hellre med Kalmar än ställer in.",
        "Nobody knows how long the infection will last. We would rather wait with Kalmar than cancel.",
    )
    postpone_conference(
        session, conference, reason, by=SYSTEM, now=at, version=conference.version,
        expected={"expected_text": "hösten 2020", "expected_text_en": "autumn 2020"},
    )  # fmt: skip


def _digital(session: Session, conference: Conference, at: datetime) -> None:
    reason = Reason(
        "Folkhälsomyndigheten avråder från resor. Därför ses vi på skärmen i stället.",
        "The Public Health Agency advises against travelling. So we meet on screen instead.",
    )
    plan = Digital(
        fee_minor=20_000, seats=None, remote_url="https://mote.exempel.se/lulea", kept_options=frozenset(),
        free_until_at=instant(date(2020, 4, 9), 0), answer_by_at=instant(date(2020, 4, 1), 0),
        practical=Reason(
            "Länken till mötet finns på din egen sida från 15 minuter före start.",
            "The link to the meeting is on your own page from 15 minutes before the start.",
        ),
    )  # fmt: skip
    turn_digital(session, conference, plan, reason, by=SYSTEM, now=at, version=conference.version)


STEPS = (
    Step(
        instant(date(2020, 3, 12), 14), f"{_SERIES}/varberg",
        _cancelled(
            "På grund av spridningen av det nya coronaviruset kan vi inte samlas i Varberg.",
            "Because of the spread of the new coronavirus we cannot meet in Varberg.",
        ),
    ),
    Step(
        instant(date(2020, 3, 12), 14, 10), "frukostseminarium-varberg",
        _cancelled(
            "Eftersom konferensen i Varberg ställs in blir det inte heller någon frukost.",
            "As the conference in Varberg is cancelled there will be no breakfast either.",
        ),
    ),
    Step(instant(date(2020, 3, 16), 10), f"{_SERIES}/kalmar", _postponed),
    Step(instant(date(2020, 3, 17), 10), f"{_SERIES}/lulea", _digital),
    Step(
        instant(date(2020, 3, 19), 15), "miljomalsdagarna-2020",
        _cancelled(
            "På grund av coronaviruset ställer vi in Miljömålsdagarna i Nyköping.",
            "Because of the coronavirus we cancel Miljömålsdagarna in Nyköping.",
        ),
    ),
)  # fmt: skip
