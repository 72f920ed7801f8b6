"""Delivery reports as mail servers write them."""

HUMAN = "This is the mail system at host relay.exempel.se.\r\n\r\nI'm sorry to have to inform you ...\r\n"


def report(
    original: bytes,
    *,
    action: str = "failed",
    status: str = "Status: 5.1.1\r\n",
    diagnostic: str = "Diagnostic-Code: smtp; 550 5.1.1 <asa.oberg@exempel.se>: User unknown\r\n",
    headers_only: bool = False,
    head: str = "",
) -> bytes:
    """Postfix's shape: words for people, one recipient's status, what came back."""
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    returned = original.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if headers_only else original
    before = (
        "Return-Path: <>\r\n"
        "From: MAILER-DAEMON@relay.exempel.se (Mail Delivery System)\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "To: regapp@localhost\r\n"
        f"{head}"
        "Auto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="9B095B5ADFA"\r\n'
        "\r\n"
        "--9B095B5ADFA\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
        f"{HUMAN}"
        "\r\n--9B095B5ADFA\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; relay.exempel.se\r\nArrival-Date: Fri, 14 Feb 2020 10:00:00 +0100\r\n"
        "\r\n"
        "Final-Recipient: rfc822; asa.oberg@exempel.se\r\n"
        f"Action: {action}\r\n{status}{diagnostic}"
        f"\r\n--9B095B5ADFA\r\nContent-Type: {kind}\r\n\r\n"
    )
    return before.encode() + returned + b"\r\n--9B095B5ADFA--\r\n"


def letter(message_id: str, to: str = "asa.oberg@exempel.se", more: str = "") -> bytes:
    """What we sent, as it comes back."""
    return (
        f"From: Smartare <regapp@localhost>\r\nTo: =?utf-8?q?=C3=85sa?= <{to}>\r\n"
        f"Subject: =?utf-8?q?Du_=C3=A4r_anm=C3=A4ld?=\r\nMessage-ID: <{message_id}@localhost>\r\n{more}"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHej \xc3\xa5!\r\n"
    ).encode("latin-1", "replace")
