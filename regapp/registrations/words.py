"""What pages and letters call what happened to participants: actions, fields, kinds of letters."""

from collections.abc import Iterable

from regapp.kernel.i18n import marked, translator
from regapp.web.i18n import lazy

# What a history row about a participant says.
ACTIONS = {
    "signed_up": lazy("Anmäld"),
    "joined_line": lazy("Ställde sig på väntelistan"),
    "let_in": lazy("Fick plats från väntelistan"),
    "offered": lazy("Erbjuden plats"),
    "offered_out_of_turn": lazy("Erbjuden plats före sin tur"),
    "offer_accepted": lazy("Tackade ja till plats"),
    "offer_declined": lazy("Tackade nej till plats"),
    "offer_expired": lazy("Svarade inte i tid på erbjuden plats"),
    "offer_withdrawn": lazy("Erbjudandet togs tillbaka, åter i kön"),
    "cancelled": lazy("Avanmäld"),
    "no_show_charged": lazy("Debiterad för att ha uteblivit"),
    "options_changed": lazy("Avgift och tillval ändrade"),
    "returned": lazy("Anmäld igen"),
    "moved": lazy("Flyttad till annan ort"),
    "edited": lazy("Ändrad"),
    "link_renewed": lazy("Ny länk använd, den gamla gäller inte längre"),
    "reference_shared": lazy("Länk för fakturareferensen delad"),
    "reference_unshared": lazy("Länk för fakturareferensen borttagen"),
    "transferred": lazy("Platsen överlåten till någon annan"),
    "unlocked": lazy("Öppnad för ändringar efter stopp"),
    "locked": lazy("Stängd för ändringar efter stopp"),
    "calendar_renewed": lazy("Ny kalenderadress"),
    "choices_changed": lazy("Val ändrade"),
    "resent": lazy("Bekräftelsen skickad igen"),
    "protected_seen": lazy("Skyddat namn visat"),
    "need_arranged": lazy("Behov ordnat"),
    "need_opened": lazy("Behov inte ordnat"),
    "kitchen_words_written": lazy("Köket har fått ord för det som skrevs om mat"),
    "allergy_seen": lazy("Namn och allergi visade för köksansvarig"),
    "needs_deleted": lazy("Kost och behov raderade"),
    "invited": lazy("Inbjuden"),
    "declined": lazy("Tackade nej till inbjudan"),
    "colleague_suggested": lazy("Föreslog en kollega"),
    "colleague_invited": lazy("Kollegan inbjuden"),
    "colleague_refused": lazy("Kollegan inte inbjuden"),
    "invitation_reminded": lazy("Påmind om inbjudan"),
    "invitation_withdrawn": lazy("Inbjudan tillbakatagen"),
    "reference_asked": lazy("Påmind om fakturareferens"),
    "mail_settled": lazy("Mejl som inte kom fram åtgärdat"),
    "erasure_asked": lazy("Begärde radering"),
    "erasure_refused": lazy("Radering avslagen"),
    "erased": lazy("Personuppgifterna raderade"),
}
LETTERS = {
    "registrations.confirmation": lazy("Bekräftelse"),
    "registrations.waiting": lazy("Väntelista"),
    "registrations.let_in": lazy("Plats från väntelistan"),
    "registrations.offered": lazy("Erbjudande om plats"),
    "registrations.offer_declined": lazy("Tackat nej till plats"),
    "registrations.offer_expired": lazy("Inget svar på erbjudande"),
    "registrations.offer_withdrawn": lazy("Erbjudandet gäller inte längre"),
    "registrations.changed": lazy("Ändring"),
    "registrations.details_changed": lazy("Ändrad anmälan"),
    "registrations.place_received": lazy("Plats från en kollega"),
    "registrations.cancelled": lazy("Avanmälan"),
    "registrations.no_show": lazy("Avgift för den som uteblev"),
    "registrations.conference_cancelled": lazy("Konferensen inställd"),
    "registrations.reminder_week": lazy("Påminnelse en vecka före"),
    "registrations.reminder_day": lazy("Påminnelse dagen före"),
    "registrations.after": lazy("Efteråt"),
    "registrations.seminar_seat": lazy("Plats i ett pass"),
    "registrations.item_removed": lazy("Ett pass utgår"),
    "registrations.choices_changed": lazy("Ändrade val"),
}
LETTER_STATES = {
    "waiting": lazy("väntar"),
    "sent": lazy("skickat"),
    "failed": lazy("kom inte fram"),
    "corrected": lazy("kom inte fram, åtgärdat"),
    "needless": lazy("behövdes inte"),
}
# Keys made out of other fields have no words.
FIELDS = {
    "given_name": marked("förnamn"),
    "family_name": marked("efternamn"),
    "email": marked("e-postadress"),
    "organization": marked("organisation"),
    "title": marked("titel"),
    "listed": marked("deltagarlista"),
    "protected": marked("skyddade uppgifter"),
    "alias": marked("alias"),
    "needs": marked("kost och behov"),
    "diet": marked("kost"),
    "access_needs": marked("behov"),
    "attendance": marked("på plats eller på distans"),
    "choices": marked("pass"),
    "days": marked("dagar"),
    "meals": marked("måltider"),
    "answers": marked("svar på frågor"),
    "accepts_fewer": marked("tar färre platser"),
    "options": marked("tillval"),
    "conference": marked("ort"),
    "buyer_kind": marked("vem som faktureras"),
    "buyer_name": marked("fakturamottagarens namn"),
    "buyer_org_number": marked("organisationsnummer"),
    "buyer_reference": marked("fakturareferens"),
    "reference_later": marked("referensen kommer senare"),
    "buyer_endpoint": marked("e-fakturaadress"),
    "buyer_street": marked("fakturaadress"),
    "buyer_postcode": marked("postnummer"),
    "buyer_town": marked("postort"),
    "buyer_email": marked("fakturans e-postadress"),
}


def field_words(fields: Iterable[str], language: str) -> list[str]:
    """The fields that have words, in the order given; never what stood in them."""
    tr = translator(language)
    return [tr.gettext(FIELDS[name]) for name in fields if name in FIELDS]
