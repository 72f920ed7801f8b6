"""Senders, and calendar parts turned into files."""

import pytest
from icalendar import Calendar

from regapp.mailing.letters import from_address
from tests.mailing.post import INVITATION

_OWN = "anmalan@exempel.se"


@pytest.mark.parametrize(
    ("wanted", "used"),
    [
        ("halland@lansstyrelsen.se", "halland@lansstyrelsen.se"),
        ("halland@LANSSTYRELSEN.SE", "halland@LANSSTYRELSEN.SE"),
        ("halland@naturvardsverket.se", _OWN),
        ("halland@x.lansstyrelsen.se", _OWN),
        ("halland@notlansstyrelsen.se", _OWN),
        ("lansstyrelsen.se", _OWN),
        ("", _OWN),
        (None, _OWN),
    ],
)
def test_only_listed_domains_are_written_from(wanted: str | None, used: str) -> None:
    assert from_address(wanted, mail_from=_OWN, mail_domains=("lansstyrelsen.se",)) == used


def test_a_published_calendar_names_no_attendee_and_keeps_the_rest() -> None:
    published = INVITATION.published()
    assert published.method == "PUBLISH"
    assert published.data.count(b"METHOD:PUBLISH\r\n") == 1
    assert b"anna.lindqvist" not in published.data
    assert b"@exempel.se" not in published.data
    (event,) = Calendar.from_ical(published.data).walk("VEVENT")
    assert event["SUMMARY"] == "Smartare, grönare Sverige"
