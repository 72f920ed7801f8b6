"""The letter to the kitchen. It holds no number and no name: it leads to the page that does."""

from regapp.conferences.models import Conference
from regapp.conferences.texts import title_of, when, where
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import translator
from regapp.mailing.letters import Letter


def numbers(conference: Conference, token: str, addresses: Addresses) -> Letter:
    """Loaded: days."""
    tr = translator("sv")
    facts = ((tr.gettext("När"), when(conference)), (tr.gettext("Var"), where(conference)))
    return Letter(
        subject=tr.gettext("Antal till köket: %(title)s") % {"title": title_of(conference)},
        greeting=tr.gettext("Hej!"),
        paragraphs=(
            tr.gettext("Här finns antalet portioner per måltid, och vad som har ändrats sedan förra gången."),
        ),
        facts=tuple(fact for fact in facts if fact[1]),
        actions=((tr.gettext("Se antalet"), addresses.url(f"kok/{token}")),),
        footer=(tr.gettext("Sidan visar antal, inga namn. Länken slutar gälla 14 dagar efter konferensen."),),
    )
