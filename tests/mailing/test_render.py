"""What leaves: headers that cannot be broken out of, bodies that agree, calendars that act."""

from dataclasses import replace
from email import message_from_bytes
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from regapp.config import Config
from regapp.mailing.letters import CalendarPart, Envelope, Letter
from regapp.mailing.render import Outgoing, UnusableAddressError, render, text_and_html
from tests.mailing.post import INVITATION, NOW, config, envelope, letter

_ID = "0b0f2f6e-6d0e-4b5e-8f8e-3f0d6a4c9a11"
_HOSTILE = 'Anna\r\nBcc: alla@exempel.se\r\n\r\n<b>hej</b>, (Bo) <bo@exempel.se>; "x" \x00\ud800'


def outgoing(*letters: Letter, to: Envelope | None = None, settings: Config | None = None) -> Outgoing:
    return render(
        to or envelope(),
        letters or (letter(),),
        config=settings or config(),
        message_id=_ID,
        sent_at=NOW,
    )


def read(sent: Outgoing) -> EmailMessage:
    """As a receiver reads the bytes that travel."""
    message = message_from_bytes(sent.as_bytes(), EmailMessage, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def addresses(message: EmailMessage, header: str) -> list[str]:
    value: AddressHeader = message[header]
    return [address.addr_spec for address in value.addresses]


def tree(part: Any) -> Any:
    """("multipart/mixed", [...]): the types, nested as they travel."""
    kind = part.get_content_type()
    return (kind, [tree(child) for child in part.iter_parts()]) if part.is_multipart() else kind


def test_a_letter_carries_every_header_it_needs() -> None:
    message = read(outgoing())
    assert message["Subject"] == "Du är anmäld: Smartare, grönare Sverige, Varberg 27 mars"
    assert message["Message-ID"] == f"<{_ID}@exempel.se>"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "sv"
    assert message["MIME-Version"] == "1.0"
    assert addresses(message, "To") == ["anna.lindqvist@exempel.se"]
    assert addresses(message, "Reply-To") == ["carin.holm@lansstyrelsen.se"]


def test_the_sender_is_the_installation_in_the_conferences_name() -> None:
    message = read(outgoing(to=envelope(sender_email="halland@naturvardsverket.se")))
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Länsstyrelsen i Hallands län", "anmalan@exempel.se")


def test_the_sender_is_the_conference_where_its_domain_is_ours_to_use() -> None:
    sent = outgoing(to=envelope(sender_email="halland@lansstyrelsen.se"))
    assert addresses(read(sent), "From") == ["halland@lansstyrelsen.se"]
    assert sent.sender == "anmalan@exempel.se"


def test_a_plain_letter_is_text_and_html() -> None:
    assert tree(read(outgoing())) == ("multipart/alternative", ["text/plain", "text/html"])


def test_an_invitation_acts_and_lies_beside_as_a_file() -> None:
    message = read(outgoing(letter(calendar=INVITATION)))
    assert tree(message) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html", "text/calendar"]), "application/ics"],
    )
    file = list(message.iter_attachments())[-1]
    calendar = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("REQUEST", "utf-8")
    assert calendar.get_payload(decode=True) == INVITATION.data
    assert file.get_payload(decode=True) == INVITATION.data
    assert file.get_filename() == "varberg.ics"


def test_a_published_calendar_is_only_a_file() -> None:
    message = read(outgoing(letter(calendar=INVITATION.published())))
    assert tree(message) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html"]), "text/calendar"],
    )
    (file,) = message.iter_attachments()
    assert file.get_content_disposition() == "attachment"
    assert file.get_param("method") == "PUBLISH"


def test_letters_held_together_keep_every_subject_and_every_calendar() -> None:
    held = [letter(subject=f"Brev {number}", calendar=INVITATION) for number in range(4)]
    message = read(outgoing(*held))
    assert message["Subject"] == "4 brev om dina anmälningar"
    for body in text_and_html(held):
        assert all(f"Brev {number}" in body for number in range(4))
    files = list(message.iter_attachments())
    assert {file.get_param("method") for file in files} == {"PUBLISH"}
    assert len({file.get_filename() for file in files}) == 4
    assert "REQUEST" not in message.as_string()


