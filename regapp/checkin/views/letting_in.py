"""Those who come without a place: from another city, cancelled, never signed up."""

from typing import Any

from flask import abort, render_template, request

from regapp.checkin.asking import walk_in_asks
from regapp.checkin.commands.letting_in import let_in_from_line, move_here, take_back, walk_in
from regapp.checkin.forms import WalkInForm, walk_in_form
from regapp.checkin.guards import at_door
from regapp.checkin.keeper import Keeper
from regapp.checkin.rules import day_at
from regapp.checkin.views import blueprint
from regapp.checkin.views.door import again, answer_page, find_guest, page, told_of
from regapp.checkin.words import free_words, place_of, waiting_words
from regapp.conferences.prices import is_charged
from regapp.conferences.rules import pool_of
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_token
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _, language


@at_door(blueprint, "/flytta", methods=("POST",))
def move(keeper: Keeper) -> Any:
    """From another place of the series, and in."""
    guest, nonce = _asked()
    return answer_page(
        keeper, lambda rows: move_here(rows, keeper, guest, override=True, nonce=nonce, now=now())
    )


@at_door(blueprint, "/anmal-igen", methods=("POST",))
def return_guest(keeper: Keeper) -> Any:
    """Whoever cancelled, and in."""
    guest, nonce = _asked()
    if guest.conference_id != keeper.conference.id:
        abort(404)
    return answer_page(
        keeper, lambda rows: take_back(rows, keeper, guest, override=True, nonce=nonce, now=now())
    )


@at_door(blueprint, "/slapp-in", methods=("POST",))
def admit_guest(keeper: Keeper) -> Any:
    """Whoever waits or was offered a place, and in."""
    guest, nonce = _asked()
    if guest.conference_id != keeper.conference.id:
        abort(404)
    return answer_page(keeper, lambda rows: let_in_from_line(rows, keeper, guest, nonce=nonce, now=now()))


@at_door(blueprint, "/ny")
def new_guest(keeper: Keeper) -> Any:
    form = _asking(keeper)()
    form.submission_key.data = new_token()
    if form.asks.part and form.asks.part.days:
        today = day_at(keeper.conference, now())
        form["days"].data = [str(day.id) for day in keeper.conference.days if day.on == today]
    return _form(keeper, form)


@at_door(blueprint, "/ny", methods=("POST",))
def add_guest(keeper: Keeper) -> Any:
    form = _asking(keeper)(request.form)
    if not form.validate():
        return _form(keeper, form, 400 if form.forged() else 422)
    charged = is_charged(keeper.conference.prices, now())
    sign_up = form.to_sign_up(charged=charged, language=language())
    try:
        with transaction() as rows:
            answered = walk_in(rows, keeper, sign_up, override=bool(form.override.data), now=now())
    except Refusal as refusal:
        if refusal.code == "already_registered":
            form.once_more.data = "1"
        form.refuse(refusal)
        return _form(again(keeper), form, 409)
    if answered is None:
        return page(keeper, problem=_("Personen är redan tillagd."))
    fresh = again(keeper)
    return page(fresh, answer=told_of(fresh, answered, now()), new=True)


def _asked() -> Any:
    if not ButtonForm(request.form).validate():
        abort(400)
    number = request.form.get("deltagare", type=int)
    return find_guest(number), f"{request.form.get('nonce', '')[:20]}-l{number}"[:40]


def _asking(keeper: Keeper) -> type[WalkInForm]:
    return walk_in_form(walk_in_asks(session(), keeper.conference, now()))


def _form(keeper: Keeper, form: WalkInForm, status: int = 200) -> Any:
    pool = pool_of(keeper.conference)
    full = pool is not None and (pool.waiting > 0 or pool.taken >= pool.capacity)
    page = render_template(
        "checkin/walk_in.html", keeper=keeper, conference=keeper.conference, form=form,
        errors=form.error_summary(), place=place_of(keeper.conference), free=free_words(keeper),
        waiting=waiting_words(keeper), full=full, may_override=full and keeper.may_override,
        charged=is_charged(keeper.conference.prices, now()),
    )  # fmt: skip
    return page, status
