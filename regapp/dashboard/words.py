"""Words of the organizers' pages: tasks, kinds of buyers, what a history row means."""

from collections.abc import Callable
from typing import Any

from regapp.audit.models import Event
from regapp.dashboard.rules import Task
from regapp.invitations.models import Invitation, Reply
from regapp.kernel.dates import day_month
from regapp.organizers.models import OrganizerKind
from regapp.registrations.models import Frozen
from regapp.registrations.words import ACTIONS as WORDS_OF_ACTIONS
from regapp.registrations.words import field_words
from regapp.web.filters import local
from regapp.web.i18n import _, language, lazy, ngettext

Values = dict[str, Any]
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
    **WORDS_OF_ACTIONS,
    "list_shown": lazy("Deltagarlistan visas för deltagarna"),
    "list_hidden": lazy("Deltagarlistan visas inte längre"),
    "completion_asked": lazy("Ombedd att komplettera"),
    "programme_saved": lazy("Programmet ändrat"),
    "badges_printed": lazy("Namnbrickor utskrivna"),
    "programme_published": lazy("Programmet publicerat"),
    "programme_told": lazy("Ändringar i programmet meddelade"),
    "programme_not_told": lazy("Ändringar i programmet inte meddelade"),
    "presentation_saved": lazy("Presentation ändrad"),
    "presentation_handed_in": lazy("Presentation inlämnad"),
    "presentation_removed": lazy("Presentation borttagen"),
    "presentations_told": lazy("Presentationerna meddelade"),
    "summary_saved": lazy("Sammanfattning ändrad"),
    "programme_hidden": lazy("Programmet dolt"),
    "choices_set_up": lazy("Det som deltagarna väljer ändrat"),
    "survey_made": lazy("Utvärdering påbörjad"),
    "survey_saved": lazy("Utvärderingens frågor ändrade"),
    "survey_opened": lazy("Utvärderingen öppnad"),
    "survey_reminded": lazy("Alla påminda om utvärderingen"),
    "survey_closed": lazy("Utvärderingen stängd"),
    "survey_text_hidden": lazy("Ett svar i utvärderingen dolt eller visat igen"),
    "kitchen_told": lazy("Antal lämnade till köket"),
    "kitchen_link_made": lazy("Ny länk till köket"),
    "kitchen_link_dropped": lazy("Länken till köket borttagen"),
    "kitchen_extras_saved": lazy("Medverkande och personal i köket ändrade"),
    "conference_saved": lazy("Konferensen ändrad"),
    "fees_saved": lazy("Avgifter ändrade"),
    "badge_tables_saved": lazy("Bord för namnbrickor ändrade"),
    "door_link_made": lazy("Länk till incheckningen skapad"),
    "door_pin_renewed": lazy("Ny PIN-kod till incheckningen"),
    "door_link_revoked": lazy("Länk till incheckningen borttagen"),
    "over_capacity": lazy("Någon släpptes in utöver platserna"),
    "conference_published": lazy("Publicerad"),
    "conference_cancelled": lazy("Inställd"),
    "letter_saved": lazy("Egen text i ett brev"),
    "letter_restored": lazy("Standardtexten i ett brev gäller igen"),
    "question_added": lazy("Ny egen fråga"),
    "question_changed": lazy("Egen fråga ändrad"),
    "question_retired": lazy("Egen fråga borttagen"),
    "question_moved": lazy("Egna frågor i annan ordning"),
    "guests_saved": lazy("Hur vi bjuder in ändrat"),
    "letter_turned_off": lazy("Ett brev avstängt"),
    "letter_turned_on": lazy("Ett brev påslaget"),
    "mailing_saved": lazy("Utskick skrivet"),
    "mailing_planned": lazy("Utskick planerat"),
    "mailing_taken_back": lazy("Utskick taget tillbaka"),
    "mailing_deleted": lazy("Utskick borttaget"),
    "mailing_stopped": lazy("Utskick gick inte"),
    "mailing_sent": lazy("Utskick skickat"),
    "thanked": lazy("Brevet efteråt skickat"),
    "interest_opened": lazy("Intresserade fick veta att anmälan öppnat"),
    "interest_dated": lazy("Intresserade fick veta datumet"),
    "interest_called_off": lazy("Intresserade fick veta att den är inställd"),
    "conference_created": lazy("Konferensen skapad"),
    "conference_copied": lazy("Konferensen kopierad"),
    "cancel_many_planned": lazy("Flera avanmälningar på en gång"),
    "cancel_many_undone": lazy("Flera avanmälningar ångrade"),
    "move_many_planned": lazy("Flera flyttade på en gång"),
    "move_many_undone": lazy("Flera flyttningar ångrade"),
    "speaker_saved": lazy("Medverkande ändrad"),
    "speaker_removed": lazy("Medverkande borttagen"),
    "consent_asked": lazy("Medverkande tillfrågad om samtycke"),
    "consent_answered": lazy("Medverkande svarade om samtycke"),
    "conference_imported": lazy("Konferensen hämtad från en kalender"),
    "conference_postponed": lazy("Uppskjuten"),
    "conference_digital": lazy("Omställd till distans"),
    "fee_accepted": lazy("Godtog en ändrad avgift"),
    "details_saved": lazy("Arrangörens uppgifter ändrade"),
    "preview_opened": lazy("Länk för förhandsvisning öppnad"),
    "preview_closed": lazy("Länk för förhandsvisning stängd"),
    "role_given": lazy("Roll tilldelad"),
    "role_taken": lazy("Roll borttagen"),
    "role_letter_resent": lazy("Mejl om roll skickat igen"),
    "co_organizer_added": lazy("Medarrangör tillagd"),
    "co_organizer_removed": lazy("Medarrangör borttagen"),
    "exported_csv": lazy("Deltagarlistan hämtad som CSV"),
    "exported_xlsx": lazy("Deltagarlistan hämtad som XLSX"),
    "exported_kitchen": lazy("Antalet till köket hämtat som fil"),
    "exported_signing": lazy("Listan för avprickning hämtad"),
    "exported_certificates": lazy("Intygen hämtade"),
    "suggestion_marked": lazy("Ett förslag märkt som nytt, läst eller taget upp"),
    "suggestion_removed": lazy("Ett förslag borttaget"),
    "invoice_basis_made": lazy("Fakturaunderlag skapat"),
    "invoice_basis_fetched": lazy("Fakturaunderlag hämtat"),
    "interest_forgotten": lazy("Intresserades adresser raderade"),
}
LATE = {
    Frozen.KITCHEN: lazy("Ändrat efter köksstopp"),
    Frozen.REST: lazy("Ändrat efter stopp"),
}


