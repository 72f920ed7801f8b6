"""The Nobel meeting of December 2019: some fifty on site, a few over a link, from every county."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.commands import SYSTEM
from regapp.conferences.queries import find_address, get_conference
from regapp.conferences.texts import COUNTY_NAMES
from regapp.demo.names import FAMILY, GIVEN
from regapp.registrations.commands import NewParticipant, SignUp, sign_up
from regapp.registrations.models import Attendance, BookerRole, Registration

PATH = "nobelmotet-2019"
_KEY = "demo-nobel-"
# When the county boards' coordinators were signed up by hand.
_SIGNED_UP = datetime(2019, 11, 18, 8, 0, tzinfo=UTC)
_PEOPLE, _REMOTE = 58, 8


def add_nobel_people(session: Session) -> int:
    """Sign them up, unless they are there or the meeting is not; how many."""
    address = find_address(session, PATH)
    known = select(Registration.id).where(Registration.submission_key.startswith(_KEY)).limit(1)
    if address is None or address.conference_id is None or session.scalar(known) is not None:
        return 0
    conference = get_conference(session, address.conference_id)
    if not conference.pools:
        return 0
    for number in range(_PEOPLE):
        sign_up(session, conference, _form(number), now=_SIGNED_UP, by=SYSTEM, always_open=True)
    return _PEOPLE


def _form(number: int) -> SignUp:
    counties = list(COUNTY_NAMES.values())
    # The far end of both lists: the other conferences draw from the whole.
    given, family = GIVEN[-1 - number % len(GIVEN)], FAMILY[-1 - 7 * number % len(FAMILY)]
    remote = number % 7 == 3 and number // 7 < _REMOTE
    person = NewParticipant(
        given_name=given,
        family_name=family,
        email=f"samordnare{number}@lansstyrelsen.exempel.se",
        organization=f"Länsstyrelsen i {counties[number % len(counties)]}",
        title="Miljömålssamordnare" if number % 2 else "Enhetschef",
        is_booker=True,
        attendance=Attendance.REMOTE if remote else Attendance.ONSITE,
    )
    return SignUp(
        key=f"{_KEY}{number:02d}",
        booker_role=BookerRole.SELF,
        booker_name=f"{given} {family}",
        booker_email=person.email,
        participants=(person,),
        buyer=None,
    )
