"""The two letters of a survey: the question, and one reminder. Each has a link of its own."""

from dataclasses import dataclass

from regapp.conferences.models import Conference
from regapp.conferences.texts import title_of
from regapp.kernel.addresses import Addresses
from regapp.kernel.dates import date_text
from regapp.kernel.i18n import translator
from regapp.mailing.letters import Letter
from regapp.surveys.models import Survey
from regapp.surveys.rules import closes_at


@dataclass(frozen=True)
class Occasion:
    """Whom a letter is for and what it asks about. `key`: the reader's, known to nobody else."""

    conference: Conference
    survey: Survey
    name: str
    key: str
    addresses: Addresses
    language: str


def asked(one: Occasion) -> Letter:
    tr = translator(one.language)
    first = tr.gettext("Tack för att du var med. Hur var det? Det tar två minuter att svara.")
    return _letter(one, tr.gettext("Hur var %(title)s?"), (first,))


def reminder(one: Occasion) -> Letter:
    tr = translator(one.language)
    paragraphs = (
        tr.gettext("Det går fortfarande att svara på utvärderingen."),
        tr.gettext("Vi vet inte vem som har svarat, så alla får det här mejlet. Har du svarat är du klar."),
    )
    return _letter(one, tr.gettext("Påminnelse: hur var %(title)s?"), paragraphs)


def _letter(one: Occasion, subject: str, paragraphs: tuple[str, ...]) -> Letter:
    tr, closes = translator(one.language), closes_at(one.survey)
    until = date_text(closes.date(), one.language) if closes else ""
    link = one.addresses.spoken(f"utvardering/{one.survey.id}/{one.key}", one.language)
    return Letter(
        subject=subject % {"title": title_of(one.conference, one.language)},
        greeting=tr.gettext("Hej %(name)s!") % {"name": one.name},
        paragraphs=paragraphs,
        facts=((tr.gettext("Svara senast"), until),) if until else (),
        actions=((tr.gettext("Svara på utvärderingen"), link),),
        footer=(
            tr.gettext("Svaret sparas utan koppling till dig: vi vet inte vem som har svarat vad."),
            tr.gettext("Länken går att använda en gång."),
        ),
        language=one.language,
    )
