"""Finding programme items."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.programme.models import (
    ItemSpeaker,
    Presentation,
    ProgrammeItem,
    Room,
    Speaker,
    Summary,
    Track,
)
from regapp.programme.rules import is_published
from regapp.programme.rules.people import is_visible, is_visible_to_participants


def list_items(session: Session, conference_id: int) -> Sequence[ProgrammeItem]:
    """Every item with its day, removed ones too."""
    found = select(ProgrammeItem).where(ProgrammeItem.conference_id == conference_id)
    return session.scalars(found.options(joinedload(ProgrammeItem.day)).order_by(ProgrammeItem.id)).all()


def list_public_items(session: Session, conference: Conference) -> Sequence[ProgrammeItem]:
    """Nothing, and no question asked, while the programme is not published."""
    return list_items(session, conference.id) if is_published(conference) else ()


def find_item(session: Session, conference_id: int, item_id: int) -> ProgrammeItem | None:
    """One that is still in the programme, with its day."""
    found = select(ProgrammeItem).where(
        ProgrammeItem.id == item_id,
        ProgrammeItem.conference_id == conference_id,
        ProgrammeItem.removed_at.is_(None),
    )
    return session.scalars(found.options(joinedload(ProgrammeItem.day))).one_or_none()


def list_rooms(session: Session, conference_id: int) -> Sequence[Room]:
    return session.scalars(select(Room).where(Room.conference_id == conference_id).order_by(Room.id)).all()


def list_tracks(session: Session, conference_id: int) -> Sequence[Track]:
    found = select(Track).where(Track.conference_id == conference_id)
    return session.scalars(found.order_by(Track.position, Track.id)).all()


def list_speakers(session: Session, conference_id: int) -> Sequence[Speaker]:
    """With their pictures, in the order they were added."""
    found = select(Speaker).where(Speaker.conference_id == conference_id)
    return session.scalars(found.options(joinedload(Speaker.picture)).order_by(Speaker.id)).all()


def find_speaker(session: Session, conference_id: int, speaker_id: int) -> Speaker | None:
    found = select(Speaker).where(Speaker.id == speaker_id, Speaker.conference_id == conference_id)
    return session.scalars(found.options(joinedload(Speaker.picture))).one_or_none()


def find_speaker_of_public(session: Session, speaker_id: int) -> Speaker | None:
    """Somebody who stands in a published programme or in a published summary."""
    in_programme = (
        select(ItemSpeaker.item_id)
        .join(ProgrammeItem, ProgrammeItem.id == ItemSpeaker.item_id)
        .where(
            ItemSpeaker.speaker_id == Speaker.id,
            ProgrammeItem.removed_at.is_(None),
            Conference.programme_published_at.is_not(None),
        )
    )
    in_summary = select(Summary.conference_id).where(
        Summary.speaker_id == Speaker.id, Summary.published_at.is_not(None)
    )
    found = (
        select(Speaker)
        .join(Conference, Conference.id == Speaker.conference_id)
        .where(
            Speaker.id == speaker_id,
            Conference.status != ConferenceStatus.DRAFT,
            or_(in_programme.exists(), in_summary.exists()),
        )
    )
    return session.scalars(found.options(joinedload(Speaker.picture))).one_or_none()


def find_speaker_by_token(session: Session, token: str) -> Speaker | None:
    found = select(Speaker).where(Speaker.token == token)
    return session.scalars(found.options(joinedload(Speaker.picture))).one_or_none()


def speakers_by_item(session: Session, conference_id: int) -> Mapping[int, Sequence[Speaker]]:
    """Who takes part in each item, in order; items without anybody are left out."""
    found = (
        select(ItemSpeaker.item_id, Speaker)
        .join(Speaker, Speaker.id == ItemSpeaker.speaker_id)
        .where(Speaker.conference_id == conference_id)
        .options(joinedload(Speaker.picture))
        .order_by(ItemSpeaker.item_id, ItemSpeaker.position)
    )
    named: dict[int, list[Speaker]] = {}
    for item_id, speaker in session.execute(found):
        named.setdefault(item_id, []).append(speaker)
    return named


def list_items_of(session: Session, speaker_id: int) -> Sequence[ProgrammeItem]:
    """What somebody takes part in and is still in the programme, with its day."""
    found = (
        select(ProgrammeItem)
        .join(ItemSpeaker, ItemSpeaker.item_id == ProgrammeItem.id)
        .where(ItemSpeaker.speaker_id == speaker_id, ProgrammeItem.removed_at.is_(None))
        .options(joinedload(ProgrammeItem.day))
    )
    return session.scalars(found.order_by(ProgrammeItem.starts_at, ProgrammeItem.id)).all()


def list_presentations(session: Session, conference_id: int) -> Sequence[Presentation]:
    """With file and item, in the order they were added."""
    found = select(Presentation).where(Presentation.conference_id == conference_id)
    found = found.options(joinedload(Presentation.file), joinedload(Presentation.item))
    return session.scalars(found.order_by(Presentation.id)).all()


def list_visible(session: Session, conference: Conference, now: datetime) -> Sequence[Presentation]:
    """Those that everybody may fetch."""
    return [one for one in list_presentations(session, conference.id) if is_visible(one, conference, now)]


def list_for_participants(session: Session, conference: Conference, now: datetime) -> Sequence[Presentation]:
    """Those that whoever is signed up may fetch, the public ones among them."""
    found = list_presentations(session, conference.id)
    return [one for one in found if is_visible_to_participants(one, conference, now)]


def find_presentation(session: Session, presentation_id: int) -> Presentation | None:
    """Of any conference: ask whose it is."""
    found = select(Presentation).where(Presentation.id == presentation_id)
    return session.scalars(found.options(joinedload(Presentation.file))).one_or_none()


def find_summary(session: Session, conference_id: int) -> Summary | None:
    return session.get(Summary, conference_id)
