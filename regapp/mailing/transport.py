"""Ways out for a letter: an SMTP server, the demonstration's mailbox, a list in memory.

A transport says what went wrong in codes. It never repeats a server's words or an address.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from regapp.config import Config
from regapp.database.session import transaction
from regapp.mailing.models import DemoLetter
from regapp.mailing.render import Outgoing

# RFC 3463: "5.1.1" at the head of a reply.
_ENHANCED = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_SERVICE_CLOSING = 421


class DeliveryError(Exception):
    """A letter did not leave. `code` holds no personal data."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RejectedError(DeliveryError):
    """This letter will never be taken: unknown recipient, refused content."""


class DeferredError(DeliveryError):
    """This letter was not taken now; others may be."""


class InterruptedLetterError(DeliveryError):
    """The connection broke during this letter: whether it was taken is not known."""


class UnreachableError(DeliveryError):
    """The server takes no letters at all now; nothing is wrong with this one."""


class Transport(Protocol):
    """Takes letters one by one over as few connections as it can."""

    def send(self, letter: Outgoing) -> None:
        """Hand over one letter. Raises DeliveryError; returning means it was taken."""

    def close(self) -> None:
        """End of the batch."""


class SmtpTransport:
    """One SMTP server, one connection a batch. No call takes longer than the timeout."""

    def __init__(self, config: Config, *, tls: ssl.SSLContext | None = None) -> None:
        self._config = config
        self._tls = tls
        self._smtp: smtplib.SMTP | None = None

    def send(self, letter: Outgoing) -> None:
        connection = self._begin(letter)
        try:
            _check(connection.rcpt(letter.recipient), taken=(250, 251))
            _check(_data(connection, letter.as_bytes()), taken=(250,))
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise InterruptedLetterError(_what(error)) from None
        except UnreachableError:
            self._drop()
            raise

    def close(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()
            self._smtp = None

    def _begin(self, letter: Outgoing) -> smtplib.SMTP:
        """A connection that has taken MAIL FROM.

        A kept connection may be stale (idle for long, so many letters a connection): nothing of
        this letter was said on it yet, so a new one is tried, once.
        """
        if self._smtp is not None:
            try:
                self._smtp.rset()
                return self._mail(self._smtp, letter)
            except (OSError, smtplib.SMTPException, UnreachableError):
                self._drop()
        self._smtp = self._connect()
        try:
            return self._mail(self._smtp, letter)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise UnreachableError(_what(error)) from None
        except UnreachableError:
            self._drop()
            raise

    def _mail(self, connection: smtplib.SMTP, letter: Outgoing) -> smtplib.SMTP:
        options: list[str] = []
        if letter.needs_utf8:
            if not connection.has_extn("smtputf8"):
                raise RejectedError("smtputf8")
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        code, reply = connection.mail(letter.sender, options)
        # Our own address in every letter: refused here, it is refused for all.
        if code != 250:
            raise UnreachableError(_code(code, reply))
        return connection

    def _connect(self) -> smtplib.SMTP:
        config = self._config
        try:
            return self._open(config)
        except smtplib.SMTPResponseException as error:
            raise UnreachableError(_code(error.smtp_code, _bytes(error.smtp_error))) from None
        except (OSError, smtplib.SMTPException) as error:
            raise UnreachableError(_what(error)) from None

    def _open(self, config: Config) -> smtplib.SMTP:
        host, port = config.smtp_host or "localhost", config.smtp_port
        # Said in EHLO. Left to itself, smtplib asks the name servers, without a time limit.
        name = config.mail_from.rpartition("@")[2].encode("ascii", "ignore").decode() or "localhost"
        tls = self._tls or ssl.create_default_context()
        if config.smtp_security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, local_hostname=name, timeout=config.smtp_timeout_s, context=tls
            )
        else:
            connection = smtplib.SMTP(host, port, local_hostname=name, timeout=config.smtp_timeout_s)
        try:
            connection.ehlo_or_helo_if_needed()
            if config.smtp_security == "starttls":
                connection.starttls(context=tls)
                connection.ehlo_or_helo_if_needed()
            if config.smtp_user:
                connection.login(config.smtp_user, config.smtp_password or "")
        except BaseException:
            connection.close()
            raise
        return connection

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


class DatabaseTransport:
    """The demonstration's way out: letters are kept, to be read at /demo/brev."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def send(self, letter: Outgoing) -> None:
        source = letter.as_bytes()
        text, html = letter.message.get_body(("plain",)), letter.message.get_body(("html",))
        kept = DemoLetter(
            sent_at=self._now(),
            to_email=letter.recipient,
            subject=str(letter.message["Subject"]),
            text=text.get_content() if text else "",
            html=html.get_content() if html else "",
            source=source,
        )
        try:
            with transaction() as session:
                session.add(kept)
        except SQLAlchemyError as error:
            raise UnreachableError(type(error).__name__) from None

    def close(self) -> None:
        """Nothing is kept open."""


class MemoryTransport:
    """Keeps letters in a list; for tests. `refuse` may raise a DeliveryError for a letter."""

    def __init__(self, refuse: Callable[[Outgoing], None] | None = None) -> None:
        self.sent: list[Outgoing] = []
        self._refuse = refuse

    def send(self, letter: Outgoing) -> None:
        if self._refuse is not None:
            self._refuse(letter)
        self.sent.append(letter)

    def close(self) -> None:
        """Nothing is kept open."""


def transport_for(config: Config, now: Callable[[], datetime]) -> Transport | None:
    """The installation's way out; None where no mail server is set: letters wait."""
    if config.demo:
        return DatabaseTransport(now)
    return SmtpTransport(config) if config.smtp_host else None


def _data(connection: smtplib.SMTP, payload: bytes) -> tuple[int, bytes]:
    try:
        return connection.data(payload)
    except smtplib.SMTPDataError as error:
        return error.smtp_code, _bytes(error.smtp_error)


def _check(answer: tuple[int, bytes], *, taken: tuple[int, ...]) -> None:
    code, reply = answer
    if code not in taken:
        raise _refusal(code, reply)


def _refusal(code: int, reply: bytes) -> DeliveryError:
    said = _code(code, reply)
    if code == _SERVICE_CLOSING:
        return UnreachableError(said)
    return RejectedError(said) if 500 <= code < 600 else DeferredError(said)


def _code(code: int, reply: bytes) -> str:
    found = _ENHANCED.match(reply)
    return f"{code} {found[1].decode()}" if found else str(code)


def _what(error: Exception) -> str:
    # smtplib turns a silent server into a disconnected one.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "timeout"
    return type(error).__name__[:64]


def _bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode("utf-8", "replace")
