"""The lists that a programme is made with: rooms and tracks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import Conference
from regapp.kernel.refusal import Refusal
from regapp.programme.commands import touch_programme
from regapp.programme.models import ProgrammeItem, Room, Track
from regapp.programme.queries import list_items, list_rooms, list_tracks

_MOST_TRACKS = 8


@dataclass(frozen=True)
class Named:
    """A line of a list as it shall be; id None adds, an empty name takes away."""

    id: int | None
    name: str
    name_en: str = ""


def save_lists(
    session: Session,
    conference: Conference,
    rooms: list[Named],
    tracks: list[Named],
    *,
    version: int,
    by: By,
    now: datetime,
) -> None:
    """Both lists as they were written. A room's new name goes to what is held in it.

    Refuses edited_meanwhile, room_twice, too_many_tracks.
    """
    claim_version(session, conference, version)
    _save_rooms(session, conference, rooms, now)
    _save_tracks(session, conference, tracks)
    record(
        session, "programme_saved", by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id, fields=["rooms"],
    )  # fmt: skip
    touch_programme(session, conference, now)


def keep_room(session: Session, conference_id: int, name: str) -> str:
    """A room that was written at an item joins the list by itself; its name as the list has it."""
    known = {room.name.casefold(): room.name for room in list_rooms(session, conference_id)}
    if name and name.casefold() not in known:
        session.add(Room(conference_id=conference_id, name=name))
        session.flush()
    return known.get(name.casefold(), name)


def _save_rooms(session: Session, conference: Conference, rooms: list[Named], now: datetime) -> None:
    names = [room.name.casefold() for room in rooms if room.name]
    if len(set(names)) != len(names):
        raise Refusal("room_twice")
    known = {room.id: room for room in list_rooms(session, conference.id)}
    renamed = {}
    for one in rooms:
        old = known.get(one.id) if one.id is not None else None
        if old is not None and old.name != one.name:
            renamed[old.name] = one.name
    gone = [one.id for one in rooms if one.id in known and not one.name]
    session.execute(delete(Room).where(Room.conference_id == conference.id, Room.id.in_(gone)))
    _rename(session, known, rooms)
    session.add_all(Room(conference_id=conference.id, name=one.name) for one in rooms if _is_new(one))
    for item in list_items(session, conference.id):
        if item.removed_at is None and renamed.get(item.room):
            item.room, item.changed_at, item.sequence = renamed[item.room], now, item.sequence + 1
    session.flush()


def _rename(session: Session, known: dict[int, Room], rooms: list[Named]) -> None:
    """By way of names that nobody has, so that two rooms may change names with each other."""
    names = {one.id: one.name for one in rooms if one.id is not None and one.name}
    changed = [room for room in known.values() if names.get(room.id, room.name) != room.name]
    for room in changed:
        room.name = f"#{room.id}"
    session.flush()
    for room in changed:
        room.name = names[room.id]
    session.flush()


def _save_tracks(session: Session, conference: Conference, tracks: list[Named]) -> None:
    if sum(bool(one.name) for one in tracks) > _MOST_TRACKS:
        raise Refusal("too_many_tracks", most=_MOST_TRACKS)
    known = {track.id: track for track in list_tracks(session, conference.id)}
    for position, one in enumerate(tracks):
        old = known.get(one.id) if one.id is not None else None
        if old is not None and one.name:
            old.name, old.name_en, old.position = one.name, one.name_en, position
        elif old is not None:
            _let_go(session, old)
        elif _is_new(one):
            fresh = Track(conference_id=conference.id, name=one.name, name_en=one.name_en, position=position)
            session.add(fresh)
    session.flush()


def _let_go(session: Session, track: Track) -> None:
    items = select(ProgrammeItem).where(ProgrammeItem.track_id == track.id)
    for item in session.scalars(items):
        item.track_id = None
    session.flush()
    session.delete(track)


def _is_new(one: Named) -> bool:
    return one.id is None and bool(one.name)
