"""The turns there are: address, words, form, and the command each form stands for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from regapp.audit.commands import By
from regapp.conferences.models import Conference, ConferenceMode, ConferenceStatus
from regapp.conferences.rules import SignUpState, sign_up_state
from regapp.dashboard.turns.forms import DigitalForm, MoveForm, PostponeForm, TurnForm
from regapp.registrations.commands.digital import turn_digital
from regapp.registrations.commands.turns import (
    cancel_conference,
    move_conference,
    postpone_conference,
)
from regapp.web.i18n import lazy

Act = Callable[[Session, Conference], None]


@dataclass(frozen=True)
class Turn:
    """`slug` is its address; `button` what its last button says; `what` what it does, in a sentence."""

    slug: str
    name: Any
    button: Any
    what: Any
    done: Any
    form: type[TurnForm]
    act: Callable[[Any, By, datetime], Act]


def _cancel(form: TurnForm, by: By, now: datetime) -> Act:
    def act(session: Session, conference: Conference) -> None:
        cancel_conference(session, conference, form.words, by=by, now=now, version=form.seen_version)

    return act


def _postpone(form: PostponeForm, by: By, now: datetime) -> Act:
    def act(session: Session, conference: Conference) -> None:
        postpone_conference(
            session, conference, form.words, by=by, now=now, version=form.seen_version,
            expected=form.expected,
        )  # fmt: skip

    return act


def _move(form: MoveForm, by: By, now: datetime) -> Act:
    def act(session: Session, conference: Conference) -> None:
        move_conference(
            session, conference, form.to_edit(conference), form.words,
            free_until_at=form.free_until_at(conference), capacity=form.capacity.data, by=by, now=now,
        )  # fmt: skip

    return act


def _digital(form: DigitalForm, by: By, now: datetime) -> Act:
    def act(session: Session, conference: Conference) -> None:
        turn_digital(
            session, conference, form.to_plan(conference), form.words, by=by, now=now,
            version=form.seen_version,
        )  # fmt: skip

    return act


CANCEL = Turn(
    "stall-in", lazy("Ställ in"), lazy("Ställ in och mejla alla"),
    lazy("Den hålls inte. Alla debiteringar återförs. Det går inte att ångra."),
    lazy("Konferensen är inställd. Alla berörda får mejl."), TurnForm, _cancel,
)  # fmt: skip
POSTPONE = Turn(
    "skjut-upp", lazy("Skjut upp"), lazy("Skjut upp och mejla alla"),
    lazy("Den hålls senare, men ni vet inte när. Anmälningarna står kvar och ingen betalar så länge."),
    lazy("Konferensen är uppskjuten. Alla berörda får mejl."), PostponeForm, _postpone,
)  # fmt: skip
MOVE = Turn(
    "flytta", lazy("Flytta"), lazy("Flytta och mejla alla"),
    lazy("Den hålls en annan dag eller på en annan plats. Anmälningarna gäller den."),
    lazy("Konferensen är flyttad. Alla berörda får mejl."), MoveForm, _move,
)  # fmt: skip
SET_DATE = Turn(
    "flytta", lazy("Sätt ett nytt datum"), lazy("Sätt datumet och mejla alla"),
    lazy("Den blir av. Anmälningarna gäller den nya dagen, och avgiften debiteras igen."),
    lazy("Konferensen har ett nytt datum. Alla berörda får mejl."), MoveForm, _move,
)  # fmt: skip
DIGITAL = Turn(
    "digital", lazy("Gör digital"), lazy("Gör digital och mejla alla"),
    lazy("Den hålls på distans i stället. Avgift, måltider och platser sätts om."),
    lazy("Konferensen är digital. Alla berörda får mejl."), DigitalForm, _digital,
)  # fmt: skip


def turns_of(conference: Conference, now: datetime) -> list[Turn]:
    """What may befall a conference as it is; nothing for a draft and for what is over. Loaded: days."""
    state = sign_up_state(conference, now)
    if state is SignUpState.POSTPONED:
        return [SET_DATE, CANCEL]
    if conference.status is not ConferenceStatus.PUBLISHED or state is SignUpState.PAST:
        return []
    digital = [DIGITAL] if conference.mode is not ConferenceMode.REMOTE else []
    return [CANCEL, POSTPONE, MOVE, *digital]


TURNS = (CANCEL, POSTPONE, MOVE, DIGITAL)
