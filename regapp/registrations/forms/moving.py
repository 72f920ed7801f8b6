"""Going elsewhere, and sending a colleague instead."""

from wtforms import RadioField
from wtforms.validators import DataRequired

from regapp.registrations.commands.transfer import Colleague
from regapp.web import fields
from regapp.web.forms import BaseForm
from regapp.web.i18n import lazy


class OwnMoveForm(BaseForm):
    """`place` has the choices the view hands in."""

    place = RadioField(
        lazy("Vart vill du flytta?"),
        validators=[DataRequired(lazy("Välj vart du vill flytta"))],
        # Newer than the stubs.
        invalid_choice_message=lazy("Välj vart du vill flytta"),  # type: ignore[call-arg]
    )


class ColleagueForm(BaseForm):
    """Who comes instead. No words of one's own: nobody is written to by a stranger through us."""

    given_name = fields.line(lazy("Kollegans förnamn"), 80, DataRequired(lazy("Skriv förnamnet")))
    family_name = fields.line(lazy("Kollegans efternamn"), 80, DataRequired(lazy("Skriv efternamnet")))
    email = fields.email(lazy("Kollegans e-postadress"), DataRequired(lazy("Skriv kollegans e-postadress")))
    organization = fields.line(
        lazy("Organisation"), 160, DataRequired(lazy("Skriv vilken organisation kollegan kommer från"))
    )
    title = fields.line(lazy("Titel"), 120, optional=True)

    def to_colleague(self) -> Colleague:
        return Colleague(
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            email=self.email.data or "",
            organization=self.organization.data or "",
            title=self.title.data or "",
        )
