"""Editing a conference."""

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from regapp.conferences.access import list_visible_conferences
from regapp.conferences.commands.edit import ConferenceEdit, Saved
from regapp.conferences.guards import conference_access, granted
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.conferences.rules import sorting_day
from regapp.conferences.texts import day_of, title_of
from regapp.dashboard.edit_form import ConferenceForm
from regapp.dashboard.newer import refuse
from regapp.dashboard.page import draw
from regapp.dashboard.scope import Scope
from regapp.dashboard.turns.forms import MoveForm
from regapp.dashboard.turns.kinds import MOVE
from regapp.dashboard.turns.leading import is_moved, without_move
from regapp.dashboard.turns.seal import is_seal, sealed, written
from regapp.dashboard.views import blueprint
from regapp.database.session import session, transaction
from regapp.interest.queries import read_editions
from regapp.interest.rules import makes_circle
from regapp.kernel.refusal import Refusal
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.commands.conference import edit_conference
from regapp.web import fields
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _, language
from regapp.web.state import config

_AT = "/konferens/<int:conference_id>"
# Back from the question to the form.
_CHANGE = "change"


@blueprint.get(f"{_AT}/redigera")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def edit(conference: Conference) -> Any:
    form = _offered(conference, ConferenceForm())
    form.fill(conference)
    return _form(conference, form)


@blueprint.post(f"{_AT}/redigera")
@conference_access(Capability.EDIT)
@access(Access.MEMBER)
def update(conference: Conference) -> Any:
    """Save; over a newer save it says who saved what and keeps what was typed. What people must hear
    of is asked about first, and saved when what is sent is what was asked about."""
    form = _offered(conference, ConferenceForm(request.form))
    if request.form.get("do") == _CHANGE:
        return _form(conference, form)
    if not form.validate():
        return _form(conference, form, 400 if form.forged() else 422)
    saved = form.to_edit(conference)
    if saved is None:
        return _form(conference, form, 422)
    moved = is_moved(conference, saved, now())
    if moved and not saved.days:
        form.days[0].form.on.errors = [_("Ska den skjutas upp? Gör det under Ändra läget.")]
        return _form(conference, form, 422)
    kept = without_move(conference, saved) if moved else saved
    try:
        done = _save(conference.id, kept, form)
    except _AskFirstError as ask:
        return _ask(conference.id, form, ask.saved)
    except Refusal as refusal:
        refuse(form, refusal, conference.id)
        return _form(conference, form, 409)
    return _to_move(conference, saved) if moved else _overview(conference, done)


def _save(conference_id: int, edit: ConferenceEdit, form: ConferenceForm) -> Saved:
    asked = is_seal(request.form.get("seen", ""), _seal(conference_id))
    with transaction() as rows:
        fresh = get_conference(rows, conference_id)
        saved = edit_conference(rows, fresh, edit, capacity=form.capacity.data, by=viewer().by, now=now())
        if saved.letters and not asked:
            raise _AskFirstError(saved)
    return saved


class _AskFirstError(Exception):
    """Undoes a save that would write to people who have not been asked about."""

    def __init__(self, saved: Saved) -> None:
        super().__init__()
        self.saved = saved


def _ask(conference_id: int, form: ConferenceForm, saved: Saved) -> Any:
    """What changes and how many get a letter; everything typed goes along."""
    session().expire_all()
    fresh = get_conference(session(), conference_id)
    return draw(
        "dashboard/edit_told.html", scope=Scope([fresh], granted()), current="edit", conference=fresh,
        form=form, letters=saved.letters, changes=[one[language()] for one in saved.told],
        written=written(request.form), seal=_seal(conference_id),
    )  # fmt: skip


def _seal(conference_id: int) -> str:
    return sealed(
        request.form, conference_id=conference_id, person_id=viewer().person_id, key=config().secret_key
    )


def _to_move(conference: Conference, edit: ConferenceEdit) -> Any:
    """Another day or place is previewed before anybody hears of it: the form of the turn, filled in."""
    session().expire_all()
    fresh = get_conference(session(), conference.id)
    flash(_("Resten är sparat. Ny dag eller plats sparas först när du har sett vilka som får mejl."))
    form = MoveForm()
    form.fill(fresh)
    form.propose(edit, fresh.zone)
    return draw(
        "dashboard/turns/form.html", scope=Scope([fresh], granted()), current="edit", conference=fresh,
        turn=MOVE, form=form, errors=[],
    )  # fmt: skip


def _offered(conference: Conference, form: ConferenceForm) -> ConferenceForm:
    """The form with what may come before this conference: what the viewer sees and is no later
    edition of it, and what is chosen already."""
    editions = read_editions(session())
    seen = sorted(list_visible_conferences(session(), viewer()), key=sorting_day, reverse=True)
    offered = [one for one in seen if not makes_circle(conference.id, one.id, editions)]
    chosen = conference.previous_id
    if chosen is not None and chosen not in {one.id for one in offered}:
        offered.append(get_conference(session(), chosen))
    words = {str(one.id): f"{title_of(one, language())}, {day_of(one, language(), now())}" for one in offered}
    form.previous_id.choices = fields.choices({"": _("Ingen"), **words})
    return form


def _form(conference: Conference, form: ConferenceForm, status: int = 200) -> Any:
    html = draw(
        "dashboard/edit.html", scope=Scope([conference], granted()), current="edit", form=form,
        errors=form.error_summary(), conference=conference,
    )  # fmt: skip
    return html, status


def _overview(conference: Conference, done: Saved) -> Response:
    flash(_("Ändringen är sparad."))
    if done.letters:
        flash(_("De som är anmälda eller väntar får mejl om den nya tiden eller platsen."))
    return redirect(url_for("dashboard.overview", kind="konferens", number=conference.id), 303)
