"""The real SMTP transport against real servers: what is taken, refused, put off, not known."""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from regapp.mailing.letters import Envelope
from regapp.mailing.render import Outgoing, render
from regapp.mailing.transport import (
    DeferredError,
    InterruptedLetterError,
    RejectedError,
    SmtpTransport,
    UnreachableError,
)
from tests.mailing.post import INVITATION, NOW, config, envelope, letter
from tests.support.ports import free_port
from tests.support.smtp import MailServer, TidyController
from tests.support.tls import server_context, trusting_context

_ANNA = "anna.lindqvist@exempel.se"


def one(to: Envelope | None = None) -> Outgoing:
    return render(
        to or envelope(),
        [letter(calendar=INVITATION)],
        config=config(),
        message_id="0b0f2f6e",
        sent_at=NOW,
    )


@contextmanager
def transport(
    port: int, *, tls: ssl.SSLContext | None = None, patience_s: int = 20, **more: Any
) -> Iterator[SmtpTransport]:
    """Patient, so that a busy machine is not taken for a silent server, except where one is waited for."""
    settings = config(smtp_host="127.0.0.1", smtp_port=port, smtp_timeout_s=patience_s, **more)
    open_one = SmtpTransport(settings, tls=tls)
    try:
        yield open_one
    finally:
        open_one.close()


def test_a_letter_arrives_as_it_was_rendered(smtp: MailServer) -> None:
    sent = one()
    with transport(smtp.port) as way_out:
        way_out.send(sent)
    (received,) = smtp.received
    assert received.raw == sent.as_bytes()
    assert (received.mail_from, received.rcpt_to) == ("anmalan@exempel.se", [_ANNA])


def test_a_batch_takes_one_connection(smtp: MailServer) -> None:
    with transport(smtp.port) as way_out:
        way_out.send(one())
        kept = way_out._smtp
        way_out.send(one())
        assert way_out._smtp is kept
    assert len(smtp.received) == 2


def test_a_kept_connection_that_died_is_replaced(smtp: MailServer) -> None:
    with transport(smtp.port) as way_out:
        way_out.send(one())
        assert way_out._smtp is not None
        way_out._smtp.close()
        way_out.send(one())
    assert len(smtp.received) == 2


def test_an_unknown_recipient_is_refused_for_good_and_the_next_letter_leaves(smtp: MailServer) -> None:
    smtp.refused.add(_ANNA)
    with transport(smtp.port) as way_out:
        with pytest.raises(RejectedError) as caught:
            way_out.send(one())
        way_out.send(one(envelope(to_email="bo@exempel.se")))
    assert caught.value.code == "550 5.1.1"
    assert [received.rcpt_to for received in smtp.received] == [["bo@exempel.se"]]


def test_a_busy_mailbox_puts_its_letter_off_and_the_next_leaves(smtp: MailServer) -> None:
    smtp.deferred.add(_ANNA)
    with transport(smtp.port) as way_out:
        with pytest.raises(DeferredError) as caught:
            way_out.send(one())
        way_out.send(one(envelope(to_email="bo@exempel.se")))
    assert caught.value.code == "451 4.2.1"


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with transport(free_port()) as way_out, pytest.raises(UnreachableError):
        way_out.send(one())


def test_a_server_that_says_nothing_is_unreachable_after_the_timeout(silent_smtp: int) -> None:
    begun = time.monotonic()
    with transport(silent_smtp, patience_s=1) as way_out, pytest.raises(UnreachableError) as caught:
        way_out.send(one())
    assert caught.value.code == "timeout"
    assert time.monotonic() - begun < 10


def test_a_server_that_falls_silent_after_the_letter_leaves_it_unknown(smtp: MailServer) -> None:
    smtp.hang_s = 30
    with transport(smtp.port, patience_s=2) as way_out, pytest.raises(InterruptedLetterError) as caught:
        way_out.send(one())
    assert caught.value.code == "timeout"


