"""Registrations, the participants in them, and what is kept apart from both."""

from regapp.registrations.models.answers import Answer, BadgeText, NeedsAnswer, OptionPick, PickState
from regapp.registrations.models.changes import FeeConsent, Frozen, HandedOver, LateChange, LeftConference
from regapp.registrations.models.person import (
    Attendance,
    BookerRole,
    Participant,
    Registration,
    Status,
    secret_index,
)
from regapp.registrations.models.requests import (
    CompletionRequest,
    ErasureRequest,
    ErasureState,
    LinkRequest,
    Notice,
)

__all__ = [
    "Answer",
    "Attendance",
    "BadgeText",
    "BookerRole",
    "CompletionRequest",
    "ErasureRequest",
    "ErasureState",
    "FeeConsent",
    "Frozen",
    "HandedOver",
    "LateChange",
    "LeftConference",
    "LinkRequest",
    "NeedsAnswer",
    "Notice",
    "OptionPick",
    "Participant",
    "PickState",
    "Registration",
    "Status",
    "secret_index",
]
