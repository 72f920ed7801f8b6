"""What history and letters call the fields of a registration."""

from collections.abc import Iterable

from regapp.kernel.i18n import marked, translator

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
