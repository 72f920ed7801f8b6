"""`/a/<token>/faktura` for the booker, `/referens/<token>` for whoever has the reference."""

from typing import Any
from urllib.parse import quote

from flask import abort, redirect, render_template, request, url_for

from regapp.billing.queries import charged_to, is_exported
from regapp.conferences.texts import title_of
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands.paying import buyer_seen, change_buyer, give_reference, share_reference
from regapp.registrations.forms.paying import ChangeBuyerForm, ReferenceForm, fill_buyer
from regapp.registrations.models import Registration
from regapp.registrations.queries import find_shared, list_conferences_of, open_link
from regapp.registrations.rules import SEATED
from regapp.registrations.views import blueprint
from regapp.registrations.views.link import acting
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _, language
from regapp.web.refusals import refusal_text
from regapp.web.state import addresses


@blueprint.get("/a/<token>/faktura")
@access(Access.TOKEN)
def buyer(token: str) -> Any:
    registration = _booked(token)
    form = ChangeBuyerForm()
    fill_buyer(form.buyer.form, registration)
    form.seen.data = buyer_seen(registration)
    return _buyer_page(token, registration, form)


@blueprint.post("/a/<token>/faktura")
@access(Access.TOKEN)
def save_buyer(token: str) -> Any:
    registration, form = _booked(token), ChangeBuyerForm(request.form)
    if not form.validate():
        return _buyer_page(token, registration, form), 400 if form.forged() else 422
    try:
        with acting(token, registration.id) as rows:
            changed = change_buyer(
                rows, registration.id, form.buyer.form.to_buyer(), seen=form.seen.data or "", now=now()
            )
    except Refusal as refusal:
        registration = _booked(token)
        form.refuse(refusal)
        if refusal.code == "edited_by_other":
            form.seen.data = buyer_seen(registration)
        return _buyer_page(token, registration, form), 409
    return redirect(url_for(".show", token=token, andrad=len(changed)), 303)


@blueprint.post("/a/<token>/referenslank")
@access(Access.TOKEN)
def share(token: str) -> Any:
    """Make the link for somebody else, or make it dead."""
    registration = _booked(token)
    if not ButtonForm(request.form).validate():
        abort(400, description=_("Sidan hade legat öppen länge. Ladda om den och försök igen."))
    with acting(token, registration.id) as rows:
        share_reference(rows, registration, shared=request.form.get("dela") == "1", now=now())
    return redirect(url_for(".buyer", token=token, _anchor="dela"), 303)


@blueprint.get("/referens/<token>")
@access(Access.TOKEN)
def reference(token: str) -> Any:
    registration = _shared(token)
    form = ReferenceForm()
    form.reference.data = registration.buyer_reference
    return _reference_page(token, registration, form)


@blueprint.post("/referens/<token>")
@access(Access.TOKEN)
def save_reference(token: str) -> Any:
    registration, form = _shared(token), ReferenceForm(request.form)
    if not form.validate():
        return _reference_page(token, registration, form), 400 if form.forged() else 422
    try:
        with transaction() as rows:
            give_reference(rows, registration.id, form.reference.data or "", now=now())
    except Refusal as refusal:
        form.reference.errors = [refusal_text(refusal)]
        return _reference_page(token, _shared(token), form), 409
    return redirect(url_for(".reference", token=token, sparad=1), 303)


def _booked(token: str) -> Registration:
    """The booker's; somebody who was signed up is shown nothing of money."""
    opened = open_link(session(), token) or abort(404)
    if not opened.is_booker or opened.registration.buyer_kind is None:
        abort(404)
    return opened.registration


def _shared(token: str) -> Registration:
    return find_shared(session(), token) or abort(404)


def _buyer_page(token: str, registration: Registration, form: ChangeBuyerForm) -> str:
    shared = registration.reference_token
    link = addresses().reference(shared) if shared else ""
    subject = quote(_("Fakturareferens till en konferens"))
    return render_template(
        "registrations/buyer.html",
        form=form,
        token=token,
        registration=registration,
        conferences=list_conferences_of(session(), registration.participants),
        link=link,
        mail=f"mailto:?subject={subject}&body={quote(link)}",
        exported=is_exported(session(), registration.id),
        errors=form.error_summary(),
    )


def _reference_page(token: str, registration: Registration, form: ReferenceForm) -> str:
    """Buyer, conference, how many and what it comes to; not who they are."""
    people = [person for person in registration.participants if person.status in SEATED]
    held = list_conferences_of(session(), people or registration.participants)
    charged = charged_to(session(), [person.id for person in people]) if people else []
    return render_template(
        "registrations/reference.html",
        form=form,
        token=token,
        registration=registration,
        conferences=list(held.values()),
        titles=", ".join(title_of(one, language()) for one in held.values()),
        count=len(people),
        total=sum(line.gross for line in charged),
        exported=is_exported(session(), registration.id),
        errors=form.error_summary(),
    )
