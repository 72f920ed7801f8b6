"""What the roles are called and what each may do; translated where they are shown."""

from regapp.kernel.i18n import marked
from regapp.organizers.models import Role

ROLE_NAMES = {
    Role.OWNER: marked("Ägare"),
    Role.EDITOR: marked("Redaktör"),
    Role.PARTICIPANTS: marked("Deltagaransvarig"),
    Role.FINANCE: marked("Ekonomi"),
    Role.KITCHEN: marked("Kök"),
    Role.DOOR: marked("Entré"),
    Role.READER: marked("Läsare"),
}
ROLE_MEANS = {
    Role.OWNER: marked("Får göra allt, också bestämma vem som har vilken roll."),
    Role.EDITOR: marked("Ändrar konferensen och deltagarna. Ser inte kost och behov."),
    Role.PARTICIPANTS: marked("Tar hand om deltagarna, ser deras kost och behov. Ändrar inte konferensen."),
    Role.FINANCE: marked("Ser avgifter och fakturaunderlag. Ser inte kost och behov."),
    Role.KITCHEN: marked(
        "Ser hur många som äter vad. Namn bara på den som har sagt ja för sin allergis skull."
    ),
    Role.DOOR: marked("Ser namn, organisation och val. Ser inga belopp och ingen kost."),
    Role.READER: marked("Ser översikten med siffror. Ändrar inget."),
}
