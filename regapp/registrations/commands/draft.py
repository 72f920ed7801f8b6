"""What a sign-up writes, worked out before there is a transaction: while one writes, all others wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from regapp.billing.rules import is_own_authority
from regapp.conferences.models import Conference
from regapp.conferences.rules import local_date
from regapp.database.prepared import Prepared
from regapp.database.upsert import insert_for
from regapp.kernel.names import folded, sort_key
from regapp.kernel.sounds import sounded
from regapp.kernel.tokens import new_reference, new_ticket_code, new_token
from regapp.registrations.commands.values import NewParticipant, SignUp
from regapp.registrations.models import Participant, Registration
from regapp.registrations.rules import attendance_at, lacks_reference

_registrations: Table = Registration.__table__  # type: ignore[assignment]  # declared as FromClause
_participants: Table = Participant.__table__  # type: ignore[assignment]  # declared as FromClause
# Once for each database: building it anew would cost as much as running it.
_insert_registration_for = cache(
    lambda insert_into: Prepared(
        insert_into(_registrations)
        .on_conflict_do_nothing(index_elements=["submission_key"])
        .returning(_registrations.c.id)
    )
)
_insert_participant = Prepared(insert(_participants).returning(_participants.c.id))
_insert_participants = insert(_participants).returning(_participants.c.id, sort_by_parameter_order=True)
# Of a participant's row, what is known only when the seat is.
_LATE = ("registration_id", "status", "queue_ticket", "access_code_id")


@dataclass(frozen=True)
class Draft:
    """A form's rows, but for what the database has to say.

    token         of the registration
    registration  ready for the driver
    people        their columns, in the order of the form
    alone         those of the only one, ready for the driver; None for a group
    """

    token: str
    registration: Mapping[str, Any]
    people: Sequence[Mapping[str, Any]]
    alone: Mapping[str, Any] | None

    def insert_registration(self, session: Session) -> int | None:
        """The row's id; None if this form's key was sent before."""
        found = _insert_registration_for(insert_for(session)).run(session, {}, self.registration)
        return found[0][0] if found else None

    def insert_people(self, session: Session, late: Sequence[Mapping[str, Any]]) -> Sequence[int]:
        """Their ids. `late` holds for each what the draft could not know."""
        if self.alone is not None:
            [(participant_id,)] = _insert_participant.run(session, late[0], self.alone)
            return [participant_id]
        rows = [{**person, **rest} for person, rest in zip(self.people, late, strict=True)]
        return session.execute(_insert_participants, rows).scalars().all()


def draft_sign_up(session: Session, conference: Conference, form: SignUp, *, now: datetime) -> Draft:
    """What `form` writes when it is sent at `now`. Loaded: owner. Asks the database nothing."""
    token = new_token()
    values = _registration_values(form, now) | {"token": token}
    kind = form.buyer.kind if form.buyer else None
    reference = form.buyer.reference if form.buyer else ""
    common = {
        "conference_id": conference.id,
        "rising": 0,
        "buyer_kind": kind,
        "lacks_reference": lacks_reference(kind, reference, charged=_is_invoiced(conference, form)),
        "signed_up_on": local_date(now, conference.zone),
        "created_at": now,
        "status_at": now,
        "priced_at": now,
    }
    people = [
        common
        | person_values(person)
        | _new_secrets()
        | {
            "category_id": person.category_id,
            "position": position,
            "attendance": attendance_at(conference, person.attendance),
        }
        for position, person in enumerate(form.participants)
    ]
    return Draft(
        token,
        _insert_registration_for(insert_for(session)).put(session, values),
        people,
        _insert_participant.put(session, people[0], *_LATE) if len(people) == 1 else None,
    )


def _registration_values(form: SignUp, now: datetime) -> dict[str, Any]:
    buyer = form.buyer
    return {
        "reference": new_reference(),
        "submission_key": form.key,
        "submission_digest": form.digest(),
        "language": form.language,
        "booker_role": form.booker_role,
        "booker_name": form.booker_name,
        "booker_email": form.booker_email,
        "booker_email_key": form.booker_email.casefold(),
        "buyer_kind": buyer.kind if buyer else None,
        "buyer_name": buyer.name if buyer else "",
        "buyer_org_number": buyer.org_number if buyer else "",
        "buyer_reference": buyer.reference if buyer else "",
        "reference_later": buyer.reference_later if buyer else False,
        "buyer_endpoint": buyer.endpoint if buyer else "",
        "buyer_street": buyer.street if buyer else "",
        "buyer_postcode": buyer.postcode if buyer else "",
        "buyer_town": buyer.town if buyer else "",
        "buyer_email": buyer.email if buyer else "",
        "flagged": form.flagged,
        "accepts_fewer": form.accepts_fewer and len(form.participants) > 1,
        "kind_disputed": buyer.kind_disputed if buyer else False,
        "created_at": now,
    }


def _is_invoiced(conference: Conference, form: SignUp) -> bool:
    owner = conference.owner
    return form.buyer is not None and not is_own_authority(owner.org_number, form.buyer.org_number)


def person_values(person: NewParticipant) -> dict[str, Any]:
    """Columns that follow from what was written about a person, keys included."""
    name = f"{person.given_name} {person.family_name}"
    # A protected person is found by alias only: search shows no more than the list does.
    shown = person.alias if person.protected else f"{name} {person.email}"
    return {
        "is_booker": person.is_booker,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "sort_key": sort_key(person.alias, "")
        if person.protected
        else sort_key(person.family_name, person.given_name),
        "search_key": folded(f"{shown} {person.organization}"),
        "sound_key": sounded(f"{person.alias if person.protected else name} {person.organization}")[:500],
        "email": person.email,
        "email_key": person.email.casefold(),
        "organization": person.organization,
        "title": person.title,
        "listed": person.listed and not person.protected,
        "protected": person.protected,
        "alias": person.alias,
    }


def needs_values(person: NewParticipant, participant_id: int, conference_id: int) -> dict[str, Any]:
    return {
        "participant_id": participant_id,
        "conference_id": conference_id,
        "diet": list(person.diet),
        "allergies": list(person.allergies),
        "food_note": person.food_note,
        "named_to_kitchen": person.is_named_to_kitchen,
        "access_needs": person.access_needs,
    }


def _new_secrets() -> dict[str, str]:
    return {"token": new_token(), "ticket_code": new_ticket_code(), "feed_token": new_token()}
