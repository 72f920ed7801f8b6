"""`/a/<token>`: my registration. GET shows and asks, POST acts; a wrong link tells nothing."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import segno
from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from regapp.billing.queries import charged_to
from regapp.billing.rules import is_own_authority
from regapp.choices.rules import link_shown, link_to_come
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.offers import has_options
from regapp.conferences.queries import list_with_free_seat
from regapp.conferences.rules import was_held
from regapp.conferences.terms import is_late, may_transfer
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.registrations.answers import answered
from regapp.registrations.asking import asking_of
from regapp.registrations.chosen import list_choice_facts
from regapp.registrations.commands import cancel_participants, return_participant
from regapp.registrations.commands.cancel import check_tickets
from regapp.registrations.commands.leaving import Leaving, cost_of_leaving
from regapp.registrations.commands.link import request_link
from regapp.registrations.forms import LinkForm
from regapp.registrations.freezing import change_days, last_change_day, locked_words, may_change
from regapp.registrations.models import FeeConsent, Frozen, Participant, Registration, Status
from regapp.registrations.needs import food_words
from regapp.registrations.presented import list_presented
from regapp.registrations.queries import (
    Opened,
    list_answers,
    list_conferences_of,
    list_picks,
    open_link,
    places_in_line,
)
from regapp.registrations.rules import ACTIVE, SEATED, holder_email, is_open_offer, may_cancel, may_return
from regapp.registrations.turned import list_consents, list_elsewhere
from regapp.registrations.views import blueprint
from regapp.registrations.views.calendar_address import calendar_owner
from regapp.registrations.views.link import acting
from regapp.registrations.views.moving import may_give, may_move
from regapp.registrations.waiting import line_at, place_words
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.errors import error_page
from regapp.web.i18n import _, language
from regapp.web.refusals import refusal_text
from regapp.web.state import addresses


@blueprint.get("/a/<token>")
@access(Access.TOKEN)
def show(token: str) -> Any:
    """Receipt right after the sign-up (`?ny=1`), the same page for ever after."""
    return show_page(open_or_404(token), token)


@blueprint.get("/a/<token>/avanmal")
@access(Access.TOKEN)
def ask_cancel(token: str) -> str:
    """The question only: mail scanners follow links."""
    opened = open_or_404(token)
    leaving = _chosen(opened, request.args.getlist("deltagare", type=int))
    conferences = list_conferences_of(session(), opened.participants)
    return render_template(
        "registrations/cancel.html",
        opened=opened,
        leaving=leaving,
        token=token,
        conferences=conferences,
        cost=_cost(opened.registration, conferences, leaving),
        still_free=any(one.late_from_at and not is_late(one, now()) for one in conferences.values()),
        colleague=any(may_transfer(one, now()) for one in conferences.values()),
    )


@blueprint.post("/a/<token>/avanmal")
@access(Access.TOKEN)
def cancel(token: str) -> Any:
    opened = open_or_404(token)
    check_button()
    leaving = _chosen(opened, request.form.getlist("deltagare", type=int))
    freed = sum(person.status in SEATED for person in leaving)
    try:
        with acting(token, opened.registration.id) as rows:
            check_tickets(rows, [person.id for person in leaving], request.form.getlist("biljett"))
            for conference, ids in by_conference(opened, leaving):
                cancel_participants(rows, opened.registration, conference, ids, now=now())
    except Refusal as refusal:
        return show_page(open_or_404(token), token, problem=refusal_text(refusal)), 409
    return redirect(url_for(".show", token=token, avanmald=freed if leaving else "redan"), 303)


@blueprint.post("/a/<token>/aterkom")
@access(Access.TOKEN)
def come_back(token: str) -> Any:
    opened = open_or_404(token)
    check_button()
    wanted = request.form.get("deltagare", type=int)
    person = next((one for one in opened.participants if one.id == wanted), None) or abort(404)
    conference = list_conferences_of(session(), [person])[person.conference_id]
    try:
        with acting(token, opened.registration.id) as rows:
            seated = return_participant(rows, opened.registration, conference, person.id, now=now())
    except Refusal as refusal:
        return show_page(open_or_404(token), token, problem=refusal_text(refusal)), 409
    return redirect(url_for(".show", token=token, ater="plats" if seated else "ko"), 303)


@blueprint.get("/a/<token>/kod/<int:participant_id>.svg")
@access(Access.TOKEN)
def ticket(token: str, participant_id: int) -> Response:
    """The ticket's code as a picture. It holds the ticket's number, not the secret link."""
    person = next((one for one in open_or_404(token).participants if one.id == participant_id), None)
    if person is None or person.status is not Status.CONFIRMED:
        abort(404)
    # Upper case keeps the symbol in alphanumeric mode: fewer and larger squares.
    code = segno.make(addresses().url(f"i/{person.ticket_code}").upper(), error="m")
    out = io.BytesIO()
    code.save(out, kind="svg", border=2, dark="#15241d", light="#ffffff", omitsize=True)
    return Response(out.getvalue(), mimetype="image/svg+xml")


@blueprint.get("/i/<code>")
@blueprint.get("/I/<code>")
@access(Access.PUBLIC)
def shown_code(code: str) -> str:
    """Where a stranger's phone ends when it reads a ticket's code: nothing personal."""
    return render_template("registrations/code.html")


@blueprint.get("/a/ny-lank")
@access(Access.PUBLIC)
def ask_link() -> str:
    return render_template("registrations/link.html", form=LinkForm(), errors=[], done=False)


@blueprint.post("/a/ny-lank")
@access(Access.PUBLIC)
def send_link() -> Any:
    """The same answer for every address."""
    form = LinkForm(request.form)
    if not form.validate():
        status = 400 if form.forged() else 422
        errors = form.error_summary()
        return render_template("registrations/link.html", form=form, errors=errors, done=False), status
    with transaction() as rows:
        request_link(rows, form.email.data or "", language=language(), now=now())
    return render_template("registrations/link.html", form=form, errors=[], done=True)


@blueprint.app_errorhandler(NotFound)
def not_found(error: NotFound) -> Any:
    """A link that opens nothing offers to mail a new one; other addresses their usual page."""
    if request.endpoint and request.endpoint.startswith("registrations.") and request.path.startswith("/a/"):
        return render_template("registrations/lost.html", form=LinkForm()), 404
    return error_page(404)


def open_or_404(token: str) -> Opened:
    found = open_link(session(), token)
    if found is None:
        abort(404)
    return found


def show_page(opened: Opened, token: str, *, problem: str | None = None) -> str:
    people = opened.participants
    asking = asking_of(session(), people)
    conferences = {number: one.conference for number, one in asking.items()}
    at = now()
    charged = charged_to(session(), [person.id for person in people]) if opened.is_booker else []
    return render_template(
        "registrations/show.html",
        opened=opened,
        registration=opened.registration,
        people=people,
        conferences=conferences,
        conference=conferences[people[0].conference_id],
        places=(places := places_in_line(session(), people)),
        in_line=place_words([places[one.id] for one in people if one.status is Status.WAITING]),
        other=_somebody_else(opened),
        lines={number: line_at(one, at) for number, one in conferences.items() if _is_moving(people, number)},
        open_offers=[person for person in people if is_open_offer(person, at)],
        charged=charged,
        total=sum(line.gross for line in charged),
        may_cancel={number: may_cancel(one, at) for number, one in conferences.items()},
        over_and_held={number for number, one in conferences.items() if was_held(one, at)},
        may_return=(returning := _returning(people, conferences, at)),
        with_room=list_with_free_seat(session(), returning) if returning else set(),
        picks=list_picks(session(), [person.id for person in people])
        if any(has_options(one) for one in conferences.values())
        else [],
        token=token,
        mail_to=holder_email(opened.registration, people, whole=opened.is_booker),
        calendar=_calendar(opened),
        link=addresses().registration(token),
        own_authority=_own_authority,
        food_words=food_words,
        changing={person.id: _changing(person, conferences, at) for person in people},
        movable={person.id for person in people if may_move(conferences[person.conference_id], person)},
        givable={person.id for person in people if may_give(conferences[person.conference_id], person)},
        frozen_words=partial(_frozen_words, at=at),
        answers=_answers(people),
        chosen=list_choice_facts(session(), asking, people, language()),
        remote_link={number: _remote_link(one, at) for number, one in conferences.items()},
        problem=problem,
        elsewhere=_elsewhere(conferences, at),
        consents=_consents(people, conferences),
        presentations=list_presented(session(), people, conferences, at),
    )


def _somebody_else(opened: Opened) -> str:
    """The name of the only one who comes, for a booker who does not; else nothing."""
    live = [one for one in opened.participants if one.status in ACTIVE]
    return live[0].name if opened.is_booker and len(live) == 1 and not live[0].is_booker else ""


def _changing(person: Participant, conferences: Mapping[int, Conference], at: datetime) -> set[str]:
    """What of theirs can be changed here now."""
    held = conferences[person.conference_id]
    return {part.value for part in Frozen if may_change(held, person, part, at)}


def _frozen_words(person: Participant, held: Conference, *, at: datetime) -> list[str]:
    """Until when each part may be changed, or who changes it now; nothing where there is no such day."""
    if person.status not in ACTIVE or not may_cancel(held, at):
        return []
    words = change_days if person.unlocked_at is None else lambda *_of: ""
    parts = [part for part in Frozen if last_change_day(held, part) is not None]
    found = [
        words(held, part, language())
        if may_change(held, person, part, at)
        else locked_words(held, part, language())
        for part in parts
    ]
    return [text for text in found if text]


def _consents(people: Sequence[Participant], conferences: Mapping[int, Conference]) -> dict[int, FeeConsent]:
    """Who of them is asked whether they pay more; only where a conference turned digital."""
    if not any(one.turned_digital_at for one in conferences.values()):
        return {}
    return list_consents(session(), [person.id for person in people])


def _elsewhere(conferences: Mapping[int, Conference], at: datetime) -> dict[int, list[Conference]]:
    """Where those of a cancelled conference may go instead."""
    off = (one for one in conferences.values() if one.status is ConferenceStatus.CANCELLED)
    return {one.id: list_elsewhere(session(), one, at) for one in off}


def _returning(people: Sequence[Participant], conferences: dict[int, Conference], at: datetime) -> set[int]:
    """The conferences that somebody who left could still come back to, seats apart."""
    left = {person.conference_id for person in people if person.status not in ACTIVE}
    return {number for number in left if may_return(conferences[number], at)}


def _calendar(opened: Opened) -> tuple[str, str] | None:
    """The own calendar's address, and the same for calendar programs."""
    owner = calendar_owner(opened)
    if owner is None:
        return None
    path = f"a/{owner.feed_token}"
    return addresses().own_calendar(owner.feed_token), addresses().webcal(path)


