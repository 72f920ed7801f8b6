"""What invented people are called, where they work, what they eat. Nobody here exists."""

from dataclasses import dataclass

from stdnum import luhn

from regapp.organizers.models import OrganizerKind

GIVEN = (
    "Agneta", "Ahmed", "Albin", "Alva", "Amina", "Anders", "Annika", "Anton", "Arvid", "Astrid",
    "Axel", "Birgitta", "Björn", "Camilla", "Carl-Johan", "Cecilia", "Daniel", "Ebba", "Elin",
    "Elsa", "Emil", "Erik", "Eskil", "Fatima", "Filip", "Frida", "Gunilla", "Gustav", "Göran",
    "Hanna", "Hedvig", "Helena", "Ida", "Inger", "Ingrid", "Isak", "Jenny", "Joakim", "Johanna",
    "Jonas", "Karin", "Katarina", "Kerstin", "Klara", "Lars", "Leila", "Linnea", "Lisa", "Lovisa",
    "Magnus", "Malin", "Maria", "Marie", "Martin", "Máret", "Mikael", "Milan", "Nils-Anders",
    "Nora", "Olle", "Oskar", "Per", "Pernilla", "Petra", "Rasmus", "Sara", "Signe", "Sofia",
    "Stefan", "Stina", "Susanne", "Sven", "Sylvia", "Tova", "Ulf", "Ulrika", "Vidar", "Viktor",
    "Wilma", "Yasmin", "Åke", "Åsa", "Örjan",
)  # fmt: skip
FAMILY = (
    "Ahlgren", "Al-Rashid", "Alm", "Andersson", "Bergkvist", "Bergström", "Björk", "Blom",
    "Boström", "Brandt", "Carlsson", "Dahlin", "Edlund", "Ek", "Ekström", "Engdahl", "Eriksson",
    "Falk", "Forsberg", "Fransson", "Granath", "Gustafsson", "Hagström", "Hallberg", "Hansson",
    "Hedlund", "Hellman", "Holm", "Holmgren", "Hultén", "Isaksson", "Jansson", "Johansson",
    "Jonsson", "Karlberg", "Kovačević", "Kuhmunen", "Larsson", "Lind", "Lindkvist", "Lindqvist",
    "Ljungberg", "Lundgren", "Lundin", "Löfgren", "Magnusson", "Malmström", "Mattsson", "Melin",
    "Molin", "Månsson", "Nilsson", "Niskanen", "Norberg", "Nordin", "Nyberg", "Nyström", "Olsson",
    "Palm", "Persson", "Petersen", "Rosén", "Rydberg", "Rönnqvist", "Sandberg", "Sandström",
    "Sarri", "Sjöberg", "Sjögren", "Skoglund", "Stenberg", "Strand", "Sundin", "Svensson",
    "Söderberg", "Tapper", "Thor", "Törnqvist", "Wallin", "Westerlund", "Wiklund", "Wikström",
    "Ågren", "Åkerlund", "Ängquist", "Öberg", "Östlund",
)  # fmt: skip
TITLES = (
    "Miljöstrateg", "Hållbarhetschef", "Näringslivsutvecklare", "Samhällsplanerare", "Miljöchef",
    "Energi- och klimatrådgivare", "Regional utvecklare", "Enhetschef", "Kommunalråd", "Ekolog",
    "Vd", "Projektledare", "Upphandlare", "Landsbygdsutvecklare", "Miljömålssamordnare", "",
)  # fmt: skip
NEEDS = ("Hörslinga", "Plats för rullstol", "Teckenspråkstolk", "Parkering nära entrén")


@dataclass(frozen=True)
class Workplace:
    """`domain` stands before .exempel.se; `number` is ten digits."""

    name: str
    kind: OrganizerKind
    number: str
    domain: str
    town: str


def invented_number(first_nine: str) -> str:
    """Ten digits with a right check digit, made up for tests: nobody's number."""
    return first_nine + str(luhn.calc_check_digit(first_nine))


def _invented(first: str, kind: OrganizerKind, *rows: tuple[str, str, str]) -> tuple[Workplace, ...]:
    """Workplaces with invented numbers that begin with `first` (seven digits)."""
    return tuple(
        Workplace(name, kind, invented_number(f"{first}{number:02d}"), domain, town)
        for number, (name, domain, town) in enumerate(rows)
    )


