"""What the letters to participants say until a conference writes something else.

A new kind of letter joins by one line here: then organizers can edit it, and its renderer
gets its words from `messages.worded`. Pure.
"""

from dataclasses import dataclass

from regapp.kernel.i18n import marked, translator
from regapp.wording.rules import Words

# In every letter; what each stands for is worked out in `messages.values`.
COMMON = (
    "namn", "konferens", "titel", "ort", "datum", "dag", "tid", "borjar", "plats", "halltider",
    "avgift", "lank", "kontakt", "arrangor", "nummer",
)  # fmt: skip


@dataclass(frozen=True)
class StandardLetter:
    """One kind of letter with its standard words.

    slug      its address among the organizers' pages
    name      what organizers call it
    body      paragraphs; one whose placeholders are all empty is left out
    own       placeholders that only this letter has
    when      in a sentence, when and to whom it is sent
    switch    for what is sent by itself: the kind that turns it off, its own or its sibling's
    """

    kind: str
    slug: str
    name: str
    when: str
    subject: str
    body: tuple[str, ...]
    own: tuple[str, ...] = ()
    switch: str = ""

    @property
    def placeholders(self) -> tuple[str, ...]:
        return (*COMMON, *self.own)

    def words(self, language: str) -> Words:
        tr = translator(language)
        return Words(tr.gettext(self.subject), "\n\n".join(tr.gettext(part) for part in self.body))


