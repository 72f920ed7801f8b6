"""Signing in and out, and choosing passwords. Says the same to those with an account and without."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for

from regapp.accounts.commands import ClientKeys, choose_password, forgive_attempts, request_reset, use_reset
from regapp.accounts.forms import (
    ChangePasswordForm,
    FirstPasswordForm,
    ForgottenForm,
    NewPasswordForm,
    SignInForm,
)
from regapp.accounts.keys import account_key, read_reset_token, reset_key
from regapp.accounts.models import PasswordReset, Person
from regapp.accounts.passwords import SHORTEST, check_password, hash_password, is_right
from regapp.accounts.queries import SignedIn, find_open_reset, get_person
from regapp.accounts.rules import RESET_LASTS
from regapp.accounts.signed_in import (
    begin,
    confirm,
    end,
    kept_hash,
    signed_in,
    system_clock,
    this_client,
    try_sign_in,
    wanted_path,
)
from regapp.audit.commands import member
from regapp.database.session import session, transaction
from regapp.kernel.refusal import Refusal
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.forms import BaseForm
from regapp.web.i18n import _, language
from regapp.web.state import config

blueprint = Blueprint("accounts", __name__, url_prefix="/arrangor")
_TOO_MANY = "too_many_attempts"
_MINUTES = int(RESET_LASTS.total_seconds()) // 60


@blueprint.get("/logga-in")
@access(Access.PUBLIC)
def sign_in() -> Any:
    who = signed_in()
    if who and not who.one_time_password:
        return redirect(wanted_path(request.args.get("next")), 303)
    return _sign_in_page(SignInForm(next=request.args.get("next", "")))


@blueprint.post("/logga-in")
@access(Access.PUBLIC)
def send_sign_in() -> Any:
    form = SignInForm(request.form)
    if not form.validate():
        return _sign_in_page(form, _why(form))
    try:
        try_sign_in(form.email.data or "", form.password.data or "")
    except Refusal as refusal:
        form.refuse(refusal)
        return _sign_in_page(form, 429 if refusal.code == _TOO_MANY else 422, refusal)
    return redirect(wanted_path(form.next.data), 303)


@blueprint.post("/logga-ut")
@access(Access.MEMBER)
def sign_out() -> Any:
    if kept_hash():
        if not ButtonForm(request.form).validate():
            abort(400)
        end()
    return redirect(url_for(".sign_in", utloggad=1), 303)


@blueprint.get("/konto")
@access(Access.MEMBER)
def account() -> Any:
    """Whose sign-in this is, and the way out of it."""
    who = signed_in()
    if who is None:
        return redirect(url_for(".sign_in", next=request.path), 303)
    return render_template("accounts/account.html", who=who, home=wanted_path(None))


@blueprint.get("/losenord")
@access(Access.MEMBER)
def password() -> Any:
    who = signed_in()
    if who is None:
        return redirect(url_for(".sign_in", next=request.path), 303)
    return _password_page(_password_form(who, next=request.args.get("next", "")), who)


@blueprint.post("/losenord")
@access(Access.MEMBER)
def change_password() -> Any:
    """Signs every other browser out, and this one in anew."""
    who = signed_in()
    if who is None:
        return render_template("accounts/signed_out.html"), 401
    form = _password_form(who, request.form)
    if not form.validate():
        return _password_page(form, who, _why(form))
    try:
        person = get_person(session(), who.person_id)
        if "current" in form:
            confirm(person, form["current"].data or "")
        hashed = _checked_hash(form, person)
    except Refusal as refusal:
        form.refuse(refusal)
        return _password_page(form, who, 429 if refusal.code == _TOO_MANY else 422)
    with transaction() as rows:
        choose_password(rows, who.person_id, password_hash=hashed, now=now(), by=member(who.person_id))
    begin(who.person_id)
    return redirect(wanted_path(form["next"].data), 303)


@blueprint.get("/glomt-losenord")
@access(Access.PUBLIC)
def forgotten() -> Any:
    return _forgotten_page(ForgottenForm())


@blueprint.post("/glomt-losenord")
@access(Access.PUBLIC)
def send_forgotten() -> Any:
    form = ForgottenForm(request.form)
    if not form.validate():
        return _forgotten_page(form, _why(form))
    address = form.email.data or ""
    keys = ClientKeys(reset_key(config().secret_key, address), this_client())
    with transaction() as rows:
        request_reset(rows, address, keys, language=language(), system_now=system_clock.now(), now=now())
    return _forgotten_page(form, done=True)


@blueprint.get("/losenord/<token>")
@access(Access.TOKEN)
def reset(token: str) -> Any:
    """Shows the form only: mail scanners follow links."""
    if _open_reset(token) is None:
        return _spent_page()
    return _reset_page(NewPasswordForm(), token)


@blueprint.post("/losenord/<token>")
@access(Access.TOKEN)
def send_reset(token: str) -> Any:
    found = _open_reset(token)
    if found is None:
        return _spent_page()
    form = NewPasswordForm(request.form)
    if not form.validate():
        return _reset_page(form, token, _why(form))
    letter, person = found
    try:
        hashed = _checked_hash(form, person)
        with transaction() as rows:
            use_reset(rows, letter.id, password_hash=hashed, system_now=system_clock.now(), now=now())
            keys = ClientKeys(account_key(config().secret_key, person.email), this_client())
            forgive_attempts(rows, keys, now=system_clock.now())
    except Refusal as refusal:
        if refusal.code == "reset_spent":
            return _spent_page()
        form.refuse(refusal)
        return _reset_page(form, token, 422)
    return redirect(url_for(".sign_in", nytt=1), 303)


def _checked_hash(form: BaseForm, person: Person) -> str:
    """The hash of the form's new password, if it is good and new."""
    new = form["new"].data or ""
    check_password(new, name=person.name, email=person.email)
    if is_right(new, person.password_hash):
        raise Refusal("password_same", "new")
    return hash_password(new)


