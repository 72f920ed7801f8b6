"""Words of the steps and of the list of what is missing."""

from regapp.dashboard.creating.rules import STEPS
from regapp.web.i18n import lazy

STEP_WORDS = dict(
    zip(
        STEPS,
        (
            lazy("Grunder"),
            lazy("Tid och plats"),
            lazy("Platser och avgift"),
            lazy("Frågor"),
            lazy("Förhandsgranska"),
        ),
        strict=True,
    )
)
# What a `readiness.Check` says, and what its link says.
CHECK_WORDS = {
    "no_seats": (lazy("Antalet platser är inte bestämt."), lazy("Ange antalet")),
    "price_undecided": (lazy("Momsen på avgiften är inte bestämd."), lazy("Bestäm momsen")),
    "seller_number_missing": (
        lazy("Arrangören har inget organisationsnummer. Utan det går avgiften inte att fakturera."),
        lazy("Skriv numret"),
    ),
    "contact_missing": (lazy("Deltagarna har ingen att skriva till."), lazy("Ange en kontakt")),
    "data_protection_missing": (
        lazy("Arrangören har ingen adress för frågor om personuppgifter."),
        lazy("Skriv adressen"),
    ),
    "closes_before_opening": (lazy("Anmälan stänger innan den öppnar."), lazy("Ändra dagarna")),
    "no_date": (
        lazy("Datumet är inte bestämt. Sidan säger vad ni vet, och den som vill får ett mejl när det finns."),
        lazy("Ange datum"),
    ),
    "date_is_past": (lazy("Datumet har redan varit."), lazy("Ändra datumet")),
    "date_preliminary": (lazy("Datumet är preliminärt, så inga klockslag visas."), lazy("Ändra")),
    "no_place": (lazy("Orten är inte bestämd."), lazy("Ange orten")),
    "no_venue": (lazy("Lokalen är inte bestämd."), lazy("Ange lokalen")),
    "no_opening": (
        lazy("Det finns ingen dag då anmälan öppnar. Sidan visas utan anmälan."),
        lazy("Ange dagen"),
    ),
    "never_closes": (lazy("Anmälan har ingen sista dag."), lazy("Ange sista dagen")),
    "no_lead": (lazy("Sidan saknar en ingress."), lazy("Skriv den")),
    "no_programme": (
        lazy("Programmet är inte skrivet. Sidan säger att det kommer."),
        lazy("Skriv programmet"),
    ),
    "no_remote_link": (lazy("Länken för att delta på distans saknas."), lazy("Lägg in länken")),
}
