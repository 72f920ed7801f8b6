"""The form at `…/anmalan`: shown, refilled, sent."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from regapp.accounts.signed_in import this_client
from regapp.billing.rules import Sum
from regapp.conferences.codes import check_code_attempts, note_wrong_code
from regapp.conferences.opening import next_opening, until_opening
from regapp.conferences.prices import Pick
from regapp.conferences.queries import list_seat_counts
from regapp.conferences.rules import Seats, SignUpState, leading_rank, local_year
from regapp.database.away import DATABASE_AWAY
from regapp.database.session import session, transaction
from regapp.invitations.models import Invitation
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_token
from regapp.registrations.asking import Asking, as_they_stand, list_asking
from regapp.registrations.commands import SignedUp, draft_sign_up, sign_up
from regapp.registrations.empty import Blanks, empty_form
from regapp.registrations.forms import SignUpForm, drawn_at, sign_up_form
from regapp.registrations.forms.parts import StandingPart
from regapp.registrations.forms.steps import Step, first_wrong, keep_errors_of, step_from
from regapp.registrations.invited import fill_in, invited_to, kept_invitation, sent_invitation
from regapp.registrations.kept import conferences_for
from regapp.registrations.page import Choice, choices_at, is_free, pick_of, sum_at
from regapp.registrations.views import blueprint
from regapp.web import fields
from regapp.web.access import Access, access
from regapp.web.clock import now, system_now
from regapp.web.csrf import csrf_token
from regapp.web.errors import TRY_AGAIN, not_sent, report
from regapp.web.i18n import _, language
from regapp.web.state import config

# Buttons that change the form without sending it.
_ADD, _RECOUNT, _REMOVE, _NEXT, _BACK = "add", "recount", "remove-", "next", "back"


@dataclass
class _Page:
    """One look at the form: its address, what can be chosen, what is filled in."""

    path: str
    choices: list[Choice]
    form: SignUpForm

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.value == self.form.place.data), None)

    @property
    def place_name(self) -> str:
        return self.chosen.conference.place or self.chosen.conference.title if self.chosen else ""

    @property
    def picks(self) -> list[Pick]:
        return [pick_of(person.answers()) for person in self.form.people]

    @property
    def sum(self) -> Sum | None:
        chosen = self.chosen or self.choices[0]
        buyer = self.form.buyer.form if "buyer" in self.form else None
        return sum_at(
            chosen,
            self.picks,
            buyer_kind=buyer.chosen_kind if buyer else None,
            buyer_org_number=(buyer.org_number.data or "") if buyer else "",
        )


@blueprint.get("/<slug:slug>/anmalan")
@access(Access.PUBLIC)
def new(slug: str) -> Any:
    """The form, or what there is to say while it is closed."""
    invitation = kept_invitation()
    choices = _look(slug, invited_to(invitation))
    taking = [choice.value for choice in choices if choice.standing.takes]
    if not taking:
        return _closed(_Page(slug, choices, SignUpForm()), status=200)
    asked = request.args.get("ort", "")
    place = asked if asked in taking else ""
    blanks = Blanks(csrf_token(), new_token(), drawn_at(), _places(choices, place))
    draw = partial(_draw_empty, slug, choices, place, invitation if invited_to(invitation) else None)
    only_invited = any(choice.conference.invitation_only for choice in choices)
    if only_invited or config().demo or place != asked or request.args.keys() - {"ort", "lang"}:
        # The demonstration's bar tells the time, and the language link repeats any query.
        return draw(blanks)
    shown = tuple(_shown_of(choice, choices, place) for choice in choices)
    return empty_form((slug, request.query_string, language(), shown), draw, blanks)


def _shown_of(choice: Choice, choices: list[Choice], place: str) -> Hashable:
    """What the page says of `choice` outside the places' radios: numbers only where it is full."""
    stands = choice.standing
    is_current = choice.value == place or choice is choices[0]
    numbers = stands if is_current and stands.seats is Seats.FULL else None
    # Days of another year are written with it.
    year = local_year(choice.at, choice.conference.zone)
    full = stands.seats is Seats.FULL
    return choice.conference, choice.prices, choice.parts, stands.takes, full, numbers, year


