"""The sign-up form: one page, one to ten participants, nothing typed is ever lost."""

import time
from typing import Any, ClassVar

from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, StringField
from wtforms.validators import DataRequired

from regapp.conferences.rules import GROUP_LIMIT
from regapp.kernel.refusal import Refusal
from regapp.kernel.tokens import new_token
from regapp.registrations.commands import SignUp
from regapp.registrations.forms.buyer import BuyerForm
from regapp.registrations.forms.carrying import carry
from regapp.registrations.forms.person import PersonForm
from regapp.registrations.forms.steps import FEW
from regapp.registrations.models import BookerRole
from regapp.web import fields
from regapp.web.forms import BaseForm, line_filter
from regapp.web.i18n import lazy

# Nobody fills in the form in less; scripts do.
_TOO_FAST_S = 3
ROLE_CHOICES = {
    BookerRole.SELF.value: lazy("Mig själv"),
    BookerRole.SELF_AND_OTHERS.value: lazy("Mig själv och andra"),
    BookerRole.OTHERS.value: lazy("Andra, jag deltar inte"),
}


PEOPLE = lazy("Deltagare")
# One more than may be sent, so that somebody too many is refused and not dropped.
READ_AT_MOST = GROUP_LIMIT + 1


class SignUpForm(BaseForm):
    """`place` has the choices the view hands in; `buyer` goes where nothing is charged.

    In the order of the page: so errors are told, and what was typed where nothing is taken in.
    """

    submission_key = HiddenField(filters=[line_filter])
    opened_at = HiddenField(filters=[line_filter])
    # Set when the form was shown again with a question; sending it then is the answer.
    once_more = HiddenField(filters=[line_filter])
    # The places that had free seats when the form was drawn: the receipt says if the last one went.
    saw_free = HiddenField(filters=[line_filter])
    # The place whose own questions were drawn: another place may ask something else.
    asked_for = HiddenField(filters=[line_filter])
    # Of the invitation that it answers, where only the invited may come.
    invitation = HiddenField(filters=[line_filter])
    # Of a form in steps: which one was shown.
    step = HiddenField(filters=[line_filter])
    # Not for people: off the screen, out of the tab order.
    website = StringField(lazy("Lämna tomt"), filters=[line_filter])
    booker_role = RadioField(
        lazy("Vem anmäler du?"),
        choices=fields.choices(ROLE_CHOICES),
        default=BookerRole.SELF.value,
        validators=[DataRequired(lazy("Välj vem du anmäler"))],
    )
    booker_name = fields.line(lazy("Ditt namn"), 161, autocomplete="name")
    booker_email = fields.email(lazy("Din e-postadress"), autocomplete="email")
    place = RadioField(
        lazy("Vilken konferens vill du gå på?"),
        validators=[DataRequired(lazy("Välj vilken konferens du vill gå på"))],
        # Newer than the stubs.
        invalid_choice_message=lazy("Välj vilken konferens du vill gå på"),  # type: ignore[call-arg]
    )
    participants = FieldList(FormField(PersonForm), PEOPLE, min_entries=1, max_entries=READ_AT_MOST)
    buyer = FormField(BuyerForm)
    # Asked of a group for which there are not seats enough.
    accepts_fewer = BooleanField(
        lazy("Räcker platserna inte till alla tar vi dem som finns. De andra väntar kvar först i kön.")
    )
    # Whether anything is to be paid; see `prepare`.
    invoiced = True
    next_time = BooleanField(lazy("Mejla mig när nästa konferens öppnar"))

    # Names of the fields that the conference's parts put into each participant's form.
    asked: ClassVar[frozenset[str]] = frozenset()

    @property
    def is_stepped(self) -> bool:
        """More is asked than fits on one page."""
        return len(self.asked) > FEW

    @property
    def role(self) -> BookerRole:
        try:
            return BookerRole(self.booker_role.data)
        except ValueError:
            return BookerRole.SELF

    @property
    def people(self) -> list[PersonForm]:
        return [entry.form for entry in self.participants.entries]

    @property
    def code(self) -> str:
        """The access code, where the conference has any."""
        return (self["access_code"].data or "") if "access_code" in self else ""

    def prepare(self, *, priced: bool, invoiced: bool = True) -> None:
        """What a drawn form carries: a fresh key, the hour, and no buyer where it is free.

        invoiced  whether what was chosen costs anything; else the buyer may stay empty
        """
        self.invoiced = invoiced
        if not self.submission_key.data:
            self.submission_key.data = new_token()
        if not self.opened_at.data:
            self.opened_at.data = drawn_at()
        if not priced:
            del self.buyer

    def add_participant(self) -> None:
        if len(self.participants.entries) < GROUP_LIMIT:
            self.participants.append_entry()
        if self.role is BookerRole.SELF:
            self.booker_role.data = BookerRole.SELF_AND_OTHERS.value

    def remove_participant(self, index: int) -> None:
        """Take out one; the others move up and keep everything typed."""
        for person in self.people:
            person.untouched()
        kept = [entry.data for number, entry in enumerate(self.participants.entries) if number != index]
        if not kept:
            return
        while self.participants.entries:
            self.participants.pop_entry()
        # Numbering starts over, or the ids would have gaps.
        self.participants.last_index = -1
        for data in kept:
            self.participants.append_entry(data)

    def start_parts(self, before: "SignUpForm | None" = None) -> None:
        """What is asked for the first time begins unanswered, but for what another place asked alike.

        before  the same post, read as the form of the place that it was drawn for
        """
        for number, person in enumerate(self.people):
            for field in person.asked():
                field.process(None)
            if before is not None and number < len(before.people):
                carry(person.asked(), before.people[number].asked())

    def refuse(self, refusal: Refusal) -> None:
        """Beside the answers that it is about, wherever a participant gave one; else on top."""
        placed = [
            part.refuse(person, refusal)
            for person in self.people
            for part in person.parts
            if hasattr(part, "refuse")
        ]
        if not any(placed):
            super().refuse(refusal)

    def validate(self, extra_validators: Any = None) -> bool:
        right = bool(super().validate(extra_validators))
        if not self.invoiced and "buyer" in self:
            self.buyer.form.forget_errors()
            right = not self.forged() and not self.error_summary()
        if len(self.people) > GROUP_LIMIT:
            self.form_errors.append(
                str(lazy("En anmälan får ha högst tio deltagare. Gör en till för de övriga."))
            )
            right = False
        return self._booker_is_reachable() and right

    def _booker_is_reachable(self) -> bool:
        """Somebody gets the link: the first participant, or the booker who does not attend."""
        if self.role is not BookerRole.OTHERS:
            return _require(self.people[0].email, lazy("Skriv din e-postadress"))
        named = _require(self.booker_name, lazy("Skriv ditt namn"))
        return _require(self.booker_email, lazy("Skriv din e-postadress")) and named

    def is_suspect(self) -> bool:
        """Sent faster than people type, or the hidden field is filled. Flagged, not refused."""
        opened = self.opened_at.data or ""
        fast = not opened.isdecimal() or time.time() - int(opened) < _TOO_FAST_S
        return fast or bool(self.website.data)

    def to_sign_up(self, language: str) -> SignUp:
        first = self.people[0]
        comes = self.role is not BookerRole.OTHERS
        role = self.role
        if role is BookerRole.SELF and len(self.people) > 1:
            role = BookerRole.SELF_AND_OTHERS
        name = f"{first.given_name.data} {first.family_name.data}" if comes else self.booker_name.data
        return SignUp(
            key=(self.submission_key.data or new_token())[:64],
            booker_role=role,
            booker_name=name or "",
            booker_email=(first.email.data if comes else self.booker_email.data) or "",
            participants=tuple(
                person.to_participant(is_booker=comes and number == 0)
                for number, person in enumerate(self.people)
            ),
            buyer=self.buyer.form.to_buyer() if "buyer" in self and self.invoiced else None,
            language=language,
            once_more=self.once_more.data == "1",
            flagged=self.is_suspect(),
            invitation=self.invitation.data or "",
            code=self.code,
            next_time=bool(self.next_time.data),
            accepts_fewer=bool(self.accepts_fewer.data),
        )


def drawn_at() -> str:
    """When a form is drawn, for `is_suspect`: the system's own seconds."""
    return str(int(time.time()))


class LinkForm(BaseForm):
    """ "Mejla mig länken"."""

    email = fields.email(
        lazy("E-postadress"), DataRequired(lazy("Skriv din e-postadress")), autocomplete="email"
    )


def _require(field: Any, message: Any) -> bool:
    if field.data or field.errors:
        return bool(field.data)
    field.errors = [message]
    return False
