"""A real mail server on loopback that can be told to misbehave."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.ports import free_port


@dataclass
class Received:
    """One accepted letter, and for whom the server was told it was."""

    mail_from: str
    rcpt_to: list[str]
    message: EmailMessage
    raw: bytes


@dataclass
class MailServer:
    """Accepts everything, except what it is told to treat otherwise.

    refused    addresses answered with 550, for ever
    deferred   addresses answered with 451, for now
    hang_s     seconds to wait before answering DATA
    cut_after_data   accept the letter, then close without answering
    """

    host: str = "127.0.0.1"
    port: int = 0
    received: list[Received] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    deferred: set[str] = field(default_factory=set)
    hang_s: float = 0.0
    cut_after_data: bool = False

    def to(self, address: str) -> list[Received]:
        return [letter for letter in self.received if address in letter.rcpt_to]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 No such user"
        if address in self.deferred:
            return "451 4.2.1 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds it by this name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.hang_s:
            await asyncio.sleep(self.hang_s)
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(raw, EmailMessage, policy=POLICY)
        self.received.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), message, raw))
        if self.cut_after_data:
            transport = server.transport
            assert isinstance(transport, asyncio.Transport)
            transport.abort()
        return "250 OK"


class TidyController(Controller):
    """Hangs up on whoever is still connected before it stops.

    The library stops its loop at once; a client's last word unread leaves a socket open, and
    the warning about it hits whichever test runs when it is collected.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._served: list[SMTP] = []

    def factory(self) -> SMTP:
        self._served.append(SMTP(self.handler, **self.SMTP_kwargs))
        return self._served[-1]

    def stop(self, no_assert: bool = False) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(timeout=5)
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        # No more are let in, and those let in just now get their transport, which a server that
        # has closed refuses to give: their socket would be nobody's to close.
        assert isinstance(self.server, asyncio.Server)
        for listening in self.server.sockets:
            self.loop.remove_reader(listening.fileno())
        await self._breathe()
        for one in self._served:
            if isinstance(one.transport, asyncio.Transport):
                one.transport.abort()
        await self._breathe()

    async def _breathe(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    """A running server; gone afterwards."""
    server = MailServer(port=port or free_port())
    controller = TidyController(server, hostname=server.host, port=server.port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        done, kept = threading.Event(), list[socket.socket]()
        thread = threading.Thread(target=_accept, args=(listener, done, kept))
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            done.set()
            thread.join()
            for connection in kept:
                connection.close()


def _accept(listener: socket.socket, done: threading.Event, kept: list[socket.socket]) -> None:
    while not done.is_set():
        try:
            kept.append(listener.accept()[0])
        except TimeoutError:
            continue
