"""Delivery reports read: ours and final ones only, and nothing that is sent can do harm."""

import time

import pytest

from regapp.mailing.bounces import LIMIT, Bounce, read_bounce
from tests.mailing.reports import letter, report

ID = "0b1f7c0e-6a0d-4d4e-9d0e-2f8a1c3b5d7f"
OTHER = "ffffffff-6a0d-4d4e-9d0e-2f8a1c3b5d7f"


@pytest.mark.parametrize("headers_only", [True, False])
def test_a_report_names_the_letter_the_code_and_where_it_went(headers_only: bool) -> None:
    found = read_bounce(report(letter(ID), headers_only=headers_only))
    assert found == Bounce(ID, "5.1.1", "asa.oberg@exempel.se")


@pytest.mark.parametrize(
    ("status", "diagnostic", "code"),
    [
        ("Status: 5.2.2\r\n", "", "5.2.2"),
        ("Status: 4.4.1 (connection timed out)\r\n", "", "4.4.1"),
        ("", "Diagnostic-Code: smtp; 550 5.7.1 Rejected\r\n", "5.7.1"),
        ("Status: 5\r\n", "Diagnostic-Code: x; 550 nej\r\n", "5.0.0"),
        ("Status: 2.0.0\r\n", "", "5.0.0"),
        ("Status: asa.oberg@exempel.se\r\n", "Diagnostic-Code: 192.5.1.1.7\r\n", "5.0.0"),
        ("Status: 5.1.1234567\r\n", "", "5.0.0"),
        ("Status: \xff5.1.1\r\n", "", "5.1.1"),
    ],
)
def test_only_a_code_is_kept_of_what_a_server_says(status: str, diagnostic: str, code: str) -> None:
    found = read_bounce(report(letter(ID), status=status, diagnostic=diagnostic))
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", "", "nonsense"])
def test_what_is_not_given_up_is_no_bounce(action: str) -> None:
    assert read_bounce(report(letter(ID), action=action)) is None


def test_a_letter_that_is_not_returned_is_known_by_what_the_report_answers() -> None:
    bare = report(b"Subject: x\r\n\r\n", head=f"References: <a@b> <{ID}@localhost>\r\n")
    assert read_bounce(bare) == Bounce(ID, "5.1.1", "")


def test_a_letter_inside_the_returned_letter_is_not_looked_at() -> None:
    inner = report(letter(OTHER))
    outer = letter(ID).partition(b"\r\n\r\n")[0].replace(b"text/plain; charset=utf-8", b"message/rfc822")
    found = read_bounce(report(outer + b"\r\n\r\n" + inner))
    assert found is not None
    assert found.message_id == ID


def test_other_mail_is_no_bounce() -> None:
    plain = letter(ID)
    receipt = report(letter(ID)).replace(b"message/delivery-status", b"message/disposition-notification")
    vacation = letter(OTHER, more=f"In-Reply-To: <{ID}@localhost>\r\nAuto-Submitted: auto-replied\r\n")
    foreign = report(letter("CAJ+x=some-other-system"))
    for data in (plain, receipt, vacation, foreign):
        assert read_bounce(data) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 1000,
        b"\xff\xfe\r\n\r\n",
        bytes(range(256)) * 100,
        b"Content-Type: multipart/report\r\n\r\n",
        b"Content-Type: multipart/report; boundary=\r\n\r\n--\r\n",
        b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n",
        report(letter(ID))[:700],
        report(letter(ID)).replace(b"charset=us-ascii", b'charset="\x00\xff'),
        report(letter(ID)).replace(b"boundary=", b'boundary*0="a"; boundary*1='),
        report(letter(ID), headers_only=True).replace(b"text/rfc822-headers", b"message/rfc822-headers"),
        b"Subject: " + b"=?utf-8?q?=C3?=" * 5000 + b"\r\n\r\n",
        b"To: " + b"(" * 50_000 + b"\r\n\r\n",
        report(letter(ID, to="(" * 20_000)),
        report(letter(ID, to='"' + "\\" * 20_000)),
        b"Content-Type: multipart/report; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 20_000,
        b"Content-Type: text/plain" + b"; a=b" * 20_000 + b"\r\n\r\n",
    ],
    ids=lambda data: f"{len(data)} bytes",
)
def test_broken_mail_says_nothing_and_takes_no_time(data: bytes) -> None:
    begun = time.monotonic()
    found = read_bounce(data)
    assert found is None or found.message_id == ID
    assert time.monotonic() - begun < 3


def test_parts_within_parts_within_parts_end() -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(4000)
    )
    begun = time.monotonic()
    assert read_bounce(deep) is None
    assert time.monotonic() - begun < 5


def test_of_a_long_one_the_start_is_read() -> None:
    found = read_bounce(report(letter(ID) + b"x" * 3 * LIMIT))
    assert found == Bounce(ID, "5.1.1", "asa.oberg@exempel.se")


def test_a_hostile_address_is_only_compared_and_never_kept() -> None:
    found = read_bounce(report(letter(ID, to="<script>@x\r\nBcc: b@exempel.se")))
    assert found is not None
    assert set(vars(found)) == {"message_id", "code", "to"}
