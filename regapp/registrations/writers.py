"""What writes each kind of letter, and what its calendar part does."""

from collections.abc import Callable
from datetime import date
from typing import Any

from regapp.conferences.models import ConferenceStatus
from regapp.mailing.letters import Letter
from regapp.registrations import messages
from regapp.registrations.messages import Occasion, notices, offers, turns
from regapp.registrations.models import Status
from regapp.registrations.rules import Reminder

# None: what it would say is not true any longer.
Write = Callable[[Occasion, dict[str, Any]], Letter | None]


def writers() -> dict[str, Write]:
    """What writes each kind of letter, once it is known what it is about."""
    return {kind: write for kind, (write, _calendar) in LETTERS.items()} | APART


def _confirmation(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return messages.confirmation(occasion)


def _waiting(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return messages.waiting(occasion)


def _let_in(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return messages.let_in(occasion)


def _cancelled(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return messages.cancelled(
        occasion,
        had_seat=bool(details.get("had_seat")),
        moved=bool(details.get("moved")),
        kept=int(details.get("kept", 0)),
    )


def _offered(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return offers.offered(occasion)


def _offer_declined(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return offers.offer_declined(occasion)


def _offer_expired(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return offers.offer_expired(occasion)


def _offer_withdrawn(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return offers.offer_withdrawn(occasion)


def _programme_changed(occasion: Occasion, details: dict[str, Any]) -> Letter | None:
    changes = [tuple(change[occasion.language]) for change in details.get("changes", ())]
    return notices.programme_changed(occasion, changes, details.get("message", ""))


def _presentations(occasion: Occasion, details: dict[str, Any]) -> Letter | None:
    return notices.presentations(occasion)


def _no_show(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return messages.no_show(occasion)


def _changed(occasion: Occasion, details: dict[str, Any]) -> Letter:
    changes = [tuple(change[occasion.language]) for change in details["changes"]]
    return messages.changed(occasion, changes)


def _turned(write: Callable[..., Letter], *statuses: ConferenceStatus) -> Write:
    """A letter about a turn that the conference has not taken back since."""

    def render(occasion: Occasion, details: dict[str, Any]) -> Letter | None:
        # A look at what it would say is not about anything that happened.
        if occasion.now is not None and occasion.conference.status not in statuses:
            return None
        changes = [tuple(change[occasion.language]) for change in details.get("changes", ())]
        return write(occasion, details["reason"][occasion.language], changes)

    return render


def _reminder(which: Reminder) -> Write:
    def write(occasion: Occasion, details: dict[str, Any]) -> Letter | None:
        promised = details.get("on")
        return notices.reminder(occasion, which, date.fromisoformat(promised) if promised else None)

    return write


def _missing_reference(occasion: Occasion, details: dict[str, Any]) -> Letter | None:
    return notices.missing_reference(occasion)


def _after(occasion: Occasion, details: dict[str, Any]) -> Letter | None:
    return notices.thanks(occasion)


def _seminar_seat(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return messages.seminar_seat(occasion, details["item_id"])


def _item_removed(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return messages.item_removed(occasion, details["title"][occasion.language])


def _details_changed(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return notices.details_changed(occasion, details.get("fields", ()))


def _completion(occasion: Occasion, details: dict[str, Any]) -> Letter | None:
    return notices.completion(occasion, details.get("fields", ()))


def _place_received(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return notices.place_received(occasion)


def _handed_over(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return notices.handed_over(occasion)


def _choices_changed(occasion: Occasion, details: dict[str, Any]) -> Letter:
    return messages.choices_changed(occasion)


_CANCELLED, _POSTPONED = ConferenceStatus.CANCELLED, ConferenceStatus.POSTPONED
_PUBLISHED = ConferenceStatus.PUBLISHED
# With a change of days: those that are held no longer are taken back, too.
CHANGES = frozenset(
    f"registrations.{kind}" for kind in ("changed", "conference_moved", "conference_dated")
)  # fmt: skip
# kind: who writes it, and what its calendar part does ("REQUEST", "CANCEL", or none).
LETTERS: dict[str, tuple[Write, str]] = {
    "confirmation": (_confirmation, "REQUEST"),
    "waiting": (_waiting, ""),
    "let_in": (_let_in, "REQUEST"),
    # Only a seat that is somebody's goes into their calendar.
    "offered": (_offered, ""),
    "offer_declined": (_offer_declined, ""),
    "offer_expired": (_offer_expired, ""),
    "offer_withdrawn": (_offer_withdrawn, ""),
    "changed": (_changed, "REQUEST"),
    "cancelled": (_cancelled, "CANCEL"),
    "no_show": (_no_show, ""),
    "conference_cancelled": (_turned(turns.conference_cancelled, _CANCELLED), "CANCEL"),
    "conference_postponed": (_turned(turns.conference_postponed, _POSTPONED), "CANCEL"),
    "conference_dated": (_turned(turns.conference_dated, _PUBLISHED), "REQUEST"),
    "conference_moved": (_turned(turns.conference_moved, _PUBLISHED), "REQUEST"),
    "conference_digital": (_turned(turns.conference_digital, _PUBLISHED), "REQUEST"),
    "reminder_week": (_reminder(Reminder.WEEK), ""),
    "reminder_day": (_reminder(Reminder.DAY), ""),
    "missing_reference": (_missing_reference, ""),
    "after": (_after, ""),
    "programme_changed": (_programme_changed, ""),
    "presentations": (_presentations, ""),
    "seminar_seat": (_seminar_seat, ""),
    "item_removed": (_item_removed, ""),
    "choices_changed": (_choices_changed, "REQUEST"),
    "details_changed": (_details_changed, "REQUEST"),
    "place_received": (_place_received, "REQUEST"),
    "completion": (_completion, ""),
}
# To people who are no participants any longer: see `regapp.registrations.farewell`.
APART: dict[str, Write] = {"handed_over": _handed_over}
# Nobody is asked for an answer that came, or can no longer come, before the letter could leave.
ONLY_WHILE = {"offered": Status.OFFERED}
