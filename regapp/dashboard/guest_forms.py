"""How a conference invites, and a pasted list of those to invite."""

from collections.abc import Sequence

from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import Optional

from regapp.dashboard.day_form import LocalDate
from regapp.dashboard.versioned import VersionedForm
from regapp.invitations.commands import GuestPlan
from regapp.invitations.models import Forwarding, Guests
from regapp.invitations.rules import MOST_ROWS, BadRow, Guest, read_guests
from regapp.web import fields
from regapp.web.forms import BaseForm
from regapp.web.i18n import _, lazy

FORWARDING_WORDS = {
    Forwarding.LOCKED.value: lazy("Nej, den gäller bara den som är inbjuden"),
    Forwarding.APPROVAL.value: lazy("Ja, om arrangören säger ja till kollegan"),
}
# A thousand long rows.
_LONGEST = 200_000


class GuestPlanForm(VersionedForm):
    """Who may come, and what the letter says."""

    invitation_only = BooleanField(lazy("Bara inbjudna kan anmäla sig"))
    forwarding = RadioField(
        lazy("Får en inbjudan lämnas över till en kollega?"),
        choices=fields.choices(FORWARDING_WORDS),
        default=Forwarding.LOCKED.value,
    )
    answer_by = LocalDate(lazy("Svara senast"), [Optional()])
    text = fields.text(lazy("Text i inbjudan"), 4000, optional=True, rows=6)
    text_en = fields.text(lazy("Text i inbjudan på engelska"), 4000, optional=True, rows=6)

    def fill(self, guests: Guests | None, *, invitation_only: bool) -> None:
        self.invitation_only.data = invitation_only
        if guests is not None:
            self.forwarding.data = guests.forwarding.value
            self.answer_by.data = guests.answer_by
            self.text.data, self.text_en.data = guests.text, guests.text_en

    def to_plan(self) -> GuestPlan:
        return GuestPlan(
            invitation_only=bool(self.invitation_only.data),
            forwarding=Forwarding(self.forwarding.data),
            text=self.text.data or "",
            text_en=self.text_en.data or "",
            answer_by=self.answer_by.data,
        )


class PasteForm(BaseForm):
    """Tabs are kept: they part the columns of a spreadsheet."""

    rows = TextAreaField(
        lazy("Namn, e-postadress och organisation"), render_kw={"rows": 10, "spellcheck": "false"}
    )

    def read(self, known: Sequence[str]) -> list[Guest] | None:
        """Everybody on the list, or None with an error for every row that cannot be used."""
        pasted = self.rows.data or ""
        guests, bad = read_guests(pasted[:_LONGEST], known)
        problems = [row_words(row) for row in bad]
        if len(pasted) > _LONGEST or len(guests) > MOST_ROWS:
            problems = [_("Klistra in högst %(most)s rader åt gången.", most=MOST_ROWS)]
        elif not guests and not bad:
            problems = [_("Klistra in minst en rad.")]
        self.rows.errors = [*self.rows.errors, *problems]
        return None if problems else guests


def row_words(row: BadRow) -> str:
    """ "Rad 3: e-postadressen saknas." """
    words = {
        "no_address": _("e-postadressen saknas."),
        "address_wrong": _("e-postadressen %(what)s går inte att använda.", what=row.text),
        "no_name": _("namnet saknas."),
        "too_long": _("något av fälten är för långt."),
        "twice": _("samma adress står på rad %(what)s.", what=row.text),
        "invited": _("%(what)s är redan inbjuden.", what=row.text),
    }
    return _("Rad %(number)s:", number=row.number) + " " + words[row.code]
