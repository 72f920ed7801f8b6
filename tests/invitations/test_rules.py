"""Reading a pasted list, and which counties have not answered."""

from datetime import UTC, datetime, timedelta

import pytest

from regapp.conferences.models import County
from regapp.invitations.models import Invitation, InvitedRole, Reply
from regapp.invitations.rules import (
    BadRow,
    Guest,
    county_of,
    is_due_a_reminder,
    may_answer,
    read_guests,
    unanswered_counties,
)

NOW = datetime(2019, 11, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "guest"),
    [
        (
            "Åsa Öberg\tasa@exempel.se\tNaturvårdsverket",
            Guest("Åsa Öberg", "asa@exempel.se", "Naturvårdsverket"),
        ),
        ("asa@exempel.se; Åsa Öberg; RUS", Guest("Åsa Öberg", "asa@exempel.se", "RUS")),
        ("Åsa Öberg <asa@exempel.se>, RUS", Guest("Åsa Öberg", "asa@exempel.se", "RUS")),
        ('"Öberg, Åsa" <asa@exempel.se>;RUS', Guest("Öberg, Åsa", "asa@exempel.se", "RUS")),
        (
            "Åsa Öberg\tasa@exempel.se\tLänsstyrelsen i Hallands län\tChef",
            Guest(
                "Åsa Öberg", "asa@exempel.se", "Länsstyrelsen i Hallands län", County.N, InvitedRole.MANAGER
            ),
        ),
        (
            "Åsa Öberg,asa@exempel.se,Lst Västra Götaland,samordnare",
            Guest("Åsa Öberg", "asa@exempel.se", "Lst Västra Götaland", County.O, InvitedRole.COORDINATOR),
        ),
    ],
)
def test_a_row_is_read_as_it_was_pasted(row: str, guest: Guest) -> None:
    assert read_guests(row, ()) == ([guest], [])


def test_every_row_that_cannot_be_used_is_told_by_its_number() -> None:
    pasted = "\n".join(
        [
            "Anna Ek, anna@exempel.se",
            "",
            "Bo Alm, bo.exempel.se",
            "carin@exempel.se",
            "David Ås, david@@exempel.se",
            "Anna Igen, ANNA@exempel.se",
            "Eva Berg, eva@exempel.se",
            "x" * 170 + ", frida@exempel.se",
        ]
    )
    guests, bad = read_guests(pasted, ("eva@exempel.se",))
    assert [guest.email for guest in guests] == ["anna@exempel.se"]
    assert bad == [
        BadRow(3, "no_address"), BadRow(4, "no_name"), BadRow(5, "address_wrong", "david@@exempel.se"),
        BadRow(6, "twice", "1"), BadRow(7, "invited", "eva@exempel.se"), BadRow(8, "too_long"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("organization", "county"),
    [
        ("Länsstyrelsen i Hallands län", County.N),
        ("Länsstyrelsen Halland", County.N),
        ("Länsstyrelsen Västra Götaland", County.O),
        ("Länsstyrelsen i Jämtlands län", County.Z),
        ("Länsstyrelsen Örebro", County.T),
        ("Länsstyrelsen Gotland", County.I),
        ("Naturvårdsverket", None),
        ("Götaverken", None),
    ],
)
def test_a_county_is_known_by_the_county_boards_name(organization: str, county: County | None) -> None:
    assert county_of(organization) is county


def test_all_twenty_one_counties_stand_there_and_whoever_came_instead_counts() -> None:
    def one(number: int, reply: Reply) -> Invitation:
        return Invitation(id=number, county=County.N, role=InvitedRole.MANAGER, reply=reply)

    first, second = one(1, Reply.PASSED), one(2, Reply.SILENT)
    found = dict(unanswered_counties([second, first]))
    assert len(found) == 21
    assert found[County.N] == {InvitedRole.COORDINATOR: None, InvitedRole.MANAGER: second}


@pytest.mark.parametrize(
    ("reply", "open_still"),
    [
        (Reply.SILENT, True), (Reply.DECLINED, True), (Reply.ASKED, True), (Reply.SIGNED_UP, False),
        (Reply.PASSED, False),
    ],
)  # fmt: skip
def test_a_no_may_become_a_yes_and_an_answer_stays(reply: Reply, open_still: bool) -> None:
    assert may_answer(Invitation(reply=reply)) is open_still


def test_only_the_silent_are_reminded_and_at_most_once_a_day() -> None:
    assert is_due_a_reminder(Invitation(reply=Reply.SILENT, reminded_at=None), NOW)
    assert not is_due_a_reminder(Invitation(reply=Reply.DECLINED, reminded_at=None), NOW)
    lately = Invitation(reply=Reply.SILENT, reminded_at=NOW - timedelta(hours=2))
    assert not is_due_a_reminder(lately, NOW)
    assert is_due_a_reminder(lately, NOW + timedelta(days=1))
