"""`/dorr/<token>/pin`: a helper's way in and out."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from regapp.accounts.commands import ClientKeys, forgive_attempts, note_attempt
from regapp.accounts.keys import account_key
from regapp.accounts.signed_in import this_client
from regapp.checkin.forms import PinForm
from regapp.checkin.guards import HELPERS, closed, is_let_in, keeper_of, let_in, let_out, link_or_404
from regapp.checkin.pins import is_pin
from regapp.checkin.views import blueprint
from regapp.database.session import transaction
from regapp.kernel.refusal import Refusal
from regapp.web.access import Access, access
from regapp.web.clock import now, system_now
from regapp.web.csrf import ButtonForm
from regapp.web.state import config


@blueprint.get(f"{HELPERS}/pin")
@access(Access.TOKEN)
def pin(token: str) -> Any:
    link = link_or_404(token)
    if is_let_in(link):
        return redirect(url_for(".door_by_link", token=token), 303)
    keeper = keeper_of(link)
    return _page(token, PinForm()) if keeper.is_open(now()) else closed(keeper)


@blueprint.post(f"{HELPERS}/pin")
@access(Access.TOKEN)
def send_pin(token: str) -> Any:
    """Tries are counted as those of a sign-in are, before the PIN is looked at."""
    link = link_or_404(token)
    keeper = keeper_of(link)
    if not keeper.is_open(now()):
        return closed(keeper)
    form = PinForm(request.form)
    if not form.validate():
        return _page(token, form, 400 if form.forged() else 422)
    secret = config().secret_key
    keys = ClientKeys(account_key(secret, f"door:{link.id}"), this_client())
    try:
        with transaction() as rows:
            note_attempt(rows, keys, now=system_now())
    except Refusal as refusal:
        form.pin.data = ""
        form.refuse(refusal)
        return _page(token, form, 429)
    if not is_pin(secret, token, form.pin.data or "", link.pin_hash):
        form.pin.data = ""
        form.refuse(Refusal("pin_wrong", "pin"))
        return _page(token, form, 422)
    with transaction() as rows:
        forgive_attempts(rows, keys, now=system_now())
    let_in(link)
    return redirect(url_for(".door_by_link", token=token), 303)


@blueprint.post(f"{HELPERS}/ut")
@access(Access.TOKEN)
def leave(token: str) -> Any:
    """Out, on this phone; the script has emptied it before it sends this."""
    link = link_or_404(token)
    if not ButtonForm(request.form).validate():
        abort(400)
    let_out(link)
    return redirect(url_for(".pin", token=token, ut=1), 303)


def _page(token: str, form: PinForm, status: int = 200) -> Any:
    page = render_template(
        "checkin/pin.html", form=form, errors=form.error_summary(), token=token,
        left=status == 200 and "ut" in request.args,
    )  # fmt: skip
    return page, status
