"""The letter to somebody who got a role. Pure: names in, letter out."""

from regapp.kernel.i18n import translator
from regapp.mailing.letters import Letter
from regapp.organizers.models import Role
from regapp.organizers.words import ROLE_MEANS, ROLE_NAMES


def role_given(
    *, name: str, inviter: str, role: Role, where: str, link: str, first: bool, host: str, language: str
) -> Letter:
    """`where` is the organizer or the conference; `first`: the link leads to choosing a password."""
    tr = translator(language)
    values = {"where": where, "inviter": inviter or tr.gettext("En arrangör")}
    told = tr.gettext("%(inviter)s har bjudit in dig till arrangörssidorna för %(where)s.") % values
    how = tr.gettext("Logga in med det lösenord du redan har.")
    if first:
        how = tr.gettext(
            "Välj ett lösenord med länken. Den gäller i sju dagar och kan användas en gång. "
            "Sedan loggar du in med din e-postadress."
        )
    return Letter(
        subject=tr.gettext("Inbjudan: %(where)s") % values,
        greeting=tr.gettext("Hej %(name)s!") % {"name": name},
        paragraphs=(told, how),
        facts=(
            (tr.gettext("Din roll"), tr.gettext(ROLE_NAMES[role])),
            (tr.gettext("Vad rollen får göra"), tr.gettext(ROLE_MEANS[role])),
        ),
        actions=((tr.gettext("Välj lösenord") if first else tr.gettext("Till arrangörssidorna"), link),),
        closing=tr.gettext("Känner du inte till det här? Då behöver du inte göra något."),
        footer=(host,),
        language=language,
    )
