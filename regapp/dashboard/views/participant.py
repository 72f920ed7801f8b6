"""One participant: everything about them, and what an organizer may do."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.audit.commands import record
from regapp.audit.models import Event
from regapp.audit.queries import list_history
from regapp.billing.queries import list_charges
from regapp.conferences.access import list_visible_conferences
from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.conferences.offers import has_categories, has_options
from regapp.dashboard.forms import MoveForm
from regapp.dashboard.page import draw
from regapp.dashboard.queries import find_participant
from regapp.dashboard.scope import Scope
from regapp.dashboard.views import blueprint
from regapp.dashboard.words import ACTIONS, LATE, changed_words
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.mailing.queries import list_letters
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.answers import answered
from regapp.registrations.asking import with_parts
from regapp.registrations.chosen import list_choice_facts
from regapp.registrations.commands import cancel_participants, move_participant
from regapp.registrations.commands.bounce import settle_undelivered
from regapp.registrations.commands.completion import find_request
from regapp.registrations.commands.late import unlock
from regapp.registrations.commands.leaving import cost_of_leaving
from regapp.registrations.commands.resend import resend_confirmation
from regapp.registrations.freezing import is_frozen
from regapp.registrations.models import Frozen, Participant
from regapp.registrations.needs import needs_words
from regapp.registrations.queries import (
    list_answers,
    list_late,
    list_undelivered,
    places_in_line,
)
from regapp.registrations.rules import SEATED, has_address, may_cancel
from regapp.registrations.words import LETTER_STATES, LETTERS
from regapp.web import fields
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _, language
from regapp.web.refusals import refusal_text

_SEE, _CHANGE = Capability.SEE_PARTICIPANTS, Capability.EDIT_PARTICIPANTS
_AT = "/konferens/<int:conference_id>/deltagare"


@blueprint.get(f"{_AT}/<int:participant_id>")
@conference_access(_SEE)
@access(Access.MEMBER)
def participant(conference: Conference, participant_id: int) -> str:
    person = _person(conference, participant_id)
    rows = session()
    return draw(
        "dashboard/participant.html",
        scope=_scope(conference),
        current="participants",
        person=person,
        registration=person.registration,
        conference=conference,
        place=places_in_line(rows, [person]).get(person.id),
        charges=list_charges(rows, person.id) if Capability.FINANCE in granted() else [],
        history=_told_once(list_history(rows, "participant", person.id)),
        offers_more=has_categories(conference) or has_options(conference),
        late_kept=_late_kept(conference, person),
        actions=ACTIONS,
        changed_words=changed_words,
        letters=list_letters(rows, kinds=LETTERS, subject_ids=[person.id]),
        letter_names=LETTERS,
        lost=list_undelivered(rows, [person]).get(person.id),
        late=[(LATE[one.part], one.changed_at) for one in list_late(rows, person.id)],
        frozen=any(is_frozen(conference, part, now()) for part in Frozen),
        letter_states=LETTER_STATES,
        needs=needs_words(person.needs) if person.needs and Capability.SEE_NEEDS in granted() else "",
        chosen=_chosen(conference, person),
        answers=answered(list_answers(rows, [person]).get(person.id, []), language()),
        completion=find_request(rows, person.id),
        may_change=_CHANGE in granted(),
        is_live=may_cancel(conference, now()),
        has_address=has_address(person.registration, person),
        may_unveil=Capability.SEE_PROTECTED in granted(),
        unveiled=False,
        move=_move_form(conference),
    )


@blueprint.post(f"{_AT}/<int:participant_id>/namn")
@conference_access(_SEE, Capability.SEE_PROTECTED)
@access(Access.MEMBER)
def unveil(conference: Conference, participant_id: int) -> str:
    """Show a protected identity's real name; each view is recorded."""
    _check_button()
    person = _person(conference, participant_id)
    with transaction() as rows:
        record(
            rows, "protected_seen", by=viewer().by, subject_type="participant", subject_ids=[person.id],
            now=now(), conference_id=conference.id,
        )  # fmt: skip
    return draw(
        "dashboard/unveiled.html", scope=_scope(conference), current="participants", person=person,
        conference=conference,
    )  # fmt: skip


@blueprint.post(f"{_AT}/<int:participant_id>/avanmal")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def cancel_participant(conference: Conference, participant_id: int) -> Any:
    _check_button()
    person = _person(conference, participant_id)
    try:
        with transaction() as rows:
            gone = cancel_participants(
                rows,
                person.registration,
                conference,
                [person.id],
                now=now(),
                by=viewer().by,
                waive="avsta" in request.form,
            )
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return _back(conference, person)
    flash(_("Deltagaren är avanmäld.") if gone else _("Deltagaren var redan avanmäld."))
    return _back(conference, person)


