"""Keeps the tests on this machine: a connection to anywhere else is an error."""

import ipaddress
import socket
from typing import Any

import pytest

_LOCAL_NAMES = {"localhost", "ip6-localhost", "", None}


class NetworkForbiddenError(RuntimeError):
    """A test tried to reach another machine."""


def forbid_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sockets connect to loopback and Unix paths only, and resolve no foreign name."""
    monkeypatch.setattr(socket, "socket", _LocalSocket)
    resolve = socket.getaddrinfo

    def resolve_local(host: Any, *args: Any, **kwargs: Any) -> Any:
        _check(host)
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve_local)


class _LocalSocket(socket.socket):
    def connect(self, address: Any) -> None:
        self._refuse_foreign(address)
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        self._refuse_foreign(address)
        return super().connect_ex(address)

    def _refuse_foreign(self, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            _check(address[0])


def _check(host: str | bytes | None) -> None:
    name = host.decode("ascii") if isinstance(host, bytes) else host
    if name in _LOCAL_NAMES or _is_loopback(str(name)):
        return
    raise NetworkForbiddenError(f"tests stay on this machine: {name}")


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
