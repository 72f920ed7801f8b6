"""The letter to whoever sees to what participants need. It holds no need and no name."""

from regapp.conferences.models import Conference
from regapp.conferences.texts import title_of, when
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import translator
from regapp.mailing.letters import Letter


def needs_new(conference: Conference, name: str, count: int, addresses: Addresses) -> Letter:
    tr = translator("sv")
    title = title_of(conference)
    text = tr.ngettext("%(count)s behov är inte ordnat än.", "%(count)s behov är inte ordnade än.", count) % {
        "count": count
    }
    return Letter(
        subject=tr.gettext("Behov att ordna: %(title)s") % {"title": title},
        greeting=tr.gettext("Hej %(name)s!") % {"name": name},
        paragraphs=(tr.gettext("En deltagare har skrivit vad den behöver för att kunna delta."), text),
        facts=((tr.gettext("När"), when(conference)),),
        actions=((tr.gettext("Se behoven"), addresses.url(f"arrangor/konferens/{conference.id}/behov")),),
        footer=(tr.gettext("Vad någon behöver står aldrig i mejl, bara på sidan."),),
    )
