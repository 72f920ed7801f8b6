"""Writing history. There is no command that changes or removes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from regapp.audit.models import Actor, Event
from regapp.database.prepared import Prepared


@dataclass(frozen=True)
class By:
    """Who acts: handed from the view to the command and on into the history.

    link_id  of a helper, who has a link and no account
    """

    actor: Actor
    person_id: int | None = None
    link_id: int | None = None


PARTICIPANT = By(Actor.PARTICIPANT)
SYSTEM = By(Actor.SYSTEM)

# The table, not the class: a plain insert is a third of the ORM's price.
_insert = insert(Event.__table__)  # type: ignore[arg-type]  # declared as FromClause
_insert_one = Prepared(_insert)


def member(person_id: int) -> By:
    return By(Actor.MEMBER, person_id)


def helper(link_id: int) -> By:
    return By(Actor.HELPER, link_id=link_id)


def record(
    session: Session,
    action: str,
    *,
    by: By,
    subject_type: str,
    subject_ids: Sequence[int],
    now: datetime,
    conference_id: int | None = None,
    organizer_id: int | None = None,
    fields: Sequence[str] = (),
) -> None:
    """One row a subject, in one statement."""
    rows = [
        {
            "at": now, "actor": by.actor, "actor_id": by.person_id or by.link_id, "action": action,
            "subject_type": subject_type, "subject_id": subject_id,
            "conference_id": conference_id, "fields": list(fields),
        }
        for subject_id in subject_ids
    ]  # fmt: skip
    if organizer_id is not None:
        # Rare: the statement of all others stays as it is.
        rows = [row | {"organizer_id": organizer_id} for row in rows]
        session.execute(_insert, rows)
        return
    if len(rows) == 1:
        _insert_one.run(session, rows[0])
    elif rows:
        session.execute(_insert, rows)
