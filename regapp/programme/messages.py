"""The letter that asks somebody for their consent. A value only."""

from regapp.conferences.models import Conference
from regapp.conferences.texts import title_of, when
from regapp.kernel.addresses import Addresses
from regapp.kernel.i18n import translator
from regapp.mailing.letters import Envelope, Letter
from regapp.programme.models import Speaker


def speaker_link(addresses: Addresses, speaker: Speaker) -> str:
    return addresses.spoken(f"medverkande/{speaker.token}", speaker.language)


def envelope(conference: Conference, speaker: Speaker) -> Envelope:
    return Envelope(
        to_name=speaker.name,
        to_email=speaker.email,
        sender_name=title_of(conference, speaker.language),
        sender_email=conference.sender_email or None,
        reply_to_name=conference.contact_name,
        reply_to_email=conference.contact_email or None,
    )


def consent_asked(conference: Conference, speaker: Speaker, addresses: Addresses) -> Letter:
    """What is asked, and that no answer means no picture."""
    language = speaker.language
    tr = translator(language)
    named = {"title": title_of(conference, language)}
    return Letter(
        subject=tr.gettext("Får vi visa namn och bild? %(title)s") % named,
        greeting=tr.gettext("Hej %(name)s!") % {"name": speaker.name},
        paragraphs=(
            tr.gettext("Du medverkar i %(title)s. Vi vill presentera dig på programsidan.") % named,
            tr.gettext("Öppna länken och säg vad som får visas: namn och titel, bild och text."),
            tr.gettext("Bild och text visas inte förrän du har sagt ja. Du kan ändra dig när du vill."),
        ),
        facts=((tr.gettext("När"), when(conference, language)),),
        actions=((tr.gettext("Svara på frågan"), speaker_link(addresses, speaker)),),
        language=language,
    )