def _open_reset(token: str) -> tuple[PasswordReset, Person] | None:
    read = read_reset_token(config().secret_key, token)
    found = find_open_reset(session(), read[0], system_clock.now()) if read else None
    # A restored database gives numbers anew; a letter opens only what it was written for.
    return found if found and read and int(found[0].created_at.timestamp()) == read[1] else None


def _password_form(who: SignedIn, *sent: Any, **filled: Any) -> BaseForm:
    kind = FirstPasswordForm if who.one_time_password else ChangePasswordForm
    return kind(*sent, **filled)


def _why(form: BaseForm) -> int:
    """The status of an answer to a form that is not right, and a word on top if it was forged."""
    if not form.forged():
        return 422
    form.form_errors.append(_("Sidan hade legat öppen länge. Kontrollera och skicka igen."))
    return 400


def _sign_in_page(form: SignInForm, status: int = 200, refusal: Refusal | None = None) -> Any:
    page = render_template(
        "accounts/sign_in.html",
        **_problems(form),
        signed_out=status == 200 and "utloggad" in request.args,
        renewed=status == 200 and "nytt" in request.args,
    )
    minutes = refusal.details.get("minutes") if refusal else None
    return page, status, {"Retry-After": str(int(str(minutes)) * 60)} if minutes else {}


def _password_page(form: BaseForm, who: SignedIn, status: int = 200) -> Any:
    first = who.one_time_password
    page = render_template("accounts/password.html", **_problems(form), first=first, hint=_hint())
    return page, status


def _forgotten_page(form: ForgottenForm, status: int = 200, *, done: bool = False) -> Any:
    page = render_template("accounts/forgotten.html", **_problems(form), done=done, minutes=_MINUTES)
    return page, status


def _reset_page(form: NewPasswordForm, token: str, status: int = 200) -> Any:
    page = render_template("accounts/reset.html", **_problems(form), token=token, hint=_hint())
    return page, status


def _problems(form: BaseForm) -> dict[str, Any]:
    """The form with what is wrong in its fields, and apart from it what no field can mend."""
    notices = [str(text) for text in form.form_errors]
    errors = form.error_summary()[len(notices) :]
    return {"form": form, "notices": notices, "errors": errors}


def _spent_page() -> Any:
    """The same for a wrong, a used and an old link."""
    return render_template("accounts/spent.html", minutes=_MINUTES), 404


def _hint() -> str:
    text = _("Minst %(least)s tecken. Fyra ord utan samband är lätta att minnas och svåra att gissa.")
    return str(text % {"least": SHORTEST})
