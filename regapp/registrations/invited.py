"""A visitor with an invitation at the sign-up form: who it is, and what is filled in beforehand.

The link's page keeps the invitation in the session's cookie, so that no address of the form
holds it; the form itself carries it on.
"""

from flask import session as cookie

from regapp.database.session import session
from regapp.invitations.models import Invitation
from regapp.invitations.queries import find_invitation
from regapp.invitations.rules import may_answer
from regapp.invitations.views import KEPT
from regapp.registrations.forms import SignUpForm


def kept_invitation() -> Invitation | None:
    """The invitation that this visitor came with, while it may be answered."""
    found = sent_invitation(cookie.get(KEPT))
    return found if found is not None and may_answer(found) else None


def sent_invitation(token: str | None) -> Invitation | None:
    """The invitation that a form carries. Whether it is spent is found out when the form is
    taken in: the second post of a double click finds the first one's receipt."""
    return find_invitation(session(), token) if token else None


def invited_to(invitation: Invitation | None) -> int | None:
    return invitation.conference_id if invitation is not None else None


def fill_in(form: SignUpForm, invitation: Invitation) -> None:
    """What is known of the invited person, to be read over."""
    person = form.people[0]
    given, _space, family = invitation.name.rpartition(" ")
    person.given_name.data, person.family_name.data = given or family, family if given else ""
    person.email.data, person.organization.data = invitation.email, invitation.organization
    form.invitation.data = invitation.token
