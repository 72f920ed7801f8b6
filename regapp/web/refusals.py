"""What a rule's "no" says on the screen, by its code. Sorted by slice."""

from collections.abc import Mapping
from typing import Any

from regapp.kernel.refusal import Refusal
from regapp.web.i18n import lazy

TEXTS = {
    # accounts
    "password_common": lazy("Lösenordet är för lätt att gissa. Välj till exempel fyra ord utan samband."),
    "password_personal": lazy("Lösenordet bygger på ditt namn eller din e-postadress. Välj ett annat."),
    "password_same": lazy("Det är samma lösenord som förut. Välj ett nytt."),
    "password_short": lazy("Lösenordet är för kort. Det ska ha minst %(least)s tecken."),
    "password_wrong": lazy("Det nuvarande lösenordet stämmer inte."),
    "person_known": lazy("Det finns redan en användare med den e-postadressen."),
    "reset_spent": lazy("Länken gäller inte längre."),
    "sign_in_failed": lazy("E-postadressen eller lösenordet stämmer inte. Kontrollera båda och försök igen."),
    "too_many_attempts": lazy(
        "Det har blivit för många försök. Vänta %(minutes)s min eller välj ett nytt lösenord."
    ),
    # files
    "file_empty": lazy("Filen är tom."),
    "file_too_large": lazy("Filen är för stor. Den får vara högst %(most)s MB."),
    "file_kind": lazy("Filen är av ett slag som inte går att ladda upp. Välj en fil av slaget %(kinds)s."),
    "file_damaged": lazy("Filen går inte att läsa: den är skadad, ofullständig eller låst med lösenord."),
    "file_macros": lazy("Filen innehåller makron eller program. Spara den utan dem och försök igen."),
    "file_attached": lazy("Filen har andra filer inuti. Ta bort dem, spara den och försök igen."),
    "file_outside": lazy(
        "Filen hämtar något från en annan plats. Bädda in bilder och filmer, spara den och försök igen."
    ),
    "file_packed": lazy("Filen packas upp till något orimligt stort. Spara om den och försök igen."),
    "file_two_kinds": lazy("Filen är två filer i en. Spara om den från programmet den gjordes i."),
    "file_not_slides": lazy("Filen är ingen PowerPoint-presentation (PPTX)."),
    "file_picture_size": lazy("Bilden har för många bildpunkter. Gör den mindre och försök igen."),
    # organizers
    "last_owner": lazy("Det måste finnas minst en ägare som kan logga in. Gör någon annan till ägare först."),
    "member_known": lazy("Adressen har redan en roll här. Ändra rollen i listan i stället."),
    "role_changed_meanwhile": lazy("Någon annan har ändrat rollen sedan sidan visades. Försök igen."),
    "org_number_length": lazy("Organisationsnumret ska ha tio siffror. Du har skrivit %(count)s."),
    "org_number_personal": lazy(
        "Det ser ut som ett personnummer. Välj Privatperson eller enskild firma och lämna tomt."
    ),
    "org_number_taken": lazy("En annan arrangör har redan det organisationsnumret."),
    "org_number_wrong": lazy("Numret stämmer inte. Kontrollera siffrorna."),
    # billing
    "endpoint_scheme": lazy("Skriv ett Peppol-id som börjar med 0007: eller ett GLN med tretton siffror."),
    "endpoint_wrong": lazy("E-fakturaadressen stämmer inte. Kontrollera siffrorna."),
    "no_show_free": lazy("Konferensen har ingen avgift för den som uteblir."),
    "no_show_too_early": lazy("Vänta tills konferensen är över."),
    "nothing_to_export": lazy("Det finns inget nytt att fakturera."),
    # conferences
    "already_called_off": lazy("Konferensen är redan inställd eller inte publicerad."),
    "already_published": lazy("Konferensen är redan publicerad."),
    "organizer_known": lazy("Organisationen är redan med på konferensen."),
    "file_missing": lazy("Välj en fil."),
    "too_many_presentations": lazy("Programpunkten har redan flera presentationer. Kontakta arrangören."),
    "nothing_to_tell": lazy("Det finns inga ändringar att meddela."),
    "not_held": lazy("Konferensen har inga dagar."),
    "alt_missing": lazy("Skriv vad bilden visar, för den som inte ser den."),
    "no_speaker_address": lazy("Skriv en e-postadress först, så att frågan når fram."),
    "room_twice": lazy("Två salar heter likadant. Ge dem olika namn."),
    "too_many_tracks": lazy("Det går att ha högst %(most)s spår."),
    "no_items": lazy("Programmet har inga punkter än. Lägg till en först."),
    "capacity_below_taken": lazy("Det finns redan %(taken)s anmälda. Antalet platser kan inte vara lägre."),
    "code_known": lazy("Koden finns redan. Välj en annan."),
    "code_short": lazy("Koden ska ha minst sex bokstäver eller siffror, annars är den lätt att gissa."),
    "price_gone": lazy("Priset är redan avslutat."),
    "price_needed": lazy(
        "Det är den enda ordinarie avgiften. Lägg in det nya priset i stället, så ersätts det."
    ),
    "code_expired": lazy("Koden gäller inte längre."),
    "code_not_yet": lazy("Koden gäller först från och med %(day)s."),
    "code_too_many": lazy("Det har blivit för många felaktiga koder. Vänta %(minutes)s min och försök igen."),
    "already_remote": lazy("Konferensen hålls redan på distans."),
    "digital_fee_without_buyers": lazy("Konferensen är kostnadsfri. Då vet vi inte vem som skulle betala."),
    "days_while_off": lazy("Sätt ett nytt datum under Ändra läget: den är inställd eller uppskjuten."),
    "not_published": lazy("Konferensen är inte publicerad, eller redan inställd eller uppskjuten."),
    "nothing_moved": lazy("Ändra datum, tid eller plats. Det som står här gäller redan."),
    "edited_meanwhile": lazy("Någon annan har sparat konferensen medan du skrev."),
    "slug_shape": lazy("Skriv adressen med små bokstäver a–z, siffror och bindestreck."),
    "slug_reserved": lazy("Den adressen använder webbplatsen själv. Välj en annan."),
    "slug_taken": lazy("Adressen används redan. Välj en annan, till exempel med årtalet."),
    "seller_number_missing": lazy(
        "Arrangören har inget organisationsnummer. Utan det går avgiften inte att fakturera."
    ),
    "contact_missing": lazy("Ange en e-postadress som deltagarna kan skriva till."),
    "data_protection_missing": lazy("Arrangören har ingen adress för frågor om personuppgifter."),
    "closes_before_opening": lazy("Anmälan stänger innan den öppnar. Ändra dagarna."),
    "no_seats": lazy("Ange antal platser innan konferensen publiceras."),
    "price_undecided": lazy("Bestäm momsen på avgiften innan konferensen publiceras."),
    "question_retired": lazy("Frågan har ändrats eller tagits bort av någon annan. Ladda om sidan."),
    "too_many_questions": lazy("Det går att ställa högst %(most)s egna frågor."),
    "hour_skipped": lazy("Klockslaget finns inte den dagen: klockan ställs om till sommartid."),
    # surveys
    "survey_closed": lazy("Utvärderingen är stängd."),
    "survey_edited": lazy("Någon annan har sparat utvärderingen medan du skrev."),
    "survey_empty": lazy("Skriv minst en fråga först."),
    "survey_settled": lazy("Utvärderingen är öppnad. Frågorna går inte längre att ändra."),
    "survey_too_early": lazy("Utvärderingen kan öppnas från konferensens sista dag."),
    "too_many_suggestions": lazy("Det har kommit många förslag härifrån. Vänta en timme och försök igen."),
    # catering
    "note_changed": lazy("Deltagaren har ändrat det skrivna. Läs det igen."),
    # wording
    "letter_edited_meanwhile": lazy("Någon annan har sparat brevet medan du skrev."),
    "placeholder_brace": lazy("Det står en ensam { eller }. Klamrar får bara stå runt en platshållare."),
    "placeholder_unknown": lazy("Platshållaren %(name)s finns inte. Välj en ur listan."),
    # campaigns
    "campaign_edited_meanwhile": lazy("Någon annan har ändrat utskicket medan du skrev."),
    "campaign_empty": lazy("Skriv ämne och text först."),
    "campaign_gone": lazy("Utskicket finns inte längre."),
    "campaign_sent": lazy("Utskicket har redan gått."),
    "campaign_too_soon": lazy("Välj en tid som är minst tio minuter bort, eller skicka nu."),
    "nobody_to_mail": lazy("Ingen passar urvalet. Välj andra mottagare."),
    "too_many_selected": lazy("Välj högst %(most)s deltagare, eller ett urval i stället."),
    "too_many_trials": lazy("Det har gått tio testmejl den senaste timmen. Vänta en stund."),
    # choices
    "seats_below_taken": lazy("Det finns redan %(taken)s med plats. Antalet kan inte vara lägre."),
    "choice_clash": lazy("%(second)s går samtidigt som %(first)s. Välj ett av dem."),
    "choice_gone": lazy("Något av passen finns inte längre. Välj igen."),
    "choice_missing": lazy("Välj ett pass i omgång %(number)s."),
    "choice_other_day": lazy("%(title)s är en dag som du inte kommer."),
    "choice_twice": lazy("Välj ett pass i omgång %(number)s, inte flera."),
    "day_missing": lazy("Välj minst en dag"),
    "seminar_full": lazy("Ett av passen blev fullt. Välj ett annat."),
    # invitations
    "colleague_invited": lazy("Den adressen är redan inbjuden."),
    "forwarding_locked": lazy("Inbjudan är personlig och kan inte lämnas över."),
    "invitation_answered": lazy("Inbjudan är redan besvarad."),
    "invitation_for_one": lazy("Inbjudan gäller en person. Ta bort de andra deltagarna."),
    "invitation_other_address": lazy("Inbjudan gäller %(address)s. Anmäl dig med den adressen."),
    "nothing_asked": lazy("Frågan om en kollega är redan besvarad."),
    "signup_invited_only": lazy("Konferensen är för inbjudna. Använd länken i din inbjudan."),
    # lists
    "list_empty": lazy("Det står inga deltagare i filen."),
    "list_has_no_room": lazy("Lediga platser: %(free)s. Det behövs %(needed)s. Ingen är anmäld."),
    "list_not_a_sheet": lazy("Filen går inte att läsa. Spara den som Excel-arbetsbok (.xlsx) eller CSV."),
    "list_old_format": lazy("Filen är i ett äldre Excel-format. Spara den som Excel-arbetsbok (.xlsx)."),
    "list_too_large": lazy("Filen är för stor. Spara bara bladet med deltagarna, utan bilder."),
    "list_too_many_rows": lazy("Listan har fler än %(most)s rader. Dela upp den."),
    # batches
    "batch_done": lazy("Det är redan gjort eller ångrat."),
    "no_field_asked": lazy("Kryssa för minst en uppgift att fråga efter."),
    "nobody_chosen": lazy("Ingen är vald. Kryssa för minst en deltagare."),
    "too_many_chosen": lazy("Det går att göra för högst %(most)s åt gången. Dela upp dem med filtret."),
    # checkin
    "door_closed": lazy("Incheckningen är stängd. Konferensen är över."),
    "door_full": lazy("Alla platser är bokade, eller någon väntar på dem."),
    "door_not_open": lazy("Incheckningen har inte öppnat än."),
    "tables_unreadable": lazy("Skriv bokstäver med komma emellan, till exempel A–F, G–L, M–Ö."),
    "pin_wrong": lazy("PIN-koden stämmer inte. Kontrollera den och försök igen."),
    "too_many_links": lazy("Det finns redan %(most)s länkar. Ta bort någon först."),
    # registrations
    "too_few_seats": lazy("Lediga platser i %(place)s: %(free)s. Det behövs %(needed)s."),
    "no_seat_here": lazy("Alla platser på plats är bokade. Du deltar på distans som förut."),
    "onsite_full": lazy(
        "Alla platser på plats är bokade. Delta på distans, eller anmäl dem som vill vänta för sig."
    ),
    "remote_full": lazy(
        "Alla platser på distans är bokade, och till dem finns ingen väntelista. Välj att delta på plats."
    ),
    "already_cancelled": lazy("Deltagaren är redan avanmäld."),
    "conference_past": lazy("Konferensen är genomförd. Anmälan går inte att ändra."),
    "already_registered": lazy(
        "%(name)s verkar redan vara anmäld. Skicka en gång till om det är en annan person."
    ),
    "buyer_missing": lazy("Det du valde kostar något. Fyll i vem som ska faktureras först."),
    "category_gone": lazy("Den avgiften finns inte längre. Välj en annan."),
    "code_few": lazy("Koden räcker bara till %(left)s till."),
    "code_missing": lazy("%(category)s behöver en kod. Skriv den, eller välj en annan avgift."),
    "code_other": lazy("Koden gäller inte för %(category)s. Anmäl dem med en annan kod för sig."),
    "code_unused": lazy("Koden gäller %(category)s. Välj den avgiften för den som koden är till för."),
    "code_used_up": lazy("Koden har redan använts så många gånger som den får."),
    "code_wrong": lazy("Koden stämmer inte. Kontrollera den och försök igen."),
    "full_without_queue": lazy("Alla platser är bokade. Vi tar inte emot fler anmälningar."),
    "edited_by_other": lazy("Någon annan har sparat ändringar medan du skrev."),
    "kitchen_frozen": lazy("Kosten går inte längre att ändra här. Kontakta arrangören."),
    "rest_frozen": lazy("Uppgifterna går inte längre att ändra här. Kontakta arrangören."),
    "buyer_exported": lazy("Fakturaunderlaget är skapat. Kontakta arrangören om något är fel."),
    "no_buyer": lazy("Anmälan har ingen fakturamottagare."),
    "already_decided": lazy("Begäran är redan avgjord."),
    "colleague_comes_already": lazy("%(name)s är redan anmäld."),
    "link_dead": lazy("Länken gäller inte längre."),
    "no_moving_there": lazy("Det går inte att flytta dit längre. Välj en annan ort."),
    "not_yours_to_give": lazy("Platsen går inte att överlåta: deltagaren har ingen plats längre."),
    "place_handed_over": lazy("Platsen har just lämnats över till någon annan. Ingen är avanmäld."),
    "too_many_transfers": lazy("Platsen har överlåtits flera gånger i dag. Vänta till i morgon."),
    "transfer_over": lazy("Platsen kan inte längre överlåtas."),
    "group_too_large": lazy("Sällskapet är större än konferensens alla platser (%(capacity)s)."),
    "changed_meanwhile": lazy("Konferensen ändrades just. Skicka en gång till."),
    "group_does_not_fit": lazy("Sällskapet behöver %(needed)s platser, och %(free)s är lediga."),
    "head_does_not_fit": lazy("Sällskapet först i kön behöver %(needed)s platser, och %(free)s är lediga."),
    "asked_too_often": lazy(
        "Vi har redan mejlat adressen flera gånger den senaste timmen. Titta i skräpposten, eller vänta "
        "%(minutes)s min och försök igen."
    ),
    "no_address": lazy("Deltagaren har ingen e-postadress att skicka till."),
    "no_free_seat": lazy("Ingen plats är ledig att erbjuda."),
    "no_room_to_return": lazy("Alla platser är bokade just nu."),
    "not_confirmed": lazy("Bara den som är anmäld kan få bekräftelsen igen."),
    "not_in_line": lazy("Ingen står i kön, eller sällskapet har lämnat den."),
    "not_over_yet": lazy("Det går att skicka när konferensen är genomförd."),
    "offer_gone": lazy("Erbjudandet gäller inte längre. Platsen har gått vidare."),
    "offer_late": lazy("Tiden att svara har gått ut. Platsen går till nästa i kön."),
    "offer_too_late": lazy("Konferensen har börjat. Det går inte att erbjuda fler platser."),
    "option_closed": lazy("%(option)s går inte längre att välja. Sista dagen har varit."),
    "option_few": lazy("%(option)s har bara %(left)s platser kvar. Kryssa ur för någon."),
    "option_full": lazy("%(option)s är fullbokat. Kryssa ur det, resten står kvar."),
    "option_gone": lazy("Tillvalet finns inte längre. Kryssa ur det."),
    "place_full": lazy("%(place)s är fullbokat. Anmälan är inte flyttad."),
    "same_place": lazy("Deltagaren är redan anmäld dit."),
    "signup_cancelled": lazy("Konferensen är inställd."),
    "signup_closed": lazy("Anmälan har stängt. Det du skrev står kvar här nedanför."),
    "signup_closed_short": lazy("Anmälan har stängt."),
    "signup_not_open": lazy("Anmälan har inte öppnat än."),
    "signup_none": lazy("Konferensen har ingen anmälan här."),
    "fee_answer_late": lazy("Tiden att svara har gått ut."),
    "signup_postponed": lazy("Konferensen är uppskjuten. Ett nytt datum kommer."),
    "signup_past": lazy("Konferensen är genomförd. Det går inte längre att anmäla sig."),
}
_NUMBERS = (
    lazy("Noll"), lazy("En"), lazy("Två"), lazy("Tre"), lazy("Fyra"), lazy("Fem"), lazy("Sex"),
    lazy("Sju"), lazy("Åtta"), lazy("Nio"), lazy("Tio"), lazy("Elva"), lazy("Tolv"),
)  # fmt: skip


def refusal_text(refusal: Refusal) -> str:
    """The text for a refusal, its placeholders filled; a small `count` as a word."""
    return text_of(refusal.code, refusal.details)


def text_of(code: str, details: Mapping[str, Any]) -> str:
    """The same of a code and details that were kept."""
    details = dict(details)
    count = details.get("count")
    if isinstance(count, int) and count < len(_NUMBERS):
        details["count"] = str(_NUMBERS[count]).lower()
    return str(TEXTS[code] % details if details else TEXTS[code])