def test_a_connection_cut_after_the_letter_leaves_it_unknown(smtp: MailServer) -> None:
    smtp.cut_after_data = True
    with transport(smtp.port) as way_out, pytest.raises(InterruptedLetterError):
        way_out.send(one())


class Answers:
    """A server that gives one answer at one step."""

    def __init__(self, step: str, answer: str) -> None:
        self._answer = answer
        setattr(self, f"handle_{step}", self._say)

    async def _say(self, *_anything: Any) -> str:
        return self._answer


@contextmanager
def answering(handler: Any, **more: Any) -> Iterator[int]:
    controller = TidyController(handler, hostname="127.0.0.1", port=free_port(), **more)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@pytest.mark.parametrize(
    ("step", "answer", "error", "code"),
    [
        ("MAIL", "452 4.3.1 Disk full for anna@exempel.se", UnreachableError, "452 4.3.1"),
        ("MAIL", "550 5.7.1 Not your domain", UnreachableError, "550 5.7.1"),
        ("RCPT", "421 4.3.2 Closing", UnreachableError, "421 4.3.2"),
        ("RCPT", "550 anna@exempel.se unknown", RejectedError, "550"),
        ("DATA", "554 5.6.0 Refused", RejectedError, "554 5.6.0"),
        ("DATA", "451 4.7.1 Greylisted", DeferredError, "451 4.7.1"),
        ("DATA", "421 4.3.2 Closing", UnreachableError, "421 4.3.2"),
    ],
)
def test_every_answer_is_told_apart_by_its_code_alone(
    step: str, answer: str, error: type[Exception], code: str
) -> None:
    with answering(Answers(step, answer)) as port, transport(port) as way_out:
        with pytest.raises(error) as caught:
            way_out.send(one())
        assert str(caught.value) == code


def test_an_utf8_address_needs_a_server_that_takes_them(smtp: MailServer) -> None:
    to = envelope(to_email="åsa@exempel.se")
    with transport(smtp.port) as way_out:
        way_out.send(one(to))
    assert smtp.received[0].rcpt_to == ["åsa@exempel.se"]
    with answering(MailServer(), enable_SMTPUTF8=False) as port, transport(port) as way_out:
        with pytest.raises(RejectedError) as caught:
            way_out.send(one(to))
        assert caught.value.code == "smtputf8"


def _authenticate(_server: SMTP, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=(data.login, data.password) == (b"regapp", b"hemligt"), handled=False)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # implicit TLS is TLS
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_leaves_over_tls_with_a_password(security: str) -> None:
    server = MailServer()
    context = server_context()
    ways: dict[str, Any] = {
        "starttls": {"tls_context": context, "require_starttls": True},
        "tls": {"ssl_context": context, "auth_require_tls": False},
    }
    auth = {"authenticator": _authenticate, "auth_required": True}
    account: dict[str, Any] = {"smtp_security": security, "smtp_user": "regapp"}
    with answering(server, **ways[security], **auth) as port:
        with transport(port, tls=trusting_context(), smtp_password="hemligt", **account) as way_out:
            way_out.send(one())
        with transport(port, tls=trusting_context(), smtp_password="fel", **account) as way_out:
            with pytest.raises(UnreachableError) as caught:
                way_out.send(one())
            assert caught.value.code.startswith("535")
    assert len(server.received) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_with_a_certificate_nobody_signed_gets_no_letter(security: str) -> None:
    context = server_context()
    ways: dict[str, Any] = {"starttls": {"tls_context": context}, "tls": {"ssl_context": context}}
    with (
        answering(MailServer(), **ways[security]) as port,
        transport(port, smtp_security=security) as way_out,
        pytest.raises(UnreachableError) as caught,
    ):
        way_out.send(one())
    assert caught.value.code == "SSLCertVerificationError"


def test_starttls_is_not_given_up_when_the_server_does_not_offer_it(smtp: MailServer) -> None:
    with transport(smtp.port, smtp_security="starttls") as way_out, pytest.raises(UnreachableError):
        way_out.send(one())
    assert smtp.received == []
