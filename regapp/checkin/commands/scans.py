"""Keeping scans: each once, the first time wins, whatever order phones send them in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Table, delete, update
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.checkin.keeper import Keeper
from regapp.checkin.models import CheckIn, Door, Scan
from regapp.checkin.queries import Came, Guest, list_came, list_guests
from regapp.checkin.rules import Answer, Sent, Standing, after, answer_for, answer_of_status, day_at
from regapp.database.prepared import Prepared
from regapp.database.upsert import insert_for
from regapp.registrations.models import Status

_doors: Table = Door.__table__  # type: ignore[assignment]  # declared as FromClause
_scans: Table = Scan.__table__  # type: ignore[assignment]  # declared as FromClause
_check_ins: Table = CheckIn.__table__  # type: ignore[assignment]  # declared as FromClause
# Once for each database.
_rise_for = cache(
    lambda insert_into: Prepared(
        insert_into(_doors)
        .values(seq=1)
        .on_conflict_do_update(index_elements=["conference_id"], set_={"seq": _doors.c.seq + 1})
        .returning(_doors.c.seq)
    )
)
_insert_scan_for = cache(
    lambda insert_into: Prepared(
        insert_into(_scans).on_conflict_do_nothing(index_elements=["nonce"]).returning(_scans.c.nonce)
    )
)
_SCANS_STAY = timedelta(days=30)
_KEPT = ("at", "undone_at", "nonce", "seq", "link_id", "person_id")


def _upsert(insert_into: Any) -> Prepared:
    made = insert_into(_check_ins)
    changed = {name: made.excluded[name] for name in _KEPT} | {"conference_id": made.excluded.conference_id}
    return Prepared(
        made.on_conflict_do_update(index_elements=["participant_id", "on"], set_=changed).returning(
            _check_ins.c.participant_id
        )
    )


_keep_for = cache(_upsert)


@dataclass(frozen=True)
class Answered:
    """What the door says of one scan. `guest` None: the code is nobody's here."""

    sent: Sent
    answer: Answer
    guest: Guest | None = None
    came: Came | None = None


def receive(session: Session, keeper: Keeper, sent: Sequence[Sent], *, now: datetime) -> list[Answered]:
    """Keep what one phone sends, in the order it happened; what the door says of each.

    Sent twice changes nothing the second time. Refuses door_not_open, door_closed.
    """
    keeper.check_open(now)
    guests = list_guests(
        session,
        codes={one.code for one in sent if one.code},
        ids={one.participant_id for one in sent if one.participant_id},
        lock=True,
    )
    known = {guest.ticket_code: guest for guest in guests} | {guest.id: guest for guest in guests}
    found = [(one, known.get(one.code) or known.get(one.participant_id or 0)) for one in sent]
    if any(_is_expected(keeper, guest) for _one, guest in found):
        seq = _rise(session, keeper.conference.id)
        for one, guest in sorted(found, key=lambda pair: pair[0].at):
            if guest is not None and _is_expected(keeper, guest):
                _receive_one(session, keeper, one, guest, seq=seq, now=now)
    return [_answer(session, keeper, one, guest) for one, guest in found]


def admit(session: Session, keeper: Keeper, participant_id: int, *, nonce: str, now: datetime) -> Answered:
    """Check somebody in who was just given a place here, in the same transaction."""
    return receive(session, keeper, [Sent(nonce, now, participant_id=participant_id)], now=now)[0]


def check_in_from_afar(session: Session, guest: Guest, on: date, *, by: By, now: datetime) -> None:
    """Whoever opens the remote link has come; the second time changes nothing."""
    if list_came(session, guest.conference_id, on, ids=[guest.id]):
        return
    seq = _rise(session, guest.conference_id)
    _keep(session, guest, on, Standing(now, f"link-{guest.id}-{on}"), by=by, seq=seq)
    _record(session, guest, "checked_in", by=by, at=now)


def sweep_scans(session: Session, *, now: datetime) -> None:
    """Forget the numbers of scans that no phone sends again."""
    session.execute(delete(Scan).where(Scan.received_at < now - _SCANS_STAY))


def _receive_one(
    session: Session, keeper: Keeper, sent: Sent, guest: Guest, *, seq: int, now: datetime
) -> None:
    values = {"nonce": sent.nonce, "conference_id": keeper.conference.id, "received_at": now}
    if not _insert_scan_for(insert_for(session)).run(session, values):
        return
    on = day_at(keeper.conference, sent.at)
    came = list_came(session, guest.conference_id, on, ids=[guest.id]).get(guest.id)
    before = Standing(came.at, came.nonce, came.undone_at) if came else None
    stands = after(before, sent)
    if stands is None or on is None:
        return
    if sent.undo:
        mine = (CheckIn.participant_id == guest.id) & (CheckIn.on == on)
        session.execute(update(CheckIn).where(mine).values(undone_at=stands.undone_at, seq=seq))
    else:
        _keep(session, guest, on, stands, by=keeper.by, seq=seq)
    if sent.undo or before is None or before.undone_at is not None:
        _record(session, guest, "check_in_undone" if sent.undo else "checked_in", by=keeper.by, at=sent.at)


def _keep(session: Session, guest: Guest, on: date, stands: Standing, *, by: By, seq: int) -> None:
    values = {
        "participant_id": guest.id, "on": on, "conference_id": guest.conference_id, "at": stands.at,
        "undone_at": None, "nonce": stands.nonce, "seq": seq, "link_id": by.link_id,
        "person_id": by.person_id,
    }  # fmt: skip
    _keep_for(insert_for(session)).run(session, values)


def _answer(session: Session, keeper: Keeper, sent: Sent, guest: Guest | None) -> Answered:
    here = keeper.conference
    if guest is None or (guest.conference_id != here.id and not _is_same_series(keeper, guest)):
        return Answered(sent, Answer.UNKNOWN)
    if guest.conference_id != here.id:
        coming = guest.status is not Status.CANCELLED
        return Answered(sent, Answer.ELSEWHERE if coming else Answer.CANCELLED, guest)
    refused = answer_of_status(guest.status)
    if refused is not None:
        return Answered(sent, refused, guest)
    came = list_came(session, here.id, day_at(here, sent.at), ids=[guest.id]).get(guest.id)
    stands = Standing(came.at, came.nonce, came.undone_at) if came else None
    return Answered(sent, answer_for(stands, sent), guest, came)


def _is_same_series(keeper: Keeper, guest: Guest) -> bool:
    return guest.series_id is not None and guest.series_id == keeper.conference.series_id


def _is_expected(keeper: Keeper, guest: Guest | None) -> bool:
    here = guest is not None and guest.conference_id == keeper.conference.id
    return here and guest is not None and guest.status is Status.CONFIRMED


def _rise(session: Session, conference_id: int) -> int:
    """The door's next number; its row is held until the transaction ends."""
    [(number,)] = _rise_for(insert_for(session)).run(session, {"conference_id": conference_id})
    return int(number)


def _record(session: Session, guest: Guest, action: str, *, by: By, at: datetime) -> None:
    record(
        session, action, by=by, subject_type="participant", subject_ids=[guest.id], now=at,
        conference_id=guest.conference_id,
    )  # fmt: skip