def _places(choices: list[Choice], chosen: str | None) -> str:
    return render_template("registrations/_places.html", choices=choices, chosen=chosen)


def _look(slug: str, invited: int | None = None) -> list[Choice]:
    """What the form at `slug` may sign up to, its seats as they are now."""
    seats = {count.conference_id: count for count in list_seat_counts(session(), slug)}
    versions = {number: count.version for number, count in seats.items()}
    kept = conferences_for(session(), slug, partial(list_asking, path=slug), versions=versions)
    return choices_at(as_they_stand(session(), kept, now()), now(), seats, invited_to=invited) or abort(404)


def _draw_empty(
    slug: str, choices: list[Choice], place: str, invitation: Invitation | None, blanks: Blanks
) -> str:
    page = _offered(slug, choices, _form_at(choices, place)())
    if invitation is not None:
        fill_in(page.form, invitation)
    page.form.place.data = place or page.form.place.data
    page.form.submission_key.data, page.form.opened_at.data = blanks.submission_key, blanks.opened_at
    csrf: Any = page.form["csrf_token"]
    csrf.current_token = blanks.csrf_token
    _prepare(page)
    return _form(page, places=Markup(blanks.places))[0]  # noqa: S704  # drawn by _places, or its mark


@blueprint.get("/<slug:slug>/<slug:place>/anmalan")
@access(Access.PUBLIC)
def new_at_place(slug: str, place: str) -> Response:
    """A place has no form of its own: the series' form with the place chosen."""
    return redirect(url_for(".new", slug=slug, ort=place))


@blueprint.post("/<slug:slug>/anmalan")
@access(Access.PUBLIC)
def create(slug: str) -> Any:
    """Send the form, or refill it when one of its other buttons was pressed."""
    sent = request.form
    choices = _kept_choices(slug, sent.get("invitation"), sent.get("place"))
    page = _offered(slug, choices, _form_at(choices, sent.get("place"))(sent))
    unasked = _is_unasked(page)
    asks_first = unasked and not _stands_unasked(page)
    if unasked:
        page.form.start_parts(_drawn_for(page))
    _prepare(page)
    right = page.form.validate()
    unsent = _unsent(page, right, asks_first=asks_first)
    if unsent is not None:
        return unsent
    try:
        chosen = page.chosen or page.choices[0]
        _check_guessing(chosen, page.form)
        done = _send(page, chosen)
    except Refusal as refusal:
        return _refused(page, refusal)
    except DATABASE_AWAY as error:
        report(error)
        return *_form(page, 503, notice=not_sent()), TRY_AGAIN
    return redirect(_receipt(done, page), 303)


def _unsent(page: _Page, right: bool, *, asks_first: bool) -> Any:
    """The answer to a post that is not a sign-up yet; None for one that is."""
    chosen = page.chosen
    open_there = chosen is not None and _is_open(chosen)
    if not open_there and not any(_is_open(choice) for choice in page.choices):
        return _closed(page, status=409)
    if page.form.forged():
        return _form(page, 400)
    button = request.form.get("do", "")
    if _pressed(page.form, button):
        return _form(page, refilled=True)
    if page.form.is_stepped and button in {_NEXT, _BACK}:
        return _turn(page, button)
    if chosen and not open_there:
        return _closed(page, status=409)
    if asks_first:
        return _ask(page)
    return None if right and chosen else _wrong(page)


def _turn(page: _Page, button: str) -> Any:
    """To the step before, whatever is written; to the next when this one is right."""
    at = step_from(page.form.step.data)
    if button == _NEXT and (first_wrong(page.form) or Step.SENDING) <= at:
        return _wrong(page)
    page.form.forget_errors()
    other = at + (1 if button == _NEXT else -1)
    page.form.step.data = str(min(max(other, Step.PEOPLE), Step.SENDING))
    return _form(page)


