"""Skriv ut: badges, the list to sign, the sign at the door and certificates as PDF files."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, request

from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.conferences.rules import was_held
from regapp.dashboard.filtering import carried, filter_of
from regapp.dashboard.page import draw
from regapp.dashboard.printing.forms import BadgesForm
from regapp.dashboard.queries import list_ids
from regapp.dashboard.scope import Scope
from regapp.dashboard.taken import note_taken
from regapp.database.session import session, transaction
from regapp.documents.letters import is_printable
from regapp.documents.pdf import make_pdf
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.printing.commands import mark_printed
from regapp.printing.exports import (
    badges_paper,
    certificate_paper,
    listed_paper,
    sign_paper,
    signing_paper,
    trial_paper,
)
from regapp.printing.queries import list_attended, list_attendees, list_badges
from regapp.printing.rules import STOCKS, Badge, Order, in_order
from regapp.registrations.listing import list_listed
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import language
from regapp.web.state import addresses

blueprint = Blueprint("paper", __name__, url_prefix="/arrangor/konferens/<int:conference_id>/skriv-ut")


@blueprint.get("")
@conference_access(Capability.SEE_NAMES)
@access(Access.MEMBER)
def index(conference: Conference) -> str:
    """All badges, or those ticked or found in the participants' list."""
    ticked = _ticked(conference, request.args)
    form = BadgesForm(which="all") if ticked else BadgesForm()
    return _page(conference, form, list_badges(session(), conference.id, participant_ids=ticked), ticked)


@blueprint.post("/namnbrickor.pdf")
@conference_access(Capability.SEE_NAMES)
@access(Access.MEMBER)
def badges(conference: Conference) -> Any:
    """The file; what is in it counts as printed. One person's only, with `?deltagare=`."""
    form = BadgesForm(request.form)
    ticked = _ticked(conference, request.form)
    one = request.args.get("deltagare", type=int)
    found = list_badges(session(), conference.id, participant_id=one, participant_ids=ticked)
    if not form.validate():
        return _page(conference, form, found, ticked), 400 if form.forged() else 422
    wanted = [one for one in found if one.is_new or form.which.data == "all"]
    if not wanted:
        return _page(conference, form, found, ticked, nothing=True), 409
    wanted = in_order(wanted, Order(form.order.data))
    url = addresses().url("i/") if form.codes.data else None
    paper = badges_paper(
        conference, wanted, STOCKS[form.stock.data], offset_mm=(form.right.mm, form.down.mm), code_url=url
    )
    made = _set("printing/badges.typ", paper)
    with transaction() as rows:
        mark_printed(rows, conference.id, wanted, by=viewer().by, now=now())
    return _file(made, conference, "namnbrickor")


@blueprint.post("/provsida.pdf")
@conference_access(Capability.SEE_NAMES)
@access(Access.MEMBER)
def trial(conference: Conference) -> Any:
    """The outlines of a sheet; changes nothing, and is a POST so that the form stays out of addresses."""
    form = BadgesForm(request.form)
    if not form.validate():
        ticked = _ticked(conference, request.form)
        found = list_badges(session(), conference.id, participant_ids=ticked)
        return _page(conference, form, found, ticked), 400 if form.forged() else 422
    paper = trial_paper(STOCKS[form.stock.data], (form.right.mm, form.down.mm))
    return _file(_set("printing/trial.typ", paper), conference, "provsida")


@blueprint.get("/avprickning.pdf")
@conference_access(Capability.SEE_NAMES)
@access(Access.MEMBER)
def signing(conference: Conference) -> Response:
    people = list_attendees(session(), conference.id)
    note_taken([conference.id], "exported_signing")
    return _file(_set("printing/signing.typ", signing_paper(conference, people)), conference, "avprickning")


@blueprint.get("/deltagarlista.pdf")
@conference_access(Capability.SEE_PARTICIPANTS)
@access(Access.MEMBER)
def listed(conference: Conference) -> Response:
    """To hand out: those who said yes to it, and nobody else."""
    people = list_listed(session(), conference.id)
    return _file(_set("printing/listed.typ", listed_paper(conference, people)), conference, "deltagarlista")


@blueprint.get("/dorrskylt.pdf")
@conference_access(Capability.SEE_NAMES)
@access(Access.MEMBER)
def sign(conference: Conference) -> Response:
    url = addresses().url(conference.address.path)
    return _file(_set("printing/sign.typ", sign_paper(conference, url)), conference, "dorrskylt")


@blueprint.get("/intyg.pdf")
@conference_access(Capability.SEE_PARTICIPANTS)
@access(Access.MEMBER)
def certificates(conference: Conference) -> Response:
    """One page for each who took part, when it is over. A certificate needs the real name, so it leaves
    those with a protected identity to be made by hand."""
    if not was_held(conference, now()):
        abort(404)
    people = [one for one in list_attended(session(), conference.id) if not one.protected]
    note_taken([conference.id], "exported_certificates")
    return _file(
        _set("printing/certificates.typ", certificate_paper(conference, people)), conference, "intyg"
    )


def _set(template: str, paper: dict[str, Any]) -> bytes:
    return make_pdf(template, paper, now=now(), language=language())


def _file(made: bytes, conference: Conference, name: str) -> Response:
    answer = Response(made, mimetype="application/pdf")
    place = conference.address.path.rpartition("/")[2]
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{place}.pdf"'
    return answer


def _ticked(conference: Conference, sent: Any) -> tuple[int, ...]:
    """Whom the participants' list hands over, by tick or by its filter; nobody means everybody."""
    wanted = filter_of(sent)
    if not wanted.ids and "alla" not in sent:
        return ()
    return tuple(list_ids(session(), [conference.id], wanted))


def _page(
    conference: Conference,
    form: BadgesForm,
    found: list[Badge],
    ticked: Sequence[int] = (),
    *,
    nothing: bool = False,
) -> str:
    return draw(
        "dashboard/printing/index.html",
        scope=Scope([conference], granted()),
        current="paper",
        conference=conference,
        form=form,
        total=len(found),
        new=sum(one.is_new for one in found),
        printed=sum(bool(one.printed_as) for one in found),
        odd=_odd(found),
        nothing=nothing,
        kept=carried(request.values) if ticked else [],
        over=was_held(conference, now()),
        attended=len(list_attended(session(), conference.id)) if was_held(conference, now()) else 0,
        may_certify=Capability.SEE_PARTICIPANTS in granted(),
    )


def _odd(found: Sequence[Badge]) -> list[str]:
    """Whose badges hold letters that are not to be had; all of them together are looked at first."""
    if is_printable(" ".join(one.words for one in found)):
        return []
    return [one.name for one in found if not is_printable(one.words)]
