"""Those who take part: added, changed, asked for their consent, taken away with all that is kept of them."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from regapp.audit.commands import PARTICIPANT, By, record
from regapp.conferences.commands.version import claim_version
from regapp.conferences.models import Conference, ConferenceDay
from regapp.conferences.rules import local_date
from regapp.files.commands import Upload, add_file, drop_file
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_token
from regapp.mailing.commands import enqueue
from regapp.programme.commands import touch_programme
from regapp.programme.models import ItemSpeaker, ProgrammeItem, Speaker, Summary
from regapp.programme.queries import speakers_by_item
from regapp.programme.rules.people import speakers_line

CONSENT_ASKED = "programme.consent_asked"
ADDRESSES_STAY = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class SpeakerPlan:
    """Somebody as the organizer writes them."""

    name: str
    title: str = ""
    title_en: str = ""
    organization: str = ""
    email: str = ""
    language: str = "sv"
    text: str = ""
    text_en: str = ""
    picture_alt: str = ""


def save_speaker(
    session: Session,
    conference: Conference,
    speaker: Speaker | None,
    plan: SpeakerPlan,
    *,
    picture: Upload | None = None,
    version: int,
    by: By,
    now: datetime,
) -> tuple[Speaker, str | None]:
    """Add somebody or change them; also the key of the picture that is no longer theirs.

    Another picture, or another address, asks for consent anew. Refuses edited_meanwhile, alt_missing.
    Loaded: picture.
    """
    if (picture or (speaker and speaker.picture_id)) and not plan.picture_alt:
        raise Refusal("alt_missing", field="picture_alt")
    claim_version(session, conference, version)
    if speaker is None:
        speaker = Speaker(
            conference_id=conference.id, token=new_token(), created_at=now, changed_at=now, **asdict(plan)
        )
        session.add(speaker)
    else:
        _change(speaker, plan, now)
    session.flush()
    dropped = _change_picture(session, speaker, picture, now) if picture else None
    _spell_out(session, conference, speaker.id, now)
    _record(session, "speaker_saved", speaker, by, now)
    return speaker, dropped


def _change(speaker: Speaker, plan: SpeakerPlan, now: datetime) -> None:
    if speaker.email != plan.email:
        # The old link was somebody else's.
        speaker.token, speaker.asked_at = new_token(), None
    for name, value in asdict(plan).items():
        setattr(speaker, name, value)
    speaker.changed_at = now


def _change_picture(session: Session, speaker: Speaker, picture: Upload, now: datetime) -> str | None:
    old = speaker.picture if speaker.picture_id else None
    speaker.picture_id = add_file(session, speaker.conference_id, picture, now=now).id
    speaker.shows_more = None
    session.flush()
    return drop_file(session, old) if old else None


def remove_speaker(
    session: Session, conference: Conference, speaker: Speaker, *, version: int, by: By, now: datetime
) -> str | None:
    """Gone with all that is kept of them; the key of their picture. Refuses edited_meanwhile."""
    claim_version(session, conference, version)
    named = select(ItemSpeaker.item_id).where(ItemSpeaker.speaker_id == speaker.id)
    items = list(session.scalars(named))
    session.execute(delete(ItemSpeaker).where(ItemSpeaker.speaker_id == speaker.id))
    session.execute(update(Summary).where(Summary.speaker_id == speaker.id).values(speaker_id=None))
    picture = speaker.picture
    _record(session, "speaker_removed", speaker, by, now)
    session.delete(speaker)
    session.flush()
    _spell_items(session, conference, items, now)
    return drop_file(session, picture) if picture else None


def ask_consent(session: Session, speaker: Speaker, *, by: By, now: datetime) -> None:
    """Mail them their link. Refuses no_speaker_address."""
    if not speaker.email:
        raise Refusal("no_speaker_address")
    speaker.asked_at = now
    session.flush()
    enqueue(session, CONSENT_ASKED, subject_id=speaker.id, now=now)
    _record(session, "consent_asked", speaker, by, now)


def answer_consent(
    session: Session,
    conference: Conference,
    speaker: Speaker,
    *,
    name: bool,
    more: bool,
    now: datetime,
    by: By = PARTICIPANT,
) -> None:
    """What they say themselves by their link, or what the organizer has from them in another way."""
    speaker.shows_name, speaker.shows_more = name, name and more
    speaker.answered_at = speaker.changed_at = now
    session.flush()
    _spell_out(session, conference, speaker.id, now)
    _record(session, "consent_answered", speaker, by, now)


def forget_addresses(session: Session, *, now: datetime) -> int:
    """Of those whose conference is over for two months; how many. What is shown stays, and so does the
    link by which they take it back."""
    held = case((ConferenceDay.removed_at.is_(None), ConferenceDay.on))
    last = func.coalesce(func.max(held), func.max(ConferenceDay.on))
    over = select(ConferenceDay.conference_id).group_by(ConferenceDay.conference_id)
    due = over.having(last <= local_date(now, "Europe/Stockholm") - ADDRESSES_STAY)
    written = update(Speaker).where(Speaker.email != "", Speaker.conference_id.in_(due)).values(email="")
    forgotten = session.scalars(
        written.returning(Speaker.id).execution_options(synchronize_session=False)
    ).all()
    return len(forgotten)


def _spell_out(session: Session, conference: Conference, speaker_id: int, now: datetime) -> None:
    """The line of names of everything they take part in."""
    items = select(ItemSpeaker.item_id).where(ItemSpeaker.speaker_id == speaker_id)
    _spell_items(session, conference, list(session.scalars(items)), now)


def _spell_items(session: Session, conference: Conference, item_ids: list[int], now: datetime) -> None:
    named = speakers_by_item(session, conference.id)
    items = select(ProgrammeItem).where(ProgrammeItem.id.in_(item_ids))
    for item in session.scalars(items):
        item.speakers, item.changed_at = speakers_line(named.get(item.id, ())), now
    session.flush()
    if item_ids:
        touch_programme(session, conference, now)


def _record(session: Session, action: str, speaker: Speaker, by: By, now: datetime) -> None:
    record(
        session, action, by=by, subject_type="conference", subject_ids=[speaker.conference_id], now=now,
        conference_id=speaker.conference_id, fields=["speakers"],
    )  # fmt: skip
