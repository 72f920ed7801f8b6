"""`/a/<token>/andra`: what somebody wrote on the form, changed by themselves or their booker."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from regapp.audit.queries import list_history
from regapp.database.session import session
from regapp.kernel.refusal import Refusal
from regapp.registrations.asking import Asking, as_they_stand, asking_of
from regapp.registrations.commands.change import Change, change_participant, digest_of, read_kept
from regapp.registrations.commands.completion import find_request
from regapp.registrations.forms.change import ChangeForm, asked_by, change_form, frozen_with
from regapp.registrations.forms.parts import ChangeablePart
from regapp.registrations.freezing import change_days, locked_words, may_change
from regapp.registrations.models import Frozen, Participant
from regapp.registrations.queries import Opened, open_link
from regapp.registrations.views import blueprint
from regapp.registrations.views.link import acting
from regapp.registrations.words import field_words
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import _, language


@blueprint.get("/a/<token>/andra")
@access(Access.TOKEN)
def change(token: str) -> Any:
    opened, person = open_person(token)
    asking = _asking(person)
    drawn = _open_parts(asking, person)
    form = _form(asking, person, drawn, None)
    _draw(form, person, drawn)
    return _page(form, token, opened, person, asking)


@blueprint.post("/a/<token>/andra")
@access(Access.TOKEN)
def save_change(token: str) -> Any:
    """Save it, or the form again with everything typed and why not."""
    opened, person = open_person(token)
    asking = _asking(person)
    sent = ChangeForm(request.form)
    form = _form(asking, person, sent.shown, request.form)
    form.show(sent.shown)
    right = form.validate()
    if person.is_booker or (not opened.is_booker and person.email):
        form.needs_address()
        right = right and not form.error_summary()
    if not right:
        return _page(form, token, opened, person, asking), 400 if form.forged() else 422
    wanted = Change(
        form.seen.data or "", sent.shown, form.asked, form.person.form.to_participant(is_booker=False)
    )
    try:
        with acting(token, opened.registration.id) as rows:
            changed = change_participant(
                rows, opened.registration, person.id, asking.conference, wanted, now=now()
            )
    except Refusal as refusal:
        return _refused(form, token, refusal)
    return redirect(url_for(".show", token=token, andrad=len(changed)), 303)


def open_person(token: str) -> tuple[Opened, Participant]:
    """What the link opens, and whom of it the request names; the only one need not be named."""
    opened = open_link(session(), token) or abort(404)
    people = opened.participants
    wanted = request.values.get("deltagare", type=int)
    if wanted is None and len(people) == 1:
        return opened, people[0]
    return opened, next((one for one in people if one.id == wanted), None) or abort(404)


def _asking(person: Participant) -> Asking:
    found = asking_of(session(), [person])[person.conference_id]
    return as_they_stand(session(), [found], now())[0]


def _open_parts(asking: Asking, person: Participant) -> frozenset[Frozen]:
    return frozenset(part for part in Frozen if may_change(asking.conference, person, part, now()))


def _form(asking: Asking, person: Participant, drawn: Collection[Frozen], sent: Any) -> ChangeForm:
    """With the parts that are changed here and are not frozen, as this person sees them."""
    parts = [part for part in asking.parts if isinstance(part, ChangeablePart) and frozen_with(part) in drawn]
    if not parts:
        return change_form(())(sent)
    # What was answered to questions changes nothing about them.
    kept = read_kept(session(), person, replace(asked_by(parts), question_ids=()))
    seen = (part.for_change(kept) for part in parts)
    return change_form(tuple(part for part in seen if part.fields()))(sent)


def _draw(form: ChangeForm, person: Participant, drawn: Collection[Frozen]) -> None:
    form.show(drawn)
    kept = read_kept(session(), person, form.asked)
    form.fill(kept, seen=digest_of(person.conference_id, kept))


def _refused(form: ChangeForm, token: str, refusal: Refusal) -> Any:
    """The form with what was typed. Over a newer save it says so; sending it again is the answer."""
    opened, person = open_person(token)
    asking = _asking(person)
    notice = None
    if refusal.code == "edited_by_other":
        kept = read_kept(session(), person, form.asked)
        form.seen.data = digest_of(person.conference_id, kept)
        notice = _newer(person)
    else:
        form.refuse(refusal)
    return _page(form, token, opened, person, asking, notice=notice), 409


def _newer(person: Participant) -> str:
    """Which fields somebody else saved last."""
    edits = [one for one in list_history(session(), "participant", person.id) if one.fields]
    names = ", ".join(field_words(edits[0].fields, language())) if edits else ""
    text = _("Någon annan har sparat ändringar medan du skrev.")
    if names:
        text += " " + _("Det som ändrades: %(fields)s.", fields=names)
    return text + " " + _("Allt du skrev står kvar här nedanför. Sparar du nu gäller din text.")


def _missing(person: Participant) -> str:
    """What an organizer asks for and waits for."""
    found = find_request(session(), person.id)
    if found is None or found.answered_at is not None:
        return ""
    return ", ".join(field_words(found.fields, language()))


def _page(
    form: ChangeForm, token: str, opened: Opened, person: Participant, asking: Asking, **more: Any
) -> str:
    return render_template(
        "registrations/change.html",
        form=form,
        token=token,
        opened=opened,
        person_row=person,
        current=asking.conference,
        errors=form.error_summary(),
        shown=form.shown,
        notice=more.get("notice"),
        missing=_missing(person),
        change_days=lambda part: change_days(asking.conference, Frozen(part), language()),
        locked_words=lambda part: locked_words(asking.conference, Frozen(part), language()),
    )