def _wrong(page: _Page) -> Any:
    """The form with its errors; of one in steps the first step that has any."""
    first = first_wrong(page.form) if page.form.is_stepped else None
    if first is not None:
        page.form.step.data = str(int(first))
        keep_errors_of(page.form, first)
    return _form(page, 422)


def _is_open(choice: Choice) -> bool:
    return choice.standing.state is SignUpState.OPEN


def _kept_choices(slug: str, token: str | None, place: str | None) -> list[Choice]:
    """A post does with what was read a moment ago; only what its own place asks is looked at again.

    token  of the invitation that the form carries
    """
    kept = conferences_for(session(), slug, partial(list_asking, path=slug))
    invited = invited_to(sent_invitation(token))
    asked = [one for one in kept if len(kept) == 1 or one.conference.place_slug == place]
    standing = {one.id: one for one in _as_they_stand(asked)}
    return choices_at([standing.get(one.id, one) for one in kept], now(), invited_to=invited) or abort(404)


def _as_they_stand(asked: Sequence[Asking]) -> Sequence[Asking]:
    try:
        return as_they_stand(session(), asked, now())
    except DATABASE_AWAY:
        # Good enough to give the form back with what was typed. To send it fails as well.
        session().rollback()
        return asked


def _form_at(choices: list[Choice], place: str | None) -> type[SignUpForm]:
    """The form with what the chosen place asks; where there is one place, it is chosen."""
    known = {choice.value: choice.parts for choice in choices}
    return sign_up_form(choices[0].parts if len(choices) == 1 else known.get(place or "", ()))


def _is_unasked(page: _Page) -> bool:
    """Whether the chosen place asks something that the sent form had not drawn."""
    return (
        page.chosen is not None and bool(page.chosen.parts) and page.form.asked_for.data != page.chosen.value
    )


def _stands_unasked(page: _Page) -> bool:
    """Whether all that the chosen place asks has an answer beforehand, and need not be drawn first."""
    parts = page.chosen.parts if page.chosen else ()
    return all(isinstance(part, StandingPart) and part.stands_unasked for part in parts)


def _drawn_for(page: _Page) -> SignUpForm | None:
    """The post as the form of the place that it was drawn for, if it was for one."""
    place = page.form.asked_for.data or ""
    return _form_at(page.choices, place)(request.form) if place else None


def _ask(page: _Page) -> Any:
    """Show what the chosen place asks, before anything is sent."""
    if page.form.is_stepped and first_wrong(page.form) is not Step.PEOPLE:
        page.form.step.data = str(int(Step.QUESTIONS))
    page.form.forget_errors()
    notice = _("%(place)s frågar om lite till. Fyll i det och skicka igen.", place=page.place_name)
    return _form(page, notice=notice)


def _offered(slug: str, choices: list[Choice], form: SignUpForm) -> _Page:
    """The form with the places to choose from; where there is one, it is chosen."""
    form.place.choices = fields.choices({choice.value: choice.conference.place for choice in choices})
    if len(choices) == 1:
        form.place.data = choices[0].value
    return _Page(slug, choices, form)


def _prepare(page: _Page) -> None:
    chosen = page.chosen or page.choices[0]
    page.form.prepare(priced=chosen.is_charged, invoiced=not _is_free(page))
    page.form.asked_for.data = page.chosen.value if page.chosen else ""


def _is_free(page: _Page) -> bool:
    """Whether nothing that was chosen costs anything: then nobody is to be invoiced."""
    return is_free(page.chosen or page.choices[0], page.picks)


def _pressed(form: SignUpForm, button: str) -> bool:
    """Do what a button other than "Skicka anmälan" asks; whether it was one."""
    if button == _ADD:
        form.add_participant()
    elif button.startswith(_REMOVE) and button.removeprefix(_REMOVE).isdecimal():
        form.remove_participant(int(button.removeprefix(_REMOVE)[:3]))
    elif button != _RECOUNT:
        return False
    form.forget_errors()
    return True


