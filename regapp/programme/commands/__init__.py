"""Writing a programme: items added, changed, taken out; published, or taken back to the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from regapp.audit.commands import By, record
from regapp.calendars.ical import component_bytes
from regapp.conferences.commands.feeds import touch_scope
from regapp.conferences.commands.kept import Kept, keep_entries, way_of_writing
from regapp.conferences.commands.news import tell_news
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import Conference, FeedRevision
from regapp.conferences.queries import list_conferences_of_entries
from regapp.conferences.rules import CANCELLED_STAYS, drop_instants, shifted
from regapp.conferences.scopes import conference_scope
from regapp.database.session_facts import base_url_of
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import LANGUAGES
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_uid
from regapp.programme.calendar import item_entry
from regapp.programme.models import ItemKind, ItemSpeaker, ProgrammeItem
from regapp.programme.queries import list_items
from regapp.programme.rules import is_published, programme_scope
from regapp.programme.rules.telling import as_told

# A change of these moves the entry in calendars (SEQUENCE); of the others it only rereads.
_MOVING = frozenset({"day_id", "starts_at", "ends_at", "room"})


@dataclass(frozen=True, kw_only=True)
class ItemPlan:
    """An item as it shall be. Both hours or none; `day_id` is one of the conference's held days."""

    day_id: int
    title: str
    kind: ItemKind = ItemKind.TALK
    round: int | None = None
    position: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    title_en: str = ""
    text: str = ""
    text_en: str = ""
    room: str = ""
    speakers: str = ""
    preliminary: bool = False
    track_id: int | None = None


def save_item(
    session: Session,
    conference: Conference,
    item: ProgrammeItem | None,
    plan: ItemPlan,
    *,
    version: int,
    by: By,
    now: datetime,
    uid: str | None = None,
    sequence: int = 0,
    speaker_ids: Sequence[int] | None = None,
) -> ProgrammeItem:
    """Add an item or change one; None adds. Refuses edited_meanwhile.

    uid, sequence  what a new item from another calendar is known by there
    speaker_ids    who takes part, in order; None leaves them as they are
    """
    claim_version(session, conference, version)
    _remember_what_was_told(session, conference)
    values = asdict(plan)
    if item is None:
        stamps = {"uid": uid or new_uid(), "sequence": sequence, "created_at": now, "changed_at": now}
        item = ProgrammeItem(conference_id=conference.id, **values, **stamps)
        session.add(item)
        changed = ["programme"]
    else:
        changed = [name for name, value in values.items() if getattr(item, name) != value]
        for name in changed:
            setattr(item, name, values[name])
        if changed:
            item.changed_at = now
            item.sequence += bool(_MOVING.intersection(changed))
    session.flush()
    if speaker_ids is not None and _name_speakers(session, item.id, speaker_ids):
        changed.append("speakers")
    # Also where nothing is: the version was raised, and whoever saves next is told by whom.
    _record(session, conference, "programme_saved", by, now, changed)
    if changed:
        touch_programme(session, conference, now)
    return item


def remove_item(
    session: Session, conference: Conference, item: ProgrammeItem, *, version: int, by: By, now: datetime
) -> None:
    """Take it out: cancelled in calendars. Refuses edited_meanwhile."""
    if item.removed_at is not None:
        return
    claim_version(session, conference, version)
    _remember_what_was_told(session, conference)
    item.removed_at, item.changed_at, item.sequence = now, now, item.sequence + 1
    _record(session, conference, "programme_saved", by, now, ["programme"])
    touch_programme(session, conference, now)


def forget_rooms(session: Session, conference: Conference, now: datetime) -> None:
    """Nothing of it is held in a room any longer."""
    held = [item for item in list_items(session, conference.id) if item.removed_at is None and item.room]
    for item in held:
        item.room, item.changed_at, item.sequence = "", now, item.sequence + 1
        # Whoever comes is told with the conference's turn.
        item.told = as_told(item, conference.zone) if item.told else item.told
    session.flush()
    if held:
        touch_programme(session, conference, now)


