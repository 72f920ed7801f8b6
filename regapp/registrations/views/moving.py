"""`/a/<token>/flytta` and `/overlat`: another place of the series, and a colleague instead."""

from typing import Any

from flask import redirect, render_template, request, url_for

from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference, list_series_conferences
from regapp.conferences.rules import pool_of, standing
from regapp.conferences.terms import may_transfer
from regapp.database.session import session
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.own_move import MoveCost, move_by_link, move_cost, takes_movers
from regapp.registrations.commands.transfer import transfer_place
from regapp.registrations.forms.moving import ColleagueForm, OwnMoveForm
from regapp.registrations.freezing import may_change_all
from regapp.registrations.models import Participant, Status
from regapp.registrations.queries import Opened
from regapp.registrations.rules import may_cancel
from regapp.registrations.views import blueprint
from regapp.registrations.views.change import open_person
from regapp.registrations.views.link import acting
from regapp.web import fields
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import language
from regapp.web.refusals import refusal_text


@blueprint.get("/a/<token>/flytta")
@access(Access.TOKEN)
def ask_move(token: str) -> str:
    opened, person = open_person(token)
    return _move_page(token, opened, person, OwnMoveForm())


@blueprint.post("/a/<token>/flytta")
@access(Access.TOKEN)
def move_self(token: str) -> Any:
    """The seat, the charge and the calendar follow; a full place changes nothing."""
    opened, person = open_person(token)
    origin = get_conference(session(), person.conference_id)
    form, places = OwnMoveForm(request.form), _places(origin)
    form.place.choices = fields.choices({str(one.id): one.place for one in places})
    if not form.validate():
        return _move_page(token, opened, person, form), 400 if form.forged() else 422
    target = next(one for one in places if str(one.id) == form.place.data)
    try:
        with acting(token, opened.registration.id) as rows:
            move_by_link(rows, opened.registration, person, origin=origin, target=target, now=now())
    except Refusal as refusal:
        opened, person = open_person(token)
        form.place.errors = [refusal_text(refusal)]
        return _move_page(token, opened, person, form), 409
    return redirect(url_for(".show", token=token, flyttad=1), 303)


@blueprint.get("/a/<token>/overlat")
@access(Access.TOKEN)
def ask_transfer(token: str) -> str:
    opened, person = open_person(token)
    return _transfer_page(token, opened, person, ColleagueForm())


@blueprint.post("/a/<token>/overlat")
@access(Access.TOKEN)
def transfer(token: str) -> Any:
    opened, person = open_person(token)
    form = ColleagueForm(request.form)
    if not form.validate():
        return _transfer_page(token, opened, person, form), 400 if form.forged() else 422
    conference = get_conference(session(), person.conference_id)
    try:
        with acting(token, opened.registration.id) as rows:
            transfer_place(rows, opened.registration, person.id, conference, form.to_colleague(), now=now())
    except Refusal as refusal:
        opened, person = open_person(token)
        form.refuse(refusal)
        return _transfer_page(token, opened, person, form), 409
    if not opened.is_booker:
        return redirect(url_for(".given_away"), 303)
    return redirect(url_for(".show", token=token, overlaten=1), 303)


@blueprint.get("/a/overlaten")
@access(Access.PUBLIC)
def given_away() -> str:
    """Where somebody ends whose link has just died with the place they gave away."""
    return render_template("registrations/given_away.html")


def may_move(origin: Conference, person: Participant) -> bool:
    """Whether the page offers it at all."""
    return origin.series_id is not None and may_change_all(origin, person, now())


def may_give(conference: Conference, person: Participant) -> bool:
    live = person.status is Status.CONFIRMED and may_cancel(conference, now())
    return live and may_transfer(conference, now())


def _places(origin: Conference) -> list[Conference]:
    """The other places of the series."""
    if origin.series_id is None:
        return []
    return [one for one in list_series_conferences(session(), origin.series_id) if one.id != origin.id]


def _move_page(token: str, opened: Opened, person: Participant, form: OwnMoveForm) -> str:
    origin = get_conference(session(), person.conference_id)
    at, may = now(), may_move(origin, person)
    places = [one for one in _places(origin) if may and takes_movers(one, person, at)]
    form.place.choices = fields.choices({str(one.id): one.place for one in places})
    return render_template(
        "registrations/move.html",
        form=form,
        token=token,
        person=person,
        origin=origin,
        places=[
            (one, standing(one, pool_of(one), at), _cost(opened, person, one, shown=opened.is_booker))
            for one in places
        ],
        may=may,
        errors=form.error_summary(),
        language=language(),
    )


def _cost(opened: Opened, person: Participant, target: Conference, *, shown: bool) -> MoveCost | None:
    """What the buyer pays is the booker's business."""
    return move_cost(session(), opened.registration, person, target, now()) if shown else None


def _transfer_page(token: str, opened: Opened, person: Participant, form: ColleagueForm) -> str:
    conference = get_conference(session(), person.conference_id)
    if not form.organization.data and request.method == "GET":
        form.organization.data = person.organization
    return render_template(
        "registrations/transfer.html",
        form=form,
        token=token,
        opened=opened,
        person=person,
        conference=conference,
        may=may_give(conference, person),
        errors=form.error_summary(),
    )
