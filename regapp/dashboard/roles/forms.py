"""Inviting somebody, another role, another organizer."""

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from regapp.dashboard.versioned import VersionedForm
from regapp.organizers.models import Role
from regapp.organizers.rules import RoleInvite
from regapp.organizers.words import ROLE_MEANS, ROLE_NAMES
from regapp.web import fields
from regapp.web.forms import BaseForm
from regapp.web.i18n import lazy

ROLE_CHOICES = {role.value: lazy(words) for role, words in ROLE_NAMES.items()}
ROLE_HINTS = {role.value: lazy(words) for role, words in ROLE_MEANS.items()}


class InviteForm(BaseForm):
    """`organizer` is asked for only where the viewer gives roles on behalf of several."""

    name = fields.line(lazy("Namn"), 120, InputRequired(lazy("Skriv personens namn.")), autocomplete="off")
    email = fields.email(
        lazy("E-post"), InputRequired(lazy("Skriv personens e-postadress.")), autocomplete="off"
    )
    organizer = SelectField(lazy("Bjuds in av"))
    role = RadioField(
        lazy("Roll"),
        choices=fields.choices(ROLE_CHOICES),
        validators=[InputRequired(lazy("Välj en roll."))],
    )

    def to_invite(self, language: str) -> RoleInvite:
        return RoleInvite(
            email=self.email.data or "",
            name=self.name.data or "",
            role=Role(self.role.data),
            language=language,
        )


class RoleForm(BaseForm):
    """Another role for somebody; `seen` is the one the page showed."""

    role = SelectField(lazy("Roll"), choices=fields.choices(ROLE_CHOICES))
    seen = HiddenField()

    def seen_role(self) -> Role | None:
        return next((role for role in Role if role.value == self.seen.data), None)


class HolderForm(VersionedForm):
    """One more organizer of a conference."""

    organizer = SelectField(lazy("Organisation"))
