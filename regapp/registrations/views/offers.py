"""Answers to an offered seat, and whether a group takes fewer; by POST only."""

from typing import Any

from flask import abort, redirect, request, url_for

from regapp.database.session import session
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands import accept_offers, cancel_participants, choose_fewer
from regapp.registrations.models import Participant, Status
from regapp.registrations.queries import Opened, list_conferences_of
from regapp.registrations.views import blueprint
from regapp.registrations.views.link import acting
from regapp.registrations.views.mine import by_conference, check_button, open_or_404, show_page
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.refusals import refusal_text


@blueprint.post("/a/<token>/tacka-ja")
@access(Access.TOKEN)
def accept(token: str) -> Any:
    """For those named; for all of the link who are offered a seat when none is."""
    opened = open_or_404(token)
    check_button()
    # Whoever said yes already, or was too late, is asked about as well: the command tells which.
    asked = _named(opened) or _offered(opened) or list(opened.participants)
    try:
        with acting(token, opened.registration.id) as rows:
            for conference, ids in by_conference(opened, asked):
                accept_offers(rows, opened.registration, conference, ids, now=now())
    except Refusal as refusal:
        session().expire_all()
        return show_page(open_or_404(token), token, problem=refusal_text(refusal)), 409
    return redirect(url_for(".show", token=token, tackat="ja"), 303)


@blueprint.post("/a/<token>/tacka-nej")
@access(Access.TOKEN)
def decline(token: str) -> Any:
    """Leaves the line; a seat that was said yes to meanwhile is kept."""
    opened = open_or_404(token)
    check_button()
    asked = _named(opened) or _offered(opened)
    try:
        with acting(token, opened.registration.id) as rows:
            for conference, ids in by_conference(opened, asked):
                cancel_participants(
                    rows, opened.registration, conference, ids, now=now(), only={Status.OFFERED}
                )  # fmt: skip
    except Refusal as refusal:
        session().expire_all()
        return show_page(open_or_404(token), token, problem=refusal_text(refusal)), 409
    return redirect(url_for(".show", token=token, tackat="nej"), 303)


@blueprint.post("/a/<token>/farre")
@access(Access.TOKEN)
def fewer(token: str) -> Any:
    """The booker says whether the group takes the seats there are."""
    opened = open_or_404(token)
    check_button()
    if not opened.is_booker:
        abort(404)
    accepts = request.form.get("farre") == "1"
    waiting = [person for person in opened.participants if person.status is Status.WAITING]
    with acting(token, opened.registration.id) as rows:
        for conference in list_conferences_of(rows, waiting).values():
            choose_fewer(rows, opened.registration, conference, accepts, now=now())
    return redirect(url_for(".show", token=token), 303)


def _named(opened: Opened) -> list[Participant]:
    wanted = request.form.getlist("deltagare", type=int)
    return [person for person in opened.participants if person.id in wanted]


def _offered(opened: Opened) -> list[Participant]:
    return [person for person in opened.participants if person.status is Status.OFFERED]