# What the commonest codes mean (RFC 3463, RFC 7505), by how they begin.
_UNDELIVERED = {
    "5.1.1": lazy("adressen finns inte"),
    "5.1.2": lazy("domänen finns inte"),
    "5.1.10": lazy("domänen tar inte emot mejl"),
    "5.2.1": lazy("brevlådan är stängd"),
    "5.2.2": lazy("brevlådan är full"),
    "5.7": lazy("mottagaren tar inte emot mejlet"),
}
Texts = tuple[str, str, str]


def changed_words(event: Event) -> list[str]:
    """What an edit changed; never what stood there."""
    return field_words(event.fields, language())


def undelivered_words(code: str) -> str:
    """ "adressen finns inte (5.1.1)", or the code alone."""
    enhanced = code.rpartition(" ")[2]
    words = _UNDELIVERED.get(enhanced) or _UNDELIVERED.get(enhanced.rpartition(".")[0])
    return f"{words} ({code})" if words else code


def task_texts(task: Task) -> Texts:
    """What is the matter, what it means, and the button's words."""
    return _TASKS[task.code](task.values)


def _head_does_not_fit(values: Values) -> Texts:
    free = ngettext(
        "%(num)s plats är ledig i %(place)s.",
        "%(num)s platser är lediga i %(place)s.",
        values["free"],
        place=values["place"],
    )
    return free, _("Sällskapet först i kön behöver %(head)s.", head=values["head"]), _("Visa väntelistan")


def _head_too_large(values: Values) -> Texts:
    what = _("Sällskapet först i kön till %(place)s är för stort.", place=values["place"])
    return what, _("Det behöver %(head)s av %(capacity)s platser.", **values), _("Visa väntelistan")


def _offer_by_hand(values: Values) -> Texts:
    free = ngettext(
        "%(num)s plats är ledig i %(place)s, och någon väntar.",
        "%(num)s platser är lediga i %(place)s, och någon väntar.",
        values["free"],
        place=values["place"],
    )
    return free, str(values["why"]), _("Erbjud platserna")


def _colleagues_asked(values: Values) -> Texts:
    what = ngettext(
        "%(num)s inbjuden till %(place)s vill skicka en kollega.",
        "%(num)s inbjudna till %(place)s vill skicka en kollega.",
        values["count"],
        place=values["place"],
    )
    return what, _("Kollegan får ingen inbjudan innan ni har svarat."), _("Svara")


def _erasure(values: Values) -> Texts:
    what = ngettext("%(num)s begäran om radering.", "%(num)s begäranden om radering.", values["count"])
    return what, _("Ni avgör om uppgifterna raderas."), _("Visa dem")


def _mail_failed(values: Values) -> Texts:
    what = ngettext("%(num)s mejl kom inte fram.", "%(num)s mejl kom inte fram.", values["count"])
    since = local(values["since"]).date()
    why = _("Det äldsta är från %(day)s. Kontrollera adresserna.", day=day_month(since, language()))
    return what, why, _("Visa deltagarna")


def _mailing_stopped(values: Values) -> Texts:
    what = ngettext("%(num)s utskick gick inte.", "%(num)s utskick gick inte.", values["count"])
    return what, _("Något ändrades efter att det planerades. Läs igenom det."), _("Visa utskicken")


