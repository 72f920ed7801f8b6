"""One web server: granian with the application, on a listening socket that outlives it.

The supervisor holds the socket. While workers or the whole server are replaced, new connections
wait in the kernel instead of being refused. granian's own way on Linux, one socket a worker,
loses those that wait at a worker which ends.
"""

import argparse
import signal
import socket
import sys
from importlib import import_module
from typing import Any

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from regapp.config import ROOT, Config, ConfigurationError

BACKLOG = 1024


class _Server(MPServer):
    """granian, told to share one socket that is already listening."""

    def __init__(self, listener: socket.socket, workers: int, threads: int, log_level: str) -> None:
        host, port = listener.getsockname()[:2]
        super().__init__(
            "wsgi:app",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            websockets=False,
            workers=workers,
            blocking_threads=threads,
            backlog=BACKLOG,
            # Without it one killed worker ends them all.
            respawn_failed_workers=True,
            respawn_interval=2.0,
            workers_kill_timeout=25,
            log_level=LogLevels(log_level),
            working_dir=ROOT,
        )
        self._listener = listener

    def _init_shared_socket(self) -> None:
        # What granian sets itself where its workers must share a socket; its types do not say so.
        server: Any = self
        holder: Any = SocketHolder
        server._sso = self._listener
        server._sfd = self._listener.fileno()
        server._shd = holder(server._sfd, False, BACKLOG)


def _load() -> Any:
    """The application, in a worker process that has just begun.

    Until granian sets its own handlers the worker has its parent's, which would ignore SIGTERM.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return import_module("wsgi").app


def open_socket(host: str, port: int) -> socket.socket:
    """A listening socket for `_Server`; OSError where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    # Accepted connections inherit it: without it the end of an answer waits 40 ms for the client.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if sys.platform == "linux":
        # A connection reaches a worker with its request, not before: one that a stopping worker
        # has accepted and not yet heard would be closed without an answer.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 5)
    listener.setblocking(False)
    return listener


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the application.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--fd", type=int, help="a listening socket to use instead of host and port")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--log-level", default="warning", choices=[level.value for level in LogLevels])
    chosen = parser.parse_args()
    try:
        Config.from_environment()
    except ConfigurationError as error:
        sys.exit(f"regapp: {error}")
    listener = socket.socket(fileno=chosen.fd) if chosen.fd else open_socket(chosen.host, chosen.port)
    listener.set_inheritable(True)
    _Server(listener, chosen.workers, chosen.threads, chosen.log_level).serve(
        target_loader=_load, wrap_loader=False
    )


if __name__ == "__main__":
    main()
