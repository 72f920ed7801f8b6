"""Real phones (browsers) at the door without a network: nothing is lost, nothing is moved, all agree."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.checkin.models import DoorLink
from regapp.registrations.models import Participant
from tests.checkin.phones import (
    answer,
    check_in,
    let_in,
    ready,
    rows,
    sent,
)
from tests.checkin.test_helpers import Julia
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenPage = Callable[..., Page]


def test_two_phones_without_a_network_check_in_the_same_person_and_agree_afterwards(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    julia, omar = (let_in(open_page(width=390), live, one) for one in helpers)
    live.stop()
    check_in(julia, "Anna Lindqvist")
    assert answer(julia)[1] == "Incheckad. Varbergs kommun"
    # Longer than a phone may be wrong about the server's clock on a busy machine.
    julia.wait_for_timeout(4000)
    check_in(omar, "Anna Lindqvist")
    check_in(omar, "Karin Öberg")
    expect(omar.locator("#natet")).to_have_text(
        "Ingen uppkoppling. 2 incheckningar är sparade i telefonen och skickas så fort nätet är tillbaka."
    )
    expect(julia.locator("#natet")).to_contain_text("1 incheckning är sparad")
    live.start()
    # The one who was later comes back first; the first scan wins all the same.
    for phone in (omar, julia):
        phone.evaluate("window.dispatchEvent(new Event('online'))")
        sent(phone)
    kept = rows(session)
    names = {link.id: link.name for link in session.scalars(select(DoorLink))}
    assert [names[row.link_id or 0] for row in kept] == ["Julia i entrén", "Omar vid grinden"]
    for phone in (julia, omar):
        expect(phone.locator("#antal b")).to_have_text("2", timeout=15_000)
    events = select(func.count()).select_from(Event).where(Event.action == "checked_in")
    assert session.scalars(events).one() == 2


def test_the_page_opens_without_a_network_and_keeps_what_it_did(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    live.stop()
    page.reload()
    page.locator("#folk li").first.wait_for()
    assert "Listan hämtades" in page.locator("#hamtad").inner_text()
    check_in(page, "Karin Öberg")
    page.reload()
    page.locator("#folk li").first.wait_for()
    expect(page.locator("#antal b")).to_have_text("1")
    page.get_by_label("Kod på biljetten").fill("ABCDEFGHIJKLMNOP")
    page.locator("#kodform button").click()
    assert answer(page)[0] == "Koden finns inte i telefonens lista"
    live.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(page)
    assert [row.undone_at for row in rows(session)] == [None]


def test_a_store_that_the_browser_takes_away_loses_no_scan(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    live.stop()
    tools = page.context.new_cdp_session(page)
    tools.send("Storage.clearDataForOrigin", {"origin": live.url, "storageTypes": "indexeddb"})
    check_in(page, "Anna Lindqvist")
    expect(page.locator("#natet")).to_contain_text("1 incheckning är sparad")
    live.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(page)
    assert len(rows(session)) == 1


def test_a_phone_that_puts_its_clock_right_when_the_network_is_back_moves_no_scan(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    live.stop()
    check_in(page, "Anna Lindqvist")
    expect(page.locator("#natet")).to_contain_text("1 incheckning är sparad")
    # The clock went an hour slow until now.
    page.evaluate("() => { const now = Date.now; Date.now = () => now() + 3_600_000; }")
    live.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(page)
    (row,) = rows(session)
    assert abs(row.at - datetime(2020, 3, 27, 8, 30, tzinfo=UTC)) < timedelta(minutes=5)


def test_whoever_is_shut_out_is_told_what_is_not_sent_and_it_goes_when_they_are_in_again(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    live.stop()
    check_in(page, "Anna Lindqvist")
    session.commit()
    for link in session.scalars(select(DoorLink)):
        link.revoked_at = link.created_at
    session.commit()
    live.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#natet")).to_contain_text("1 incheckning är inte skickad.", timeout=15_000)
    assert rows(session) == [] and page.locator("#folk li").count() == 0
    for link in session.scalars(select(DoorLink)):
        link.revoked_at = None
    session.commit()
    page.get_by_role("link", name="Logga in igen").click()
    ready(page)
    sent(page)
    assert len(rows(session)) == 1


def test_what_was_scanned_without_a_network_and_belongs_elsewhere_is_told_afterwards(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage, session: Session
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    person = session.scalars(select(Participant).where(Participant.family_name == "Ek")).one()
    code = person.ticket_code
    session.commit()
    live.stop()
    page.get_by_label("Kod på biljetten").fill(code)
    page.locator("#kodform button").click()
    check_in(page, "Anna Lindqvist")
    live.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(page)
    assert answer(page)[0] == "Inte anmäld till Varberg"
    assert page.get_by_role("button", name="Flytta hit och checka in").is_visible()


def test_without_a_network_a_page_that_needs_it_says_so_instead_of_vanishing(
    live: LiveServer, helpers: tuple[Julia, Julia], open_page: OpenPage
) -> None:
    page = let_in(open_page(width=390), live, helpers[0])
    live.stop()
    check_in(page, "Anna Lindqvist")
    expect(page.locator("#natet")).to_contain_text("1 incheckning är sparad")
    page.locator(".dock").get_by_role("link", name="Läget").click()
    assert answer(page) == ("Läget", "Det här går när nätet är tillbaka.")
    assert page.locator("#folk li").count() > 0
