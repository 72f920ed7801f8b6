"""The phone page: search, list, check in, undo. Works without a script; with one also without a network."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, abort, make_response, render_template, request

from regapp.checkin.commands.scans import Answered, receive
from regapp.checkin.guards import at_door
from regapp.checkin.keeper import Keeper
from regapp.checkin.listing import Line, lines_for, tags_of
from regapp.checkin.queries import count, list_guests, seq_of
from regapp.checkin.rules import Answer, Sent, code_in, day_at, list_ends_at
from regapp.checkin.views import blueprint
from regapp.checkin.words import Told, phone_words, place_of, told, waiting_words
from regapp.conferences.queries import get_conference
from regapp.conferences.texts import title_of
from regapp.database.session import session, transaction
from regapp.kernel.names import folded
from regapp.kernel.refusal import Refusal
from regapp.kernel.text import clean_line
from regapp.kernel.tokens import new_token
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import language
from regapp.web.refusals import refusal_text

TABS = ("vantar", "har", "alla")
_SHOWN = 60
_NONCE = 20


@at_door(blueprint)
def door(keeper: Keeper) -> Any:
    return page(keeper)


@at_door(blueprint, "/skal")
def shell(keeper: Keeper) -> Any:
    """The page without anybody on it: what a phone keeps to show without a network."""
    return _draw(keeper, lines=(), bare=True)


@at_door(blueprint, "/checka-in", methods=("POST",))
def check_in(keeper: Keeper) -> Any:
    """One person or code, by a button."""
    form = _checked_form()
    sent = Sent(
        nonce=_nonce(form),
        at=now(),
        code=code_in(form.get("kod", "")),
        participant_id=form.get("deltagare", type=int),
        undo=form.get("angra") == "1",
    )
    return answer_page(keeper, lambda rows: receive(rows, keeper, [sent], now=now())[0])


@at_door(blueprint, "/lista")
def print_list(keeper: Keeper) -> str:
    """For paper, when everything else fails."""
    return render_template(
        "checkin/print.html", keeper=keeper, conference=keeper.conference, at=now(),
        title=title_of(keeper.conference, language()),
        lines=[line for line in lines_for(session(), keeper, now()) if line.is_expected],
    )  # fmt: skip


@at_door(blueprint, "/laget")
def status(keeper: Keeper) -> str:
    """How many came, when, and who did not."""
    lines = [line for line in lines_for(session(), keeper, now()) if line.is_expected]
    here = [line for line in lines if line.came is not None]
    return render_template(
        "checkin/status.html", keeper=keeper, conference=keeper.conference, place=place_of(keeper.conference),
        title=title_of(keeper.conference, language()), total=len(lines), here=len(here),
        missing=[line for line in lines if line.came is None], quarters=_quarters(keeper, here),
    )  # fmt: skip


def page(
    keeper: Keeper, answer: Told | None = None, problem: str = "", status: int = 200, *, new: bool = False
) -> Any:
    """The door as it stands, with what was just answered. `new`: of somebody without a badge or choices."""
    lines = lines_for(session(), keeper, now())
    tags = tags_of(session(), keeper, answer.participant_id) if answer and not new else []
    return _draw(keeper, lines, answer=answer, tags=tags, problem=problem), status


def answer_page(keeper: Keeper, act: Any) -> Any:
    """Do it in one transaction and show the page with the answer, or with why it cannot be done."""
    try:
        with transaction() as rows:
            answered: Answered = act(rows)
    except Refusal as refusal:
        return page(again(keeper), problem=refusal_text(refusal), status=409)
    fresh = again(keeper)
    return page(fresh, answer=told_of(fresh, answered, now()))


def told_of(keeper: Keeper, answered: Answered, at: datetime) -> Told:
    """In words; the other conference is read where somebody is signed up for another one."""
    guest = answered.guest
    other = guest is not None and guest.conference_id != keeper.conference.id
    known = guest is not None and answered.answer is not Answer.UNKNOWN
    return told(
        keeper, answered, at,
        get_conference(session(), guest.conference_id) if guest and other and known else None,
    )  # fmt: skip


def _draw(
    keeper: Keeper,
    lines: Sequence[Line],
    *,
    answer: Told | None = None,
    tags: Sequence[str] = (),
    problem: str = "",
    bare: bool = False,
) -> Response:
    tab = request.args.get("visa", TABS[0])
    wanted = clean_line(request.args.get("q", ""))[:100]
    at = now()
    shown = _shown(lines, tab if tab in TABS else TABS[0], wanted)
    response = make_response(
        render_template(
            "checkin/door.html",
            keeper=keeper,
            conference=keeper.conference,
            title=title_of(keeper.conference, language()),
            place=place_of(keeper.conference),
            count=count(session(), keeper.conference.id, day_at(keeper.conference, at)),
            lines=shown[:_SHOWN],
            more=max(len(shown) - _SHOWN, 0),
            tab=tab if tab in TABS else TABS[0],
            wanted=wanted,
            answer=answer,
            tags=tags,
            problem=problem,
            bare=bare,
            nonce=new_token()[:_NONCE],
            words=phone_words(),
            seq=seq_of(session(), keeper.conference.id),
            is_open=keeper.is_open(at),
            ends_at=list_ends_at(keeper.conference),
            waiting=waiting_words(keeper),
        )
    )
    response.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    return response


def _shown(lines: Sequence[Line], tab: str, wanted: str) -> list[Line]:
    """A search looks among everybody, also those who cancelled."""
    words = folded(wanted).split()
    if words:
        return [line for line in lines if all(word in line.key for word in words)]
    expected = [line for line in lines if line.is_expected]
    if tab == "vantar":
        return [line for line in expected if line.came is None]
    return [line for line in expected if line.came is not None] if tab == "har" else expected


def _quarters(keeper: Keeper, here: Sequence[Line]) -> list[tuple[str, int]]:
    """ "09.15" and how many came in that quarter of an hour."""
    found: dict[str, int] = {}
    for line in sorted(here, key=lambda line: line.came.at if line.came else now()):
        if line.came is not None:
            local = line.local(line.came.at, keeper)
            label = f"{local:%H}.{local.minute // 15 * 15:02d}"
            found[label] = found.get(label, 0) + 1
    return list(found.items())


def again(keeper: Keeper) -> Keeper:
    """After a change: seats as they stand now."""
    session().expire_all()
    return Keeper(
        get_conference(session(), keeper.conference.id),
        keeper.by,
        keeper.name,
        keeper.base,
        keeper.may_override,
    )


def _checked_form() -> Any:
    if not ButtonForm(request.form).validate():
        abort(400)
    return request.form


def _nonce(form: Any) -> str:
    """Of the button: the same one pressed twice is one scan."""
    which = form.get("deltagare") or form.get("kod") or ""
    return f"{form.get('nonce', '')[:_NONCE]}-{'u' if form.get('angra') else ''}{which}"[:40]


def find_guest(participant_id: int | None) -> Any:
    """404 for a number that is nobody's."""
    found = list_guests(session(), ids=[participant_id]) if participant_id and participant_id < 2**31 else []
    return found[0] if found else abort(404)