@pytest.mark.parametrize("field", ["to_name", "sender_name", "reply_to_name"])
def test_no_name_can_add_a_header_or_a_recipient(field: str) -> None:
    message = read(outgoing(to=envelope(**{field: _HOSTILE})))
    assert addresses(message, "To") == ["anna.lindqvist@exempel.se"]
    assert addresses(message, "From") == ["anmalan@exempel.se"]
    assert addresses(message, "Reply-To") == ["carin.holm@lansstyrelsen.se"]
    assert message["Bcc"] is None


def test_no_subject_can_add_a_header() -> None:
    message = read(outgoing(letter(subject=_HOSTILE)))
    assert message["Bcc"] is None
    assert message["Subject"].startswith("Anna Bcc: alla@exempel.se <b>hej</b>")


@pytest.mark.parametrize("name", ["Å" * 300, "Länsstyrelsen " * 30, "Жанна, 山田 😀"])
def test_long_and_foreign_names_stay_one_recipient(name: str) -> None:
    assert addresses(read(outgoing(to=envelope(to_name=name))), "To") == ["anna.lindqvist@exempel.se"]


@pytest.mark.parametrize(
    "address",
    [
        "a@exempel.se, b@exempel.se",
        "Anna <anna@exempel.se>",
        "a@exempel.se\r\nBcc: b@exempel.se",
        "a@exempel.se\nRCPT TO:<b@exempel.se>",
        "exempel.se",
        "anna@",
        '"anna lindqvist"@exempel.se',
        "",
    ],
)
def test_anything_but_one_plain_address_is_unusable(address: str) -> None:
    with pytest.raises(UnusableAddressError) as caught:
        outgoing(to=envelope(to_email=address))
    assert str(caught.value) == ""


@pytest.mark.parametrize(
    ("address", "recipient", "needs_utf8"),
    [
        ("anna@blåbär.se", "anna@xn--blbr-noae.se", False),
        ("root@relay.local", "root@relay.local", False),
        ("anna+varberg@exempel.se", "anna+varberg@exempel.se", False),
        ("åsa@blåbär.se", "åsa@xn--blbr-noae.se", True),
    ],
)
def test_i7_foreign_domains_travel_as_punycode(address: str, recipient: str, needs_utf8: bool) -> None:
    sent = outgoing(to=envelope(to_email=address))
    assert (sent.recipient, sent.needs_utf8) == (recipient, needs_utf8)
    assert sent.as_bytes().isascii() is not needs_utf8
    assert f"<{recipient}>".encode() in sent.as_bytes().split(b"Subject:")[0]


def test_an_organizers_mistyped_contact_stops_no_letter() -> None:
    assert read(outgoing(to=envelope(reply_to_email="carin holm")))["Reply-To"] is None


def test_participant_text_is_literal_in_both_bodies() -> None:
    typed = '<a href="https://ond.exempel">{{ 7 * 7 }}</a> {0} %s %(x)s [länk](https://ond.exempel)'
    text, html = text_and_html([letter(greeting=typed, facts=(("Namn", typed),))])
    assert text.count(typed) == 2
    assert html.count("{{ 7 * 7 }}&lt;/a&gt; {0} %s %(x)s [länk](https://ond.exempel)") == 2
    assert html.count("<a ") == 1
    assert "49" not in text + html


def test_text_and_html_say_the_same() -> None:
    changed = letter(changes=(("Lokal", "Teatern", "Stadshuset"),))
    for body in text_and_html([changed]):
        for words in (
            "Hej Anna!",
            "kl. 10–16",
            "Ändrat",
            "Teatern",
            "Stadshuset",
            "/a/abc",
            "Varmt",
            "Halland",
        ):
            assert words in body


def test_every_line_that_travels_is_short_and_ends_with_crlf() -> None:
    lines = outgoing(letter(paragraphs=("å" * 5000,), calendar=INVITATION)).as_bytes().split(b"\r\n")
    assert max(len(line) for line in lines) <= 998
    assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_a_file_beside_an_invitation_keeps_its_own_name() -> None:
    other = CalendarPart(INVITATION.published().data, "PUBLISH", "varberg.ics")
    message = read(outgoing(replace(letter(calendar=INVITATION), files=(other,))))
    names = [part.get_filename() for part in message.iter_attachments()]
    assert names[-2:] == ["varberg.ics", "varberg-2.ics"]
