"""Every placeholder in a line, for those who write letters."""

from regapp.web.i18n import lazy

PLACEHOLDERS = {
    "namn": lazy("mottagarens förnamn"),
    "konferens": lazy("konferensens namn, med orten om den är en av flera"),
    "titel": lazy("konferensens namn utan ort"),
    "ort": lazy("orten"),
    "datum": lazy("till exempel fredag 27 mars"),
    "dag": lazy("till exempel 27 mars"),
    "tid": lazy("till exempel kl. 10–16"),
    "borjar": lazy("till exempel kl. 10"),
    "plats": lazy("lokal, gatuadress och ort"),
    "halltider": lazy("till exempel fika från kl. 09.30"),
    "avgift": lazy("avgiften och vad som ingår"),
    "lank": lazy("mottagarens egen länk till anmälan"),
    "kontakt": lazy("kontaktperson, e-post och telefon"),
    "arrangor": lazy("arrangörens namn"),
    "nummer": lazy("anmälans nummer"),
    "kon": lazy("mottagarens plats i kön, som en mening"),
    "ledigt": lazy("att en plats är ledig, eller flera för ett sällskap"),
    "senast": lazy("när svaret senast måste komma"),
    "besked": lazy("att en plats blev ledig, eller flera för ett sällskap"),
    "kalender": lazy("att kalendern uppdateras, för den som har en plats"),
    "kreditering": lazy("vad som ska betalas trots avanmälan, eller att inget ska betalas"),
    "belopp": lazy("avgiften för den som uteblev"),
    "var": lazy("till exempel i Varberg"),
    "aterbud": lazy("att den som inte kan komma ska avanmäla sig"),
    "distans": lazy("länken för den som deltar på distans, när det finns en"),
    "radering": lazy("när uppgifter om specialkost raderas"),
    "pass": lazy("passet som någon har önskat"),
    "skal": lazy("skälet som ni skriver när ni ställer in"),
}