def follow_days(session: Session, conference: Conference, days: Mapping[int, int], now: datetime) -> None:
    """Items keep their hours when their day is moved. `days`: by how many days, by day id."""
    moved = [
        item for item in list_items(session, conference.id) if item.removed_at is None and item.day_id in days
    ]
    for item in moved:
        by = days[item.day_id]
        item.starts_at = shifted(item.starts_at, by, conference.zone) if item.starts_at else None
        item.ends_at = shifted(item.ends_at, by, conference.zone) if item.ends_at else None
        item.changed_at, item.sequence = now, item.sequence + 1
    session.flush()
    if moved:
        touch_programme(session, conference, now)


def publish_programme(
    session: Session, conference: Conference, *, shown: bool, version: int, by: By, now: datetime
) -> None:
    """Show the items to everybody, or to nobody any longer. Refuses edited_meanwhile, no_items."""
    held = [item for item in list_items(session, conference.id) if item.removed_at is None]
    if shown and not held:
        raise Refusal("no_items")
    claim_version(session, conference, version)
    conference.programme_published_at = now if shown else None
    _remember_what_was_told(session, conference)
    session.flush()
    _record(session, conference, "programme_published" if shown else "programme_hidden", by, now, ())
    touch_programme(session, conference, now)
    if shown:
        tell_news(session, conference, now, programme=True)


def mark_told(session: Session, conference: Conference, *item_ids: int) -> None:
    """Whoever comes knows these items as they are; all of them, where none is named."""
    for item in list_items(session, conference.id):
        if not item_ids or item.id in item_ids:
            item.told = as_told(item, conference.zone)
    session.flush()


def touch_programme(session: Session, conference: Conference, now: datetime) -> None:
    """The items' feed has changed; their bytes are made here and kept. Nothing while it is hidden."""
    if not is_published(conference):
        return
    scope = programme_scope(conference.id)
    touch_scope(session, scope, now)
    lately = ProgrammeItem.removed_at > now - CANCELLED_STAYS
    removed = select(ProgrammeItem.removed_at).where(ProgrammeItem.conference_id == conference.id, lately)
    drops = drop_instants(session.scalars(removed))
    session.execute(update(FeedRevision).where(FeedRevision.scope == scope).values(drops=drops))
    base_url = base_url_of(session)
    if base_url is not None:
        with Session(session.connection(), join_transaction_mode="rollback_only") as fresh:
            for language in LANGUAGES:
                made = make_items(fresh, conference.id, Addresses(base_url), language)
                keep_entries(fresh, made, language)


def make_items(session: Session, conference_id: int, addresses: Addresses, language: str) -> dict[str, Kept]:
    """The bytes of a conference's items by UID; those without hours have none.

    They are made of the programme's mark and of the conference's: its venue and day stand in them.
    """
    scopes = (conference_scope(conference_id), programme_scope(conference_id))
    marks = select(FeedRevision.scope, FeedRevision.mark).where(FeedRevision.scope.in_(scopes))
    known = {scope: mark for scope, mark in session.execute(marks)}
    made_of = "+".join(known.get(scope, "") for scope in scopes) + ":" + way_of_writing(addresses.base_url)
    (conference,) = list_conferences_of_entries(session, [conference_id])
    entries = [
        item_entry(conference, item, addresses, language) for item in list_items(session, conference_id)
    ]
    return {entry.uid: (made_of, component_bytes(entry)) for entry in entries if entry is not None}


def _remember_what_was_told(session: Session, conference: Conference) -> None:
    """What stands published is what people have read: from then on changes are known as such."""
    if is_published(conference) and all(item.told is None for item in list_items(session, conference.id)):
        mark_told(session, conference)


def _name_speakers(session: Session, item_id: int, speaker_ids: Sequence[int]) -> bool:
    """Whether they are others than before."""
    found = select(ItemSpeaker.speaker_id).where(ItemSpeaker.item_id == item_id)
    if list(session.scalars(found.order_by(ItemSpeaker.position))) == list(speaker_ids):
        return False
    session.execute(delete(ItemSpeaker).where(ItemSpeaker.item_id == item_id))
    rows = [
        {"item_id": item_id, "speaker_id": speaker_id, "position": position}
        for position, speaker_id in enumerate(speaker_ids)
    ]
    if rows:
        session.execute(insert(ItemSpeaker), rows)
    return True


def _record(
    session: Session, conference: Conference, action: str, by: By, now: datetime, fields: Sequence[str]
) -> None:
    record(
        session, action, by=by, subject_type="conference", subject_ids=[conference.id], now=now,
        conference_id=conference.id, fields=fields,
    )  # fmt: skip
