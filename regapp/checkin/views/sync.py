"""What the phone asks for by itself: the list, what is new, and where it sends what it kept."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import abort, jsonify, request
from werkzeug.datastructures import MultiDict

from regapp.checkin.commands.scans import Answered, receive
from regapp.checkin.guards import at_door
from regapp.checkin.keeper import Keeper
from regapp.checkin.listing import Line, lines_for
from regapp.checkin.pins import code_hash, code_key
from regapp.checkin.queries import list_came, mark_of, seq_of
from regapp.checkin.rules import Sent, code_in, day_at, list_ends_at, opens_at, true_time
from regapp.checkin.views import blueprint
from regapp.checkin.views.door import told_of
from regapp.checkin.words import TONES
from regapp.database.session import session, transaction
from regapp.kernel.dates import day_month
from regapp.kernel.refusal import Refusal
from regapp.registrations.models import Status
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm, csrf_token
from regapp.web.i18n import language
from regapp.web.refusals import refusal_text
from regapp.web.state import config

_MOST_SCANS = 200


@at_door(blueprint, "/lista.json")
def list_json(keeper: Keeper) -> Any:
    """Everybody, for one phone and one day; the code itself is not told, only its hash."""
    rows, at, here = session(), now(), keeper.conference
    # Before the list: what happens in between is told twice rather than not at all.
    seq, mark = seq_of(rows, here.id), mark_of(rows, here.id)
    key, ends_at = code_key(config().secret_key, here.id), list_ends_at(here)
    return jsonify(
        seq=seq,
        mark=mark,
        key=key,
        day=str(day_at(here, at)),
        ends_at=_ms(ends_at),
        now=_ms(at),
        zone=here.zone,
        people=[_line(line, key) for line in lines_for(rows, keeper, at, tagged=True)],
        csrf=csrf_token(),
    )


@at_door(blueprint, "/nytt.json")
def news_json(keeper: Keeper) -> Any:
    """What happened at the door since `sedan`; 304 when nothing did."""
    rows, at, here = session(), now(), keeper.conference
    seq, mark, on = seq_of(rows, here.id), mark_of(rows, here.id), day_at(here, at)
    since = min(max(request.args.get("sedan", 0, type=int), 0), 2**31 - 1)
    response = jsonify(
        seq=seq,
        mark=mark,
        day=str(on),
        now=_ms(at),
        came=[
            [one.participant_id, _ms(one.at), one.by, one.nonce, _ms(one.undone_at)]
            for one in list_came(rows, here.id, on, since=since).values()
        ]
        if seq > since
        else [],
    )
    response.set_etag(f"{seq}-{since}-{mark}-{on}")
    return response.make_conditional(request)


@at_door(blueprint, "/skanningar", methods=("POST",))
def scans_json(keeper: Keeper) -> Any:
    """What a phone kept, oldest first, each with its nonce; sent again it changes nothing."""
    told = request.get_json(silent=True)
    if not isinstance(told, Mapping):
        abort(400)
    if not ButtonForm(MultiDict({"csrf_token": str(told.get("csrf", ""))})).validate():
        abort(400)
    received = now()
    sent = _read(told, received, opens_at(keeper.conference) or received)
    try:
        with transaction() as rows:
            answers = receive(rows, keeper, sent, now=received)
    except Refusal as refusal:
        return jsonify(problem=refusal_text(refusal)), 409
    return jsonify(answers=[_answer(keeper, one, received) for one in answers])


def _line(line: Line, key: str) -> dict[str, Any]:
    guest = line.guest
    status = guest.status_at.date() if guest.status is Status.CANCELLED else None
    return {
        "id": guest.id,
        "name": guest.name,
        "sorted": guest.sorted_name,
        "org": guest.organization,
        "code": code_hash(key, guest.ticket_code),
        "status": guest.status.value,
        "since": day_month(status, language()) if status else "",
        "remote": guest.attendance.value == "remote",
        "tags": list(line.tags),
        "at": _ms(line.came.at) if line.came else None,
        "by": line.came.by if line.came else "",
        "nonce": line.came.nonce if line.came else "",
    }


def _read(told: Mapping[str, Any], received: datetime, earliest: datetime) -> list[Sent]:
    """400 for anything that our own page does not send."""
    scans = told.get("scans")
    if not isinstance(scans, list) or not 0 < len(scans) <= _MOST_SCANS:
        abort(400)
    sent_at = _instant(told.get("sent_at"))
    return [_scan(one, sent_at, received, earliest) for one in scans]


def _scan(one: Any, sent_at: datetime, received: datetime, earliest: datetime) -> Sent:
    if not isinstance(one, Mapping):
        abort(400)
    nonce, number = one.get("nonce"), one.get("id")
    if not isinstance(nonce, str) or not 8 <= len(nonce) <= 40 or not nonce.isascii():
        abort(400)
    if number is not None and (not isinstance(number, int) or not 0 < number < 2**31):
        abort(400)
    at = true_time(_instant(one.get("at")), sent_at, received, earliest)
    code = code_in(str(one.get("code") or "")[:200])
    return Sent(nonce=nonce, at=at, code=code, participant_id=number, undo=one.get("undo") is True)


def _instant(value: Any) -> datetime:
    """A phone's clock, whatever it says: milliseconds since 1970."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e14:
        abort(400)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=value)


def _answer(keeper: Keeper, answered: Answered, at: datetime) -> dict[str, Any]:
    told = told_of(keeper, answered, at)
    came = answered.came
    return {
        "nonce": answered.sent.nonce,
        "undo": answered.sent.undo,
        "kind": answered.answer.value,
        "tone": TONES.get(answered.answer, "bad"),
        "title": told.title,
        "text": told.text,
        "id": told.participant_id,
        "action": told.action,
        "action_label": told.action_label,
        "at": _ms(came.at) if came else None,
        "by": came.by if came else "",
        "stands": bool(came and came.stands),
        "standing_nonce": came.nonce if came else "",
    }


def _ms(at: datetime | None) -> int | None:
    return round(at.timestamp() * 1000) if at else None
