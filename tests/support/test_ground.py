"""The test ground can do what other tests trust it to do: notice, refuse, misbehave."""

import smtplib
import socket
from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Page
from sqlalchemy import make_url

from tests.support.browser import accessibility_faults, scrolls_sideways
from tests.support.databases import SQLITE, Databases, table_names
from tests.support.network import NetworkForbiddenError
from tests.support.smtp import MailServer


def test_a_connection_to_another_machine_is_refused() -> None:
    with pytest.raises(NetworkForbiddenError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_a_foreign_name_is_not_looked_up() -> None:
    with pytest.raises(NetworkForbiddenError):
        socket.getaddrinfo("www.example.com", 80)


@pytest.mark.both_databases
def test_an_empty_database_has_no_table_and_a_fresh_one_has_them(databases: Databases) -> None:
    assert table_names(databases.empty()) == set()
    assert "participants" in table_names(databases.fresh())


@pytest.mark.both_databases
def test_two_fresh_databases_are_not_one(databases: Databases) -> None:
    assert databases.fresh() != databases.fresh()


@pytest.mark.both_databases
def test_whoever_opens_a_database_is_marked_with_its_kind(
    request: pytest.FixtureRequest, backend: str
) -> None:
    """So that make check can leave it out."""
    assert request.node.get_closest_marker("sqlite" if backend == SQLITE else "postgres")


@pytest.mark.postgres
def test_the_postgresql_of_the_run_is_real(databases: Databases) -> None:
    url = make_url(databases.fresh()).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        row = connection.execute("SELECT version()").fetchone()
    assert row is not None
    assert str(row[0]).startswith("PostgreSQL")


def test_the_mail_server_keeps_what_it_accepts(smtp: MailServer) -> None:
    with smtplib.SMTP(smtp.host, smtp.port) as sender:
        sender.sendmail("a@example.org", ["b@example.org"], b"Subject: Hej\r\n\r\nText\r\n")
    assert [letter.message["Subject"] for letter in smtp.to("b@example.org")] == ["Hej"]


def test_the_mail_server_refuses_whom_it_is_told_to(smtp: MailServer) -> None:
    smtp.refused.add("gone@example.org")
    with smtplib.SMTP(smtp.host, smtp.port) as sender, pytest.raises(smtplib.SMTPRecipientsRefused):
        sender.sendmail("a@example.org", ["gone@example.org"], b"Subject: Hej\r\n\r\nText\r\n")
    assert smtp.received == []


def test_the_mail_server_can_cut_the_connection_after_the_letter(smtp: MailServer) -> None:
    smtp.cut_after_data = True
    with pytest.raises(smtplib.SMTPServerDisconnected), smtplib.SMTP(smtp.host, smtp.port) as sender:
        sender.sendmail("a@example.org", ["b@example.org"], b"Subject: Hej\r\n\r\nText\r\n")
    assert len(smtp.received) == 1


def test_the_silent_server_accepts_and_says_nothing(silent_smtp: int) -> None:
    connection = socket.create_connection(("127.0.0.1", silent_smtp), timeout=0.2)
    with connection, pytest.raises(TimeoutError):
        connection.recv(1)


@pytest.mark.browser
def test_axe_finds_a_planted_fault(page: Page) -> None:
    page.set_content("<html lang=sv><title>Prov</title><main><h1>Prov</h1><input></main>")
    assert any(fault.startswith("label ") for fault in accessibility_faults(page))


@pytest.mark.browser
def test_the_browser_reaches_no_other_machine(page: Page) -> None:
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://www.example.com/")


@pytest.mark.browser
def test_a_page_that_is_too_wide_is_noticed(open_page: Callable[..., Page]) -> None:
    page = open_page(width=320)
    page.set_content("<p style='width: 900px'>Brett")
    assert scrolls_sideways(page)