def _long(minutes: int) -> str:
    """ "25 minuter", "3 timmar", "2 dagar"."""
    if minutes < 120:
        return ngettext("%(num)s minut", "%(num)s minuter", minutes)
    hours = minutes // 60
    return (
        ngettext("%(num)s timme", "%(num)s timmar", hours)
        if hours < 48
        else ngettext("%(num)s dag", "%(num)s dagar", hours // 24)
    )


def _mail_late(values: Values) -> Texts:
    what = _("Mejl har väntat i %(time)s.", time=_long(values["minutes"]))
    return what, _("De skickas när e-posten fungerar igen. Inget är borta."), ""


def _no_reference(values: Values) -> Texts:
    what = ngettext(
        "%(num)s deltagare saknar fakturareferens.",
        "%(num)s deltagare saknar fakturareferens.",
        values["count"],
    )
    return what, _("Utan den går fakturorna inte att skicka."), _("Visa dem")


def _kind_disputed(values: Values) -> Texts:
    what = ngettext("%(num)s köpare kan ha fel moms.", "%(num)s köpare kan ha fel moms.", values["count"])
    return what, _("Organisationsnumret och svaret i formuläret säger olika."), _("Visa dem")


def _suspect(values: Values) -> Texts:
    what = ngettext(
        "%(num)s anmälan ser automatisk ut.", "%(num)s anmälningar ser automatiska ut.", values["count"]
    )
    return what, _("De är mottagna. Kontrollera att de är riktiga."), _("Visa dem")


def _needs_open(values: Values) -> Texts:
    what = ngettext(
        "%(num)s behov är inte ordnat i %(place)s.",
        "%(num)s behov är inte ordnade i %(place)s.",
        values["count"],
        place=values["place"],
    )
    return what, _("Deltagare har skrivit vad de behöver på plats."), _("Visa behoven")


def _notes_unread(values: Values) -> Texts:
    what = ngettext(
        "%(num)s har skrivit något om mat i %(place)s som köket inte vet.",
        "%(num)s har skrivit något om mat i %(place)s som köket inte vet.",
        values["count"],
        place=values["place"],
    )
    return what, _("Köket läser bara det ni skriver."), _("Läs och skriv till köket")


def _draft(values: Values) -> Texts:
    return _("%(place)s är inte publicerad.", **values), _("Ingen annan ser sidan."), _("Fortsätt")


def _programme_hidden(values: Values) -> Texts:
    what = _("Programmet för %(place)s är inte publicerat.", **values)
    return what, _("Det är skrivet, men ingen annan ser det."), _("Öppna programmet")


def _deletion(values: Values) -> Texts:
    day = day_month(values["on"], language())
    what = _("Kost, allergi och behov för %(place)s raderas %(day)s.", place=values["place"], day=day)
    return what, _("Spara det köket behöver innan dess."), _("Till köket")


def _no_programme(values: Values) -> Texts:
    what = _("Programmet för %(place)s är inte publicerat.", **values)
    return what, _("Det visas på konferensens sida."), _("Skriv programmet")


def _programme_untold(values: Values) -> Texts:
    what = ngettext(
        "%(num)s ändring i programmet för %(place)s är inte meddelad.",
        "%(num)s ändringar i programmet för %(place)s är inte meddelade.",
        values["count"],
        place=values["place"],
    )
    return what, _("De syns på sidan och i kalendrar."), _("Meddela de anmälda")


def _kitchen_behind(values: Values) -> Texts:
    what = _("Antalet till köket i %(place)s stämmer inte längre.", place=values["place"])
    given = day_month(local(values["given"]).date(), language())
    return what, _("Köket har de siffror ni lämnade %(day)s.", day=given), _("Visa ändringarna")


def _suggestions(values: Values) -> Texts:
    what = ngettext("%(num)s nytt förslag.", "%(num)s nya förslag.", values["count"])
    return what, _("De är till er som planerar nästa gång."), _("Läs förslagen")


_TASKS: dict[str, Callable[[Values], Texts]] = {
    "head_does_not_fit": _head_does_not_fit,
    "head_too_large": _head_too_large,
    "offer_by_hand": _offer_by_hand,
    "colleagues_asked": _colleagues_asked,
    "erasure": _erasure,
    "mail_failed": _mail_failed,
    "mail_late": _mail_late,
    "mailing_stopped": _mailing_stopped,
    "no_reference": _no_reference,
    "kind_disputed": _kind_disputed,
    "suspect": _suspect,
    "draft": _draft,
    "needs_open": _needs_open,
    "no_programme": _no_programme,
    "programme_untold": _programme_untold,
    "programme_hidden": _programme_hidden,
    "deletion": _deletion,
    "notes_unread": _notes_unread,
    "kitchen_behind": _kitchen_behind,
    "suggestions": _suggestions,
}


def reply_words(invitation: Invitation, *, has_left: bool) -> str:
    """What an invited person has answered. `has_left`: said yes and cancelled since."""
    if has_left:
        return _("Tackade ja, avanmäld sedan")
    if invitation.reply is Reply.SILENT:
        return _("Har sett inbjudan") if invitation.opened_at else _("Har inte svarat")
    words = {
        Reply.SIGNED_UP: _("Tackat ja"),
        Reply.DECLINED: _("Tackat nej"),
        Reply.ASKED: _("Vill skicka en kollega"),
        Reply.PASSED: _("Lämnat över"),
    }
    return words[invitation.reply]
