"""Demonstration mode's own pages: the clock, and the letters. Registered in that mode only."""

import time
from ipaddress import ip_address
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for

from regapp.database.clock import LOOKS_AGAIN_S, CachedOffset, move_clock
from regapp.database.session import session, transaction
from regapp.demo import letters as kept
from regapp.demo.at_the_door import play_morning
from regapp.demo.bar import DemoBar, own_address
from regapp.demo.march import replay
from regapp.demo.moments import MARCH, moment_at
from regapp.kernel.clock import OffsetClock
from regapp.mailing.models import DemoLetter
from regapp.mailing.queries import queue_state
from regapp.web import clock
from regapp.web.access import Access, access
from regapp.web.csrf import ButtonForm
from regapp.web.state import config, state

blueprint = Blueprint("demo", __name__, url_prefix="/demo")


@blueprint.before_app_request
def enter() -> None:
    """Draw the bar on every page, and let nobody in who is not on this machine."""
    address = request.remote_addr
    if address and not _is_loopback(address):
        abort(403)
    g.demo_bar = DemoBar()


@blueprint.post("/klocka")
@access(Access.DEMO)
def move() -> Any:
    """Move the clock of every process, then go back to the page."""
    wanted = request.form.get("to", "")
    to = moment_at(wanted, first=config().clock)
    if not ButtonForm(request.form).validate() or to is None:
        abort(400)
    with transaction() as rows:
        if wanted == MARCH:
            replay(rows)
        play_morning(rows, now=to, secret=config().secret_key)
        move_clock(rows, to)
    _let_everybody_know()
    return redirect(own_address(request.form.get("return_to", "")), 303)


@blueprint.get("/brev")
@access(Access.DEMO)
def letters() -> str:
    """What was "sent", newest first."""
    page = max(request.args.get("sida", 1, type=int), 1)
    count = kept.count_letters(session())
    queue = queue_state(session(), clock.now())
    return render_template(
        "demo/letters.html",
        letters=kept.list_letters(session(), page),
        count=count,
        waiting=queue.waiting - queue.held,
        held=queue.held,
        page=page,
        pages=max(-(-count // kept.PAGE), 1),
        url=lambda number: url_for(".letters", sida=number),
    )


@blueprint.get("/brev/<int:letter_id>")
@access(Access.DEMO)
def letter(letter_id: int) -> str:
    """One letter as text; the HTML as its source, since nothing foreign is ever drawn here."""
    found = _letter(letter_id)
    return render_template(
        "demo/letter.html",
        letter=found,
        headers=kept.headers(found),
        pieces=kept.pieces(found.text, config().base_url),
        attachments=kept.attachments(found),
    )


@blueprint.get("/brev/<int:letter_id>.eml")
@access(Access.DEMO)
def source(letter_id: int) -> Response:
    """The whole message, to be opened in a mail program."""
    return _download(_letter(letter_id).source, "message/rfc822", f"brev-{letter_id}.eml")


@blueprint.get("/brev/<int:letter_id>/bilaga/<int:number>")
@access(Access.DEMO)
def attachment(letter_id: int, number: int) -> Response:
    for one in kept.attachments(_letter(letter_id)):
        if one.number == number:
            return _download(one.data, one.content_type, one.filename)
    abort(404)


def _let_everybody_know() -> None:
    """Other processes look at the offset once a second: answer when all of them have."""
    offset = state().clock
    if isinstance(offset, OffsetClock) and isinstance(offset.read_offset, CachedOffset):
        offset.read_offset.forget()
        time.sleep(LOOKS_AGAIN_S)


def _letter(letter_id: int) -> DemoLetter:
    # What the id column holds; a larger number is nobody's and no error of the database.
    found = kept.find_letter(session(), letter_id) if letter_id < 2**31 else None
    return found or abort(404)


def _download(data: bytes, content_type: str, filename: str) -> Response:
    answer = Response(data, content_type=content_type)
    answer.headers.set("Content-Disposition", "attachment", filename=filename)
    return answer


def _is_loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