def _is_moving(people: Sequence[Participant], conference_id: int) -> bool:
    """Whether the line matters to any of them; to most it does not, and nothing is asked."""
    here = (person.status for person in people if person.conference_id == conference_id)
    return any(status is not Status.CONFIRMED for status in here)


def _remote_link(conference: Conference, at: datetime) -> tuple[bool, bool]:
    """Whether the remote link is shown now, and whether it will be."""
    if not conference.remote_url or not may_cancel(conference, at):
        return False, False
    return link_shown(conference, at), link_to_come(conference, at)


def _answers(people: Sequence[Participant]) -> dict[int, list[tuple[str, str]]]:
    """Questions and answers of each, in words."""
    found = list_answers(session(), people)
    return {number: answered(answers, language()) for number, answers in found.items()}


def _own_authority(registration: Registration, conference: Conference) -> bool:
    return is_own_authority(conference.owner.org_number, registration.buyer_org_number)


def _chosen(opened: Opened, wanted: list[int]) -> list[Participant]:
    """Those named who still come; all of them when none is named."""
    coming = [person for person in opened.participants if person.status in ACTIVE]
    return [person for person in coming if not wanted or person.id in wanted]


def _cost(
    registration: Registration, conferences: Mapping[int, Conference], leaving: Sequence[Participant]
) -> Leaving:
    """What it would cost now that those of them whose seat it is leave."""
    found = Leaving()
    for number, conference in conferences.items():
        seated = [one for one in leaving if one.conference_id == number and one.status is Status.CONFIRMED]
        if seated:
            one = cost_of_leaving(session(), registration, conference, seated, now=now())
            found = Leaving(found.charged + one.charged, found.kept + one.kept)
    return found


def by_conference(opened: Opened, people: list[Participant]) -> list[tuple[Conference, list[int]]]:
    conferences = list_conferences_of(session(), opened.participants)
    leaving = {
        number: [person.id for person in people if person.conference_id == number] for number in conferences
    }
    return [(conferences[number], ids) for number, ids in sorted(leaving.items()) if ids]


def check_button() -> None:
    if not ButtonForm(request.form).validate():
        abort(400, description=_("Sidan hade legat öppen länge. Ladda om den och försök igen."))