@blueprint.post(f"{_AT}/<int:participant_id>/flytta")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def move(conference: Conference, participant_id: int) -> Any:
    """To another place of the series that the viewer may change too."""
    person = _person(conference, participant_id)
    form = _move_form(conference, request.form)
    if not form.validate():
        abort(400 if form.forged() else 422)
    places = {one.id: one for one in _other_places(conference)}
    target = places[form.target.data]
    try:
        with transaction() as rows:
            person = find_participant(rows, [conference.id], participant_id) or abort(404)
            move_participant(
                rows, person.registration, person, origin=conference, target=target, now=now(), by=viewer().by
            )
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return _back(conference, person)
    flash(_("Deltagaren är flyttad till %(place)s.", place=target.place))
    return redirect(_url(target, person.id), 303)


@blueprint.post(f"{_AT}/<int:participant_id>/skicka-bekraftelse")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def resend(conference: Conference, participant_id: int) -> Any:
    _check_button()
    person = _person(conference, participant_id)
    try:
        with transaction() as rows:
            resend_confirmation(rows, person, conference, by=viewer().by, now=now())
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("Bekräftelsen är på väg."))
    return _back(conference, person)


@blueprint.post(f"{_AT}/<int:participant_id>/mejl-atgardat")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def settle_mail(conference: Conference, participant_id: int) -> Any:
    """What did not arrive needs nothing more: theirs, and their booker's."""
    _check_button()
    person = _person(conference, participant_id)
    with transaction() as rows:
        settle_undelivered(rows, person, by=viewer().by, now=now())
    flash(_("Mejlen är markerade som åtgärdade."))
    return _back(conference, person)


@blueprint.post(f"{_AT}/<int:participant_id>/oppna")
@conference_access(_CHANGE)
@access(Access.MEMBER)
def unlock_participant(conference: Conference, participant_id: int) -> Any:
    """Let one person change what is frozen, or close it again."""
    _check_button()
    _person(conference, participant_id)
    opening = request.form.get("oppen") == "1"
    try:
        with transaction() as rows:
            person = find_participant(rows, [conference.id], participant_id) or abort(404)
            unlock(rows, person, conference, open_=opening, by=viewer().by, now=now())
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("Öppet: personen kan ändra med sin länk.") if opening else _("Stängt för ändringar."))
    return redirect(_url(conference, participant_id), 303)


def _late_kept(conference: Conference, person: Participant) -> int:
    """What it costs that they are cancelled now, in öre."""
    if person.status not in SEATED:
        return 0
    return cost_of_leaving(session(), person.registration, conference, [person], now=now()).kept


def _person(conference: Conference, participant_id: int) -> Participant:
    person = find_participant(session(), [conference.id], participant_id) if participant_id < 2**31 else None
    return person or abort(404)


def _chosen(conference: Conference, person: Participant) -> list[tuple[str, str]]:
    """What they chose, in words."""
    (asking,) = with_parts(session(), [conference])
    facts = list_choice_facts(session(), {conference.id: asking}, [person], language())
    return facts.get(person.id, [])


def _move_form(conference: Conference, *sent: Any) -> MoveForm:
    form = MoveForm(*sent)
    form.target.choices = fields.choices({one.id: one.place for one in _other_places(conference)})
    return form


def _other_places(conference: Conference) -> list[Conference]:
    if conference.series_id is None:
        return []
    visible = list_visible_conferences(session(), viewer(), series_id=conference.series_id)
    return [one for one in visible if one.id != conference.id and may_cancel(one, now())]


def _told_once(history: Sequence[Event]) -> list[Event]:
    """A move is kept at both conferences and told once."""
    told: list[Event] = []
    for event in history:
        if not (told and event.action == "moved" == told[-1].action and event.at == told[-1].at):
            told.append(event)
    return told


def _scope(conference: Conference) -> Scope:
    return Scope([conference], granted())


def _check_button() -> None:
    if not ButtonForm(request.form).validate():
        abort(400)


def _url(conference: Conference, participant_id: int) -> str:
    return url_for("dashboard.participant", conference_id=conference.id, participant_id=participant_id)


def _back(conference: Conference, person: Participant) -> Response:
    return redirect(_url(conference, person.id), 303)
