"""Words of the organizers' pages: tasks, kinds of buyers, what a history row means."""

from collections.abc import Callable

from regapp.dashboard.rules import Task
from regapp.organizers.models import OrganizerKind
from regapp.web.i18n import _, lazy, ngettext

KINDS = {
    OrganizerKind.MUNICIPALITY: lazy("Kommuner"),
    OrganizerKind.COUNTY_BOARD: lazy("Länsstyrelser"),
    OrganizerKind.COMPANY: lazy("Företag"),
    OrganizerKind.REGION: lazy("Regioner"),
    OrganizerKind.STATE: lazy("Nationella myndigheter"),
    OrganizerKind.STATE_ENTERPRISE: lazy("Statliga affärsverk och bolag"),
    OrganizerKind.ASSOCIATION: lazy("Föreningar"),
    OrganizerKind.PERSON: lazy("Privatpersoner"),
    OrganizerKind.COOPERATION: lazy("Samverkan"),
}
ACTIONS = {
    "signed_up": lazy("Anmäld"),
    "joined_line": lazy("Ställde sig på väntelistan"),
    "let_in": lazy("Fick plats från väntelistan"),
    "cancelled": lazy("Avanmäld"),
    "returned": lazy("Anmäld igen"),
    "moved": lazy("Flyttad till annan ort"),
    "edited": lazy("Ändrad"),
    "resent": lazy("Bekräftelsen skickad igen"),
    "protected_seen": lazy("Skyddat namn visat"),
    "needs_deleted": lazy("Kost och behov raderade"),
    "conference_saved": lazy("Konferensen ändrad"),
    "conference_published": lazy("Publicerad"),
    "conference_cancelled": lazy("Inställd"),
}
LETTERS = {
    "registrations.confirmation": lazy("Bekräftelse"),
    "registrations.waiting": lazy("Väntelista"),
    "registrations.let_in": lazy("Plats från väntelistan"),
    "registrations.changed": lazy("Ändring"),
    "registrations.cancelled": lazy("Avanmälan"),
    "registrations.conference_cancelled": lazy("Konferensen inställd"),
}
LETTER_STATES = {
    "waiting": lazy("väntar"),
    "sent": lazy("skickat"),
    "failed": lazy("gick inte fram"),
    "needless": lazy("behövdes inte"),
}


def task_texts(task: Task) -> tuple[str, str, str]:
    """What is the matter, what it means, and the button's words."""
    values = task.values
    count = int(str(values.get("count", 0)))
    texts: dict[str, Callable[[], tuple[str, str, str]]] = {
        "head_does_not_fit": lambda: (
            ngettext(
                "%(num)s plats är ledig i %(place)s.",
                "%(num)s platser är lediga i %(place)s.",
                int(str(values["free"])),
                place=values["place"],
            ),
            _("Sällskapet först i kön behöver %(head)s.", head=values["head"]),
            _("Visa väntelistan"),
        ),
        "head_too_large": lambda: (
            _("Sällskapet först i kön till %(place)s är för stort.", place=values["place"]),
            _("Det behöver %(head)s av %(capacity)s platser.", **values),
            _("Visa väntelistan"),
        ),
        "mail_failed": lambda: (
            ngettext("%(num)s mejl gick inte fram.", "%(num)s mejl gick inte fram.", count),
            _("Kontrollera adresserna."),
            _("Visa deltagarna"),
        ),
        "mail_late": lambda: (
            _("Mejl har väntat i %(minutes)s minuter.", **values),
            _("De skickas när e-posten fungerar igen. Inget är borta."),
            "",
        ),
        "no_reference": lambda: (
            ngettext(
                "%(num)s deltagare saknar fakturareferens.",
                "%(num)s deltagare saknar fakturareferens.",
                count,
            ),
            _("Utan den går fakturorna inte att skicka."),
            _("Visa dem"),
        ),
        "kind_disputed": lambda: (
            ngettext("%(num)s köpare kan ha fel moms.", "%(num)s köpare kan ha fel moms.", count),
            _("Organisationsnumret och svaret i formuläret säger olika."),
            _("Visa dem"),
        ),
        "suspect": lambda: (
            ngettext("%(num)s anmälan ser automatisk ut.", "%(num)s anmälningar ser automatiska ut.", count),
            _("De är mottagna. Kontrollera att de är riktiga."),
            _("Visa dem"),
        ),
        "draft": lambda: (
            _("%(place)s är inte publicerad.", **values),
            _("Ingen annan ser sidan."),
            _("Öppna"),
        ),
        "no_programme": lambda: (
            _("Programmet för %(place)s är inte publicerat.", **values),
            _("Det visas på konferensens sida."),
            _("Skriv programmet"),
        ),
    }
    return texts[task.code]()