# County boards and the two authorities have the numbers of the season's file. All others are
# test data: a real prefix, so that the form's suggestion fits, and a serial nobody has.
_K, _STATE = OrganizerKind.COUNTY_BOARD, OrganizerKind.STATE
_BOARDS = {
    "N": Workplace("Länsstyrelsen i Hallands län", _K, "2021002353", "lansstyrelsen-halland", "Halmstad"),
    "H": Workplace("Länsstyrelsen i Kalmar län", _K, "2021002304", "lansstyrelsen-kalmar", "Kalmar"),
    "BD": Workplace("Länsstyrelsen i Norrbottens län", _K, "2021002478", "lansstyrelsen-norrbotten", "Luleå"),
}
_NATIONAL = (
    Workplace("Naturvårdsverket", _STATE, "2021001975", "naturvardsverket", "Stockholm"),
    Workplace("Tillväxtverket", _STATE, "2021006164", "tillvaxtverket", "Stockholm"),
    *_invented("2021009", _STATE, ("Skogsstyrelsen", "skogsstyrelsen", "Jönköping")),
)
_LOCAL = {
    "N": (
        *_invented(
            "2120009", OrganizerKind.MUNICIPALITY,
            ("Varbergs kommun", "varberg", "Varberg"), ("Falkenbergs kommun", "falkenberg", "Falkenberg"),
            ("Halmstads kommun", "halmstad", "Halmstad"), ("Kungsbacka kommun", "kungsbacka", "Kungsbacka"),
            ("Laholms kommun", "laholm", "Laholm"), ("Hylte kommun", "hylte", "Hyltebruk"),
        ),
        *_invented("2321009", OrganizerKind.REGION, ("Region Halland", "regionhalland", "Halmstad")),
        *_invented(
            "5599900", OrganizerKind.COMPANY,
            ("Tallbacken Energi AB", "tallbacken", "Varberg"),
            ("Västkustens Virke AB", "virke", "Falkenberg"),
            ("Hallandsbygg AB", "hallandsbygg", "Halmstad"),
            ("Kattegatt Konsult AB", "kattegatt", "Varberg"),
        ),
        *_invented("8024990", OrganizerKind.ASSOCIATION, ("Hallands Skogsgrupp", "skogsgruppen", "Ullared")),
    ),
    "H": (
        *_invented(
            "2120008", OrganizerKind.MUNICIPALITY,
            ("Kalmar kommun", "kalmar", "Kalmar"), ("Västerviks kommun", "vastervik", "Västervik"),
            ("Oskarshamns kommun", "oskarshamn", "Oskarshamn"), ("Nybro kommun", "nybro", "Nybro"),
            ("Borgholms kommun", "borgholm", "Borgholm"), ("Vimmerby kommun", "vimmerby", "Vimmerby"),
            ("Mörbylånga kommun", "morbylanga", "Mörbylånga"),
        ),
        *_invented("2321008", OrganizerKind.REGION, ("Region Kalmar län", "regionkalmar", "Kalmar")),
        *_invented(
            "5599910", OrganizerKind.COMPANY,
            ("Glasriket Återbruk AB", "aterbruk", "Nybro"), ("Ölands Vind AB", "olandsvind", "Borgholm"),
            ("Smålands Fukt & Miljö AB", "fuktmiljo", "Kalmar"),
        ),
        *_invented("8024991", OrganizerKind.ASSOCIATION, ("Östersjöns Vänner", "ostersjon", "Kalmar")),
    ),
    "BD": (
        *_invented(
            "2120007", OrganizerKind.MUNICIPALITY,
            ("Luleå kommun", "lulea", "Luleå"), ("Piteå kommun", "pitea", "Piteå"),
            ("Bodens kommun", "boden", "Boden"), ("Kiruna kommun", "kiruna", "Kiruna"),
            ("Jokkmokks kommun", "jokkmokk", "Jokkmokk"), ("Älvsbyns kommun", "alvsbyn", "Älvsbyn"),
        ),
        *_invented("2321007", OrganizerKind.REGION, ("Region Norrbotten", "regionnorrbotten", "Luleå")),
        *_invented(
            "5599920", OrganizerKind.COMPANY,
            ("Norrsken Stål AB", "norrskenstal", "Luleå"), ("Fjällkraft AB", "fjallkraft", "Jokkmokk"),
            ("Bottenvikens Logistik AB", "bottenviken", "Piteå"),
        ),
        *_invented("8024992", OrganizerKind.ASSOCIATION, ("Sápmi Miljö", "sapmimiljo", "Jokkmokk")),
    ),
}  # fmt: skip


def workplaces(county: str) -> tuple[Workplace, ...]:
    """Who comes to a conference in a county, the commonest first."""
    first, *others = _LOCAL[county]
    return (first, _BOARDS[county], *others, *_NATIONAL)
