"""Whom a mailing is for, when it may go, what stops it. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from regapp.campaigns.models import Campaign, CampaignState, StopReason
from regapp.conferences.models import Conference
from regapp.conferences.rules import held_days, is_off
from regapp.kernel.refusal import Refusal
from regapp.registrations.models import Attendance, Status
from regapp.wording.rules import Words

# So long after the button anybody may still change their mind.
REGRET = timedelta(minutes=10)
# A worker that was away longer than this sends nothing by itself: "i morgon" may be wrong by then.
LATEST = timedelta(hours=24)
TRIALS_PER_HOUR = 10
MOST_SELECTED = 10_000
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
# What a choice is of: a seat in an item, a wish for one, an option.
CHOICES = ("pass", "onskar", "tillval")


@dataclass(frozen=True)
class Audience:
    """Whom a mailing is for, among the participants of its conferences. Everything set must fit.

    choice     "pass-7", "onskar-7", "tillval-3"; "" whatever was chosen
    answer     "3:1", who answered question 3 with 1; "" whatever was answered
    came       checked in on some day, or on none; None either
    ids        participants picked out one by one; None whoever fits
    """

    statuses: tuple[Status, ...] = (Status.CONFIRMED,)
    attendance: Attendance | None = None
    choice: str = ""
    answer: str = ""
    lacks_reference: bool = False
    came: bool | None = None
    ids: tuple[int, ...] | None = None

    def kept(self) -> dict[str, Any]:
        """As its row keeps it."""
        return {
            "statuses": [status.value for status in self.statuses],
            "attendance": self.attendance.value if self.attendance else "",
            "choice": self.choice,
            "answer": self.answer,
            "lacks_reference": self.lacks_reference,
            "came": self.came,
            "ids": list(self.ids) if self.ids is not None else None,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Audience":
        ids = kept.get("ids")
        attendance = kept.get("attendance")
        return cls(
            statuses=tuple(Status(value) for value in kept.get("statuses", [Status.CONFIRMED.value])),
            attendance=Attendance(attendance) if attendance else None,
            choice=kept.get("choice", ""),
            answer=kept.get("answer", ""),
            lacks_reference=bool(kept.get("lacks_reference")),
            came=kept.get("came"),
            ids=tuple(ids) if ids is not None else None,
        )


@dataclass(frozen=True)
class Recipient:
    """One letter: to a participant, or to the booker of people without an address.

    subject_id       the participant's id, or the registration's
    participant_ids  everybody it is about, who it goes to first
    """

    to_booker: bool
    subject_id: int
    participant_ids: tuple[int, ...]


def recipients_of(
    addressed: Iterable[tuple[int, str]], others: Iterable[tuple[int, int, str]]
) -> list[Recipient]:
    """One letter to each address, in order.

    addressed  participants with the key of their address
    others     participants without one: id, registration and the key of its booker's address; who
               has no booker with an address either is not reached
    """
    own: dict[str, list[int]] = {}
    bookers: dict[str, tuple[int, list[int]]] = {}
    for participant_id, key in addressed:
        own.setdefault(key, []).append(participant_id)
    for participant_id, registration_id, key in others:
        if key in own:
            own[key].append(participant_id)
        elif key:
            bookers.setdefault(key, (registration_id, []))[1].append(participant_id)
    return [
        *(Recipient(False, ids[0], tuple(ids)) for ids in own.values()),
        *(Recipient(True, number, tuple(ids)) for number, ids in bookers.values()),
    ]


def words_in(campaign: Campaign, language: str) -> Words:
    """What it says; what is not written in English is said in Swedish."""
    swedish = Words(campaign.subject, campaign.body)
    return Words(campaign.subject_en, campaign.body_en).or_else(swedish) if language == "en" else swedish


def shown_subject(subject: str) -> str:
    """The subject where nobody in particular reads it: "Inför …" of "Inför {ort}"."""
    return _PLACEHOLDER.sub("…", subject)


def is_open(campaign: Campaign) -> bool:
    """Whether anything of it can still be changed."""
    return campaign.state is not CampaignState.SENT


def check_time(goes_at: datetime, now: datetime) -> None:
    """Refuses campaign_too_soon: there would be no time left to change one's mind."""
    if goes_at < now + REGRET:
        raise Refusal("campaign_too_soon", field="day")


def standing_of(conference: Conference) -> str:
    """Status, time and place in one mark: what a mailing may be written about. Loaded: days."""
    days = [(day.on, day.starts_at, day.ends_at) for day in held_days(conference)]
    where = (conference.place, conference.venue, conference.street, conference.zone, conference.mode.value)
    return sha256(repr((conference.status.value, days, where)).encode()).hexdigest()


def reason_to_stop(campaign: Campaign, conferences: Sequence[Conference], now: datetime) -> StopReason | None:
    """What has befallen since it was planned that its writer could not know of.

    Loaded: places; the conferences' days.
    """
    if campaign.goes_at is not None and now - campaign.goes_at > LATEST:
        return StopReason.LATE
    stood = {place.conference_id: place.stood for place in campaign.places}
    turned = [one for one in conferences if standing_of(one) != stood.get(one.id)]
    if any(is_off(one) for one in turned):
        return StopReason.CALLED_OFF
    return StopReason.CHANGED if turned else None