def _send(page: _Page, chosen: Choice) -> SignedUp:
    """One transaction; once more from a fresh look if the conference was just changed."""
    sent, at = page.form.to_sign_up(language()), now()
    drafted = draft_sign_up(session(), chosen.conference, sent, now=at)
    try:
        with transaction() as rows:
            return sign_up(rows, chosen.conference, sent, now=at, drafted=drafted)
    except Refusal as refusal:
        if refusal.code != "changed_meanwhile":
            raise
        session().expire_all()
        choices = choices_at(list_asking(session(), page.path), now()) or abort(404)
        fresh = _offered(page.path, choices, page.form).chosen
    if fresh is None:
        abort(404)
    with transaction() as rows:
        return sign_up(rows, fresh.conference, sent, now=now())


def _check_guessing(chosen: Choice, form: SignUpForm) -> None:
    """Who tries one wrong code after another has to wait."""
    if form.code:
        check_code_attempts(session(), chosen.conference.id, this_client(), now=system_now())


def _receipt(done: SignedUp, page: _Page) -> str:
    """Where the receipt is, and what it has to say of a place in line that was not expected."""
    flags: dict[str, Any] = {"ny": 1}
    if done.edited:
        flags["redan"] = 1
    value = (page.chosen or page.choices[0]).value
    if not done.seated and not done.again and value in (page.form.saw_free.data or "").split():
        left = next((choice.standing.free for choice in _look(page.path) if choice.value == value), 0)
        flags["ryms" if left else "sista"] = 1
    return url_for(".show", token=done.token, **flags)


def _refused(page: _Page, refusal: Refusal) -> Any:
    if refusal.code.startswith("signup_"):
        # What was read a moment ago said that it was open.
        session().expire_all()
        return _closed(_Page(page.path, _look(page.path), page.form), status=409)
    if refusal.code == "code_wrong" and page.chosen:
        with transaction() as rows:
            note_wrong_code(rows, page.chosen.conference.id, this_client(), now=system_now())
    if refusal.code == "already_registered":
        page.form.once_more.data = "1"
    page.form.refuse(refusal)
    return _form(page, 409, known=refusal.code == "already_registered")


def _form(page: _Page, status: int = 200, **more: Any) -> tuple[str, int]:
    shown = {"notice": None, "known": False, "refilled": False} | more
    if "places" not in shown:
        shown["places"] = Markup(_places(page.choices, page.form.place.data))  # noqa: S704  # our own
    free = (choice.value for choice in page.choices if choice.standing.seats is not Seats.FULL)
    page.form.saw_free.data = " ".join(free)
    for person in page.form.people[1:]:
        person.no_autofill()
    html = render_template(
        "registrations/new.html",
        form=page.form,
        choices=page.choices,
        chosen=page.chosen,
        price_sum=page.sum,
        series=page.choices[0].conference.series,
        step=_step(page.form),
        errors=page.form.error_summary(),
        path=page.path,
        **shown,
    )
    return html, status


def _step(form: SignUpForm) -> int:
    """Which step is shown; 0 for a form on one page."""
    return int(step_from(form.step.data)) if form.is_stepped else 0


def _closed(page: _Page, *, status: int) -> Any:
    """Not open: why, and everything typed still to be read if there was anything."""
    opening = next_opening([choice.conference for choice in page.choices], now())
    html = render_template(
        "registrations/not_open.html",
        choices=page.choices,
        chosen=page.chosen or min(page.choices, key=lambda choice: leading_rank(choice.standing)),
        typed=page.form.typed() if status != 200 else [],
        reloads=status == 200 and opening is not None,
        series=page.choices[0].conference.series,
        path=page.path,
    )
    # What was typed is not taken from anybody's screen.
    return until_opening(html, opening, now()) if status == 200 else (html, status)
