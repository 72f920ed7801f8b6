"""What the demonstration makes up for programmes: hours, rooms, speakers, and what was handed in after."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.conferences.queries import find_address, get_conference
from regapp.conferences.rules import held_days, local_instant
from regapp.demo.drawings import portrait, slides
from regapp.demo.nobel import PATH as NOBEL
from regapp.files.commands import Upload, add_file, store
from regapp.files.rules import LARGEST_PRESENTATION, PICTURES, PRESENTATIONS, judge
from regapp.files.storage import Storage
from regapp.kernel.tokens import new_token, new_uid
from regapp.programme.commands import mark_told, touch_programme
from regapp.programme.models import (
    ItemKind,
    ItemSpeaker,
    Presentation,
    ProgrammeItem,
    Room,
    Speaker,
    Summary,
    Visibility,
)
from regapp.programme.queries import list_items
from regapp.programme.rules.people import speakers_line

VARBERG = "smartare-gronare-sverige/varberg"
_ROUNDS = {1: ((10, 45), (11, 45)), 2: ((13, 0), (14, 0))}
_ROOMS = ("Stora salen", "Biblioteket", "Ateljén", "Havsrummet")
Hours = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class _Person:
    name: str
    title: str
    organization: str
    text: str = ""
    colours: tuple[int, int, int] | None = None


_AT_VARBERG = (
    _Person("Ingrid Almström", "skogsdirektör", "Exempelskogarna",
            "Har arbetat med skog och hälsa i tjugo år.", (0xE4EFDF, 0x2E7D5B, 0x6B3E1F)),
    _Person("Jonas Rönnlund", "näringslivschef", "Exempelköpings kommun"),
    _Person("Sara Vintersjö", "forskare", "Exempelhögskolan", "Forskar om trä som material i nya hus.",
            (0xDFEEF5, 0x0B5C7D, 0x2B2B2B)),
    _Person("Nils Bäckvall", "utvecklingsledare", "Region Exempel"),
)  # fmt: skip
_AT_NOBEL = (
    _Person("Karin Ljungdahl", "samordnare", "RUS", "Höll i mötets båda dagar.",
            (0xFDF1D3, 0x7A4A00, 0x8A8A8A)),
    _Person("Olle Mossberg", "enhetschef", "Länsstyrelsen i Exempels län"),
)  # fmt: skip
_SUMMARY = (
    "Två dagar om hur länen når miljömålen tillsammans. Många tog med sig **tre saker** hem:\n\n"
    "- en gemensam lista över åtgärder,\n- en plan för dialogen med kommunerna,\n- nya kollegor att ringa."
)
_SUMMARY_EN = (
    "Two days on how the counties reach the environmental objectives together. "
    "Many took **three things** home:\n\n"
    "- a shared list of measures,\n- a plan for the dialogue with municipalities,\n- new colleagues to call."
)


def add_programmes(session: Session, storage: Storage, *, now: datetime) -> None:
    """Once: nothing where somebody stands in the programme already."""
    for path, fill in ((VARBERG, _fill_varberg), (NOBEL, _fill_nobel)):
        address = find_address(session, path)
        if address is None or address.conference_id is None:
            continue
        known = select(Speaker.id).where(Speaker.conference_id == address.conference_id).limit(1)
        if session.scalar(known) is None:
            conference = get_conference(session, address.conference_id)
            if held_days(conference):
                fill(session, storage, conference, now)
                session.flush()
                mark_told(session, conference)
                touch_programme(session, conference, now)


def _fill_varberg(session: Session, storage: Storage, conference: Conference, now: datetime) -> None:
    """Hours and rooms for the seminars that the season knows, and what stands around them."""
    day = held_days(conference)[0]
    session.add_all(Room(conference_id=conference.id, name=name) for name in _ROOMS)
    people = [_add_person(session, storage, conference, one, now) for one in _AT_VARBERG]
    add = _adder(session, conference, now)
    seen = {1: 0, 2: 0}
    for item in list_items(session, conference.id):
        if item.removed_at is None and item.round in _ROUNDS:
            place = seen[item.round]
            seen[item.round] += 1
            begins, ends = _ROUNDS[item.round]
            item.starts_at, item.ends_at = _at(conference, day.on, begins), _at(conference, day.on, ends)
            item.room, item.changed_at, item.sequence = _ROOMS[place % 4], now, item.sequence + 1
            _name(session, item, [people[place % 4]])
    add(
        day.id, day.on, "Fika och registrering", "Coffee and registration", ((9, 30), (10, 0)), ItemKind.BREAK
    )
    add(day.id, day.on, "Välkomna", "Welcome", ((10, 0), (10, 30)), room=_ROOMS[0])
    add(day.id, day.on, "Lunch", "Lunch", ((12, 0), (13, 0)), ItemKind.BREAK)
    add(day.id, day.on, "Samtal och avslutning", "Talk and closing", ((14, 30), (16, 0)), room=_ROOMS[0])


def _fill_nobel(session: Session, storage: Storage, conference: Conference, now: datetime) -> None:
    """A meeting that is over: what was said, to be fetched, and how it was."""
    people = [_add_person(session, storage, conference, one, now) for one in _AT_NOBEL]
    add = _adder(session, conference, now)
    first, second = held_days(conference)[:2]
    talk = add(first.id, first.on, "Miljömålen i länen", "The objectives in the counties", ((10, 0), (12, 0)))
    work = add(second.id, second.on, "Så arbetar vi vidare", "How we go on", ((9, 0), (11, 30)))
    _name(session, talk, people[:1])
    _name(session, work, people[1:])
    conference.programme_published_at = now
    upload = _stored(
        storage, slides("Miljömålen i länen", ("Läget i dag", "Tre vägar framåt", "Tack!")), "bilder.pdf"
    )
    session.add(
        Presentation(
            conference_id=conference.id, item_id=talk.id, title="Miljömålen i länen",
            file_id=add_file(session, conference.id, upload, now=now).id, visibility=Visibility.PUBLIC,
            created_at=now, changed_at=now,
        )
    )  # fmt: skip
    session.add(
        Summary(
            conference_id=conference.id, text=_SUMMARY, text_en=_SUMMARY_EN, speaker_id=people[0].id,
            published_at=now,
        )
    )  # fmt: skip


def _adder(session: Session, conference: Conference, now: datetime) -> Callable[..., ProgrammeItem]:
    def add(
        day_id: int,
        on: date,
        title: str,
        title_en: str,
        hours: Hours,
        kind: ItemKind = ItemKind.TALK,
        room: str = "",
    ) -> ProgrammeItem:
        item = ProgrammeItem(
            conference_id=conference.id, day_id=day_id, title=title, title_en=title_en, kind=kind, room=room,
            starts_at=_at(conference, on, hours[0]), ends_at=_at(conference, on, hours[1]), position=100,
            uid=new_uid(), created_at=now, changed_at=now,
        )  # fmt: skip
        session.add(item)
        session.flush()
        return item

    return add


def _add_person(
    session: Session, storage: Storage, conference: Conference, person: _Person, now: datetime
) -> Speaker:
    """Those with a picture have said yes; the others are asked."""
    speaker = Speaker(
        conference_id=conference.id, name=person.name, title=person.title, organization=person.organization,
        text=person.text, email=f"{person.name.split()[0].lower()}@exempel.se", token=new_token(),
        created_at=now, changed_at=now, asked_at=now,
    )  # fmt: skip
    if person.colours:
        upload = _stored(storage, portrait(*person.colours), "portratt.png")
        speaker.picture_id = add_file(session, conference.id, upload, now=now).id
        speaker.picture_alt = f"Tecknat porträtt av {person.name}"
        speaker.shows_name = speaker.shows_more = True
        speaker.answered_at = now
    session.add(speaker)
    session.flush()
    return speaker


def _name(session: Session, item: ProgrammeItem, people: Sequence[Speaker]) -> None:
    session.add_all(
        ItemSpeaker(item_id=item.id, speaker_id=one.id, position=place) for place, one in enumerate(people)
    )
    item.speakers = speakers_line(people)


def _stored(storage: Storage, data: bytes, name: str) -> Upload:
    stream = io.BytesIO(data)
    judged = judge(stream, PICTURES | PRESENTATIONS, largest=LARGEST_PRESENTATION)
    return store(storage, stream, judged, name=name)


def _at(conference: Conference, on: date, hour: tuple[int, int]) -> datetime:
    return local_instant(on, *hour, conference.zone)