LETTERS = (
    StandardLetter(
        "confirmation", "bekraftelse", marked("Bekräftelse"),
        marked("Till den som har fått en plats."),
        marked("Du är anmäld: {konferens} {dag}"),
        (marked("Du är anmäld till {konferens}."),),
    ),
    StandardLetter(
        "confirmation_to_booker", "bekraftelse-till-anmalaren",
        marked("Bekräftelse till den som anmälde andra"),
        marked("Till den som har anmält andra men inte själv deltar."),
        marked("Anmälan är klar: {konferens} {dag}"),
        (marked("Din anmälan till {konferens} är klar."),),
    ),
    StandardLetter(
        "waiting", "vantelista", marked("Väntelista"),
        marked("Till den som står på väntelistan."),
        marked("Du står på väntelistan: {konferens} {dag}"),
        (
            "{fullt} {kon}",
            marked("Vi mejlar så snart det finns en plats. Så länge du väntar kostar det ingenting."),
        ),
        ("fullt", "kon"),
    ),
    StandardLetter(
        "let_in", "plats-fran-vantelistan", marked("Plats från väntelistan"),
        marked("Till den som har fått en plats från väntelistan."),
        marked("Du har fått en plats: {konferens} {dag}"),
        (
            "{besked}",
            marked("Kan du inte längre komma? Avanmäl dig, så går platsen till nästa i kön."),
        ),
        ("besked",),
    ),
    StandardLetter(
        "offered", "erbjudande", marked("Erbjudande om plats"),
        marked("Till den som står på tur när en plats blir ledig. Svaret ges på sidan mejlet leder till."),
        marked("{ledigt} i {ort}, svara senast {senast}"),
        (
            marked("{ledigt} i {ort}. Svara senast {senast}."),
            marked("Öppna din anmälan och tacka ja eller nej. Det kostar ingenting förrän du tackar ja."),
            marked("Svarar du inte i tid går platsen till nästa i kön, och du står inte kvar i den."),
        ),
        ("ledigt", "senast"),
    ),
    StandardLetter(
        "offer_declined", "erbjudande-nej", marked("Tackat nej till plats"),
        marked("Till den som har tackat nej till en erbjuden plats."),
        marked("Du har tackat nej: {konferens} {dag}"),
        (
            marked("Du har tackat nej till en plats på {konferens} och står inte kvar i kön."),
            marked("Ångrar du dig? Öppna din anmälan och se om du kan ställa dig sist i kön."),
        ),
    ),
    StandardLetter(
        "offer_expired", "erbjudande-utan-svar", marked("Inget svar på erbjudande"),
        marked("Till den som inte svarade i tid på en erbjuden plats."),
        marked("Tiden att svara gick ut: {konferens} {dag}"),
        (
            marked("Vi fick inget svar i tid. Platsen har gått vidare, och du står inte kvar i kön."),
            marked("Vill du fortfarande komma? Öppna din anmälan och se om du kan ställa dig sist i kön."),
        ),
    ),
    StandardLetter(
        "offer_withdrawn", "erbjudande-draget", marked("Erbjudandet gäller inte längre"),
        marked("Till den som var erbjuden en plats när tid eller lokal ändrades och inte erbjuds en ny."),
        marked("Erbjudandet gäller inte längre: {konferens} {dag}"),
        (
            marked("Konferensen har ändrats, och därför gäller inte platsen du blev erbjuden längre."),
            marked("Du står kvar i kön på samma plats som förut. Vi mejlar när vi vet mer."),
        ),
    ),
    StandardLetter(
        "changed", "andring", marked("Ändring"),
        marked("När tid eller plats har ändrats. Vad som ändrats står alltid i mejlet."),
        marked("Ändrat: {konferens} {dag}"),
        (
            marked("Något har ändrats. Din anmälan gäller fortfarande."),
            "{kalender}",
            marked("Passar det inte? Då kan du avanmäla dig."),
        ),
        ("kalender",),
    ),
    StandardLetter(
        "cancelled", "avanmalan", marked("Avanmälan"),
        marked(
            "Till den som hade en plats och är avanmäld. Den som lämnar kön eller flyttas får standardtexten."
        ),
        marked("Du är avanmäld från {konferens} {dag}"),
        (
            marked("Du är avanmäld från {konferens}."),
            "{kreditering}",
            marked("Ångrar du dig? Öppna din anmälan och se om det finns plats."),
        ),
        ("kreditering",),
    ),
    StandardLetter(
        "no_show", "uteblivit", marked("Avgift för den som uteblev"),
        marked("Till den som hade en plats men inte kom, när du debiterar avgiften för det."),
        marked("Du kom inte till {konferens} {dag}"),
        (
            marked("Du hade en plats på {konferens} men kom inte."),
            marked("Enligt villkoren i anmälan faktureras {belopp}."),
            marked("Har det blivit fel? Hör av dig till oss."),
        ),
        ("belopp",),
    ),
    StandardLetter(
        "seminar_seat", "plats-i-pass", marked("Plats i ett pass"),
        marked("Till den som har önskat ett fullt pass, när en plats blir ledig."),
        marked("Du har fått plats: {pass}"),
        (marked("En plats blev ledig i {pass}. Den är din nu."),),
        ("pass",),
    ),
    StandardLetter(
        "item_removed", "pass-utgar", marked("Ett pass utgår"),
        marked("Till den som har valt eller önskat en programpunkt som ni tar bort."),
        marked("Utgår: {pass}"),
        (
            marked("{pass} utgår ur programmet. Du hade valt det till {konferens} {dag}."),
            marked("Din plats på konferensen har du kvar. Vill du välja något annat, öppna anmälan."),
        ),
        ("pass",),
    ),
    StandardLetter(
        "programme_changed", "andrat-program", marked("Ändrat program"),
        marked("Till dem som berörs, när ni meddelar ändringar i programmet. Ändringarna står alltid med."),
        marked("Ändrat program: {konferens} {dag}"),
        (
            marked("Programmet för {konferens} är ändrat. Det som gäller nu står här nedanför."),
            "{meddelande}",
            marked("Prenumererar du på din kalender hos oss uppdateras den av sig själv."),
        ),
        ("meddelande",),
    ),
    StandardLetter(
        "choices_changed", "andrade-val", marked("Ändrade val"),
        marked("Till den vars val har ändrats: pass, dagar, måltider, på plats eller på distans."),
        marked("Dina val är ändrade: {konferens} {dag}"),
        (marked("Så här ser dina val ut nu."),),
    ),
    StandardLetter(
        "details_changed", "andrad-anmalan", marked("Ändrad anmälan"),
        marked("Till den vars anmälan har ändrats med länken, och till den som anmälde."),
        marked("Ändrad anmälan: {konferens} {dag}"),
        (
            marked("Anmälan till {konferens} är ändrad."),
            "{andrat}",
            marked("Är det inte du som har gjort det? Öppna anmälan och kontrollera."),
        ),
        ("andrat",),
    ),
    StandardLetter(
        "place_received", "plats-fran-en-kollega", marked("Plats från en kollega"),
        marked("Till den som har fått en kollegas plats."),
        marked("Du har fått en plats: {konferens} {dag}"),
        (
            marked("En kollega har överlåtit sin plats på {konferens} till dig."),
            marked("Öppna anmälan och fyll i kost, behov och svar på frågor. De följde inte med."),
        ),
    ),
    StandardLetter(
        "place_received_to_booker", "plats-overlaten-till-anmalaren",
        marked("Plats överlåten, till den som anmälde"),
        marked("Till den som anmälde, när en plats har överlåtits till någon annan."),
        marked("En plats är överlåten: {konferens} {dag}"),
        (
            marked("En plats på {konferens} är överlåten till någon annan."),
            marked("Avgift och fakturareferens är kvar."),
        ),
    ),
    StandardLetter(
        "handed_over", "plats-overlaten", marked("Plats överlåten"),
        marked("Till den som har överlåtit sin plats, eller vars plats har överlåtits."),
        marked("Din plats är överlåten: {konferens} {dag}"),
        (
            marked("Din plats på {konferens} har gått till någon annan. Din länk gäller inte längre."),
            marked("Din kost, dina behov och dina svar på frågor är raderade."),
            marked("Stämmer det inte? Hör av dig till oss."),
        ),
    ),
    StandardLetter(
        "conference_cancelled", "installd", marked("Konferensen inställd"),
        marked("Till alla anmälda och väntande när konferensen ställs in."),
        marked("Inställt: {konferens} {dag}"),
        (
            "{skal}",
            marked("{konferens} är inställd."),
            "{kreditering}",
            marked("Du behöver inte göra något."),
            "{byte}",
        ),
        ("skal", "kreditering", "byte"),
    ),
    StandardLetter(
        "conference_postponed", "uppskjuten", marked("Konferensen skjuts upp"),
        marked("Till alla anmälda och väntande när konferensen skjuts upp utan nytt datum."),
        marked("Skjuts upp: {konferens} {dag}"),
        (
            "{skal}",
            marked("{konferens} skjuts upp. Ett nytt datum kommer."),
            marked("Du behöver inte göra något. Din anmälan står kvar, och vi mejlar när vi vet mer."),
            "{kreditering}",
            marked("Vill du inte vänta? Då kan du avanmäla dig. Det kostar ingenting."),
        ),
        ("skal", "kreditering"),
    ),
    StandardLetter(
        "conference_dated", "nytt-datum", marked("Nytt datum för uppskjuten konferens"),
        marked("Till alla anmälda och väntande när en uppskjuten konferens får ett nytt datum."),
        marked("Nytt datum: {konferens} {dag}"),
        (
            "{skal}",
            marked("Nu finns ett nytt datum för {konferens}. Din anmälan står kvar och gäller den dagen."),
            "{fritt}", "{kalender}", "{debitering}",
        ),
        ("skal", "fritt", "kalender", "debitering"),
    ),
    StandardLetter(
        "conference_moved", "flyttad", marked("Konferensen flyttas"),
        marked("Till alla anmälda och väntande när ni flyttar konferensen. Vad som ändrats står alltid med."),
        marked("Flyttad: {konferens} {dag}"),
        (
            "{skal}",
            marked("{konferens} är flyttad. Din anmälan gäller fortfarande."),
            "{fritt}", "{kalender}",
        ),
        ("skal", "fritt", "kalender"),
    ),
    StandardLetter(
        "conference_digital", "pa-distans", marked("Konferensen blir digital"),
        marked("Till alla anmälda och väntande när konferensen hålls på distans i stället."),
        marked("På distans: {konferens} {dag}"),
        (
            "{skal}",
            marked("{konferens} hålls på distans i stället. Din anmälan gäller fortfarande."),
            "{avgiften}", "{fritt}", "{kalender}",
        ),
        ("skal", "avgiften", "fritt", "kalender"),
    ),
    StandardLetter(
        "reminder_week", "paminnelse-en-vecka", marked("Påminnelse en vecka före"),
        marked("Kl. 9 en vecka före första dagen, till alla anmälda på plats."),
        marked("Om en vecka: {ort}, {datum}"),
        (marked("Om en vecka är det dags för {konferens}."), "{aterbud}"),
        ("var", "aterbud"), switch="reminder_week",
    ),
    StandardLetter(
        "reminder_week_remote", "paminnelse-en-vecka-distans",
        marked("Påminnelse en vecka före, på distans"),
        marked("Kl. 9 en vecka före första dagen, till den som deltar på distans."),
        marked("Om en vecka: {titel} på distans, {datum}"),
        (
            marked("Om en vecka är det dags för {konferens}. Du deltar på distans."),
            "{distans}",
            "{aterbud}",
        ),
        ("distans", "aterbud"), switch="reminder_week",
    ),
    StandardLetter(
        "reminder_day", "paminnelse-dagen-fore", marked("Påminnelse dagen före"),
        marked("Kl. 9 dagen före, till alla anmälda på plats."),
        marked("I morgon: {titel} {borjar} {var}"),
        (marked("I morgon är det dags för {konferens}. Tid och plats står här nedanför."), "{aterbud}"),
        ("var", "aterbud"), switch="reminder_day",
    ),
    StandardLetter(
        "reminder_day_remote", "paminnelse-dagen-fore-distans", marked("Påminnelse dagen före, på distans"),
        marked("Kl. 9 dagen före, till den som deltar på distans."),
        marked("I morgon: {titel} {borjar} på distans"),
        (
            marked("I morgon är det dags för {konferens}. Du deltar på distans."),
            "{distans}",
            "{aterbud}",
        ),
        ("distans", "aterbud"), switch="reminder_day",
    ),
    StandardLetter(
        "completion", "komplettering", marked("Komplettering"),
        marked("Till dem som ni ber om uppgifter i deltagarlistan."),
        marked("Vi behöver några uppgifter till: {konferens} {dag}"),
        (
            marked("Din anmälan till {konferens} behöver kompletteras."),
            "{saknas}",
            marked("Öppna anmälan, fyll i och spara. Stämmer allt redan räcker det att spara."),
        ),
        ("saknas",),
    ),
    StandardLetter(
        "missing_reference", "saknad-referens", marked("Saknad referens"),
        marked("Till den som anmälde, när ni påminner om fakturareferensen på översikten."),
        marked("Vi behöver en fakturareferens för att kunna fakturera"),
        (
            marked("Din anmälan till {konferens} saknar fakturareferens. Utan den kan vi inte fakturera."),
            marked("Fyll i koden som er ekonomiavdelning vill ha på fakturan. Det tar en halv minut."),
            marked("Länken visar inte vilka som deltar. Skicka den gärna till den som har koden."),
        ),
    ),
    StandardLetter(
        "after", "efterat", marked("Efteråt"),
        marked("Till alla som var anmälda, när ni skickar det efter sista dagen."),
        marked("Tack för att du var med: {titel} {dag}"),
        (marked("{konferens} är genomförd. Tack för att du var med!"), "{radering}"),
        ("radering",),
    ),
    StandardLetter(
        "presentations", "presentationer", marked("Presentationerna finns"),
        marked("Till dem som var med, när ni skickar det från sidan Presentationer."),
        marked("Nu finns presentationerna: {titel} {dag}"),
        (
            marked("Nu finns presentationerna från {konferens}."),
            marked("Du hittar dem på din sida. Länken är din egen, skicka den inte vidare."),
        ),
    ),
)  # fmt: skip
BY_KIND = {letter.kind: letter for letter in LETTERS}
BY_SLUG = {letter.slug: letter for letter in LETTERS}
