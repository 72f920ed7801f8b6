"""One web server: granian with the application, on listening sockets that outlive it.

The supervisor holds the sockets, one for each worker. While workers or the whole server are
replaced, new connections wait in the kernel instead of being refused. granian's own way on Linux
has each worker open its own, and loses those that wait at a worker which ends; one socket for
all would let the first to wake up take a whole rush of connections while the others idle.
"""

import argparse
import ctypes
import gc
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from regapp.cli.supervisor import die_with_parent
from regapp.config import ROOT, Config, ConfigurationError

BACKLOG = 1024
# New objects before each generation is collected. A request leaves about a hundred behind that
# only the collector finds; with what hangs on them, fifty thousand were 15 MB in each process.
_COLLECT_AFTER = (2_000, 10, 10)
# How long a thread that waits for Python's lock lets another run. The one that writes lets go of
# the lock at every statement while all other writers wait for it: 5 ms each time is long.
_SWITCH_S = 0.00003
# mallopt's name for it (malloc.h), and what is borrowed from the kernel by itself: from 1 MB up.
_M_MMAP_THRESHOLD, _LARGE_BYTES = -3, 1 << 20


class _Server(MPServer):
    """granian, each worker told which socket that is already listening is its own."""

    def __init__(
        self, listeners: Sequence[socket.socket], workers: int, threads: int, log_level: str
    ) -> None:
        host, port = listeners[0].getsockname()[:2]
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
        self._listeners = listeners

    def _init_shared_socket(self) -> None:
        """They are there already."""

    def _spawn_worker(self, idx: int, *given: Any, **named: Any) -> Any:
        # What granian sets itself where its workers must share a socket; its types do not say so.
        server: Any = self
        holder: Any = SocketHolder
        server._sso = self._listeners[idx % len(self._listeners)]
        server._shd = holder(server._sso.fileno(), False, BACKLOG)
        return super()._spawn_worker(idx, *given, **named)


def _load() -> Any:
    """The application, in a worker process that has just begun.

    Until granian sets its own handlers the worker has its parent's, which would ignore SIGTERM.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _end_with_server()
    _give_back_memory()
    app = import_module("wsgi").app
    # What is loaded by now stays: the collector need not look through it at every request, nor
    # so often. A sign-up costs a sixth less.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)
    sys.setswitchinterval(_SWITCH_S)
    return app


def _end_with_server() -> None:
    """A worker whose server was killed would hold the port and its share of the connections."""
    if sys.platform != "linux":
        return
    die_with_parent()
    server = multiprocessing.parent_process()
    if server is not None and os.getppid() != server.pid:
        sys.exit("the server is gone")  # killed before the line above


def _give_back_memory() -> None:
    """Return large blocks to the kernel when they are freed.

    glibc raises its limit with every block it frees: after the first sign-in, whose password
    takes 19 MB to check, each thread would keep as much for ever. Other C libraries return it.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def open_sockets(host: str, port: int, workers: int) -> list[socket.socket]:
    """Listening sockets for `serve`, one a worker where the kernel can share connections out
    between them (Linux), else one for all. OSError where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if sys.platform != "linux":
        return [_prepared(socket.create_server((host, port), family=family, backlog=BACKLOG))]
    # Sockets that share a port share it with those of another server too: only one that does
    # not want to share is told that the port is taken.
    with socket.create_server((host, port), family=family) as probe:
        place = probe.getsockname()[:2]
    shared = [
        socket.create_server(place, family=family, backlog=BACKLOG, reuse_port=True) for _ in range(workers)
    ]
    return [_prepared(listener) for listener in shared]


def _prepared(listener: socket.socket) -> socket.socket:
    # Accepted connections inherit it: without it the end of an answer waits 40 ms for the client.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if sys.platform == "linux":
        # A connection reaches a worker with its request, not before: one that a stopping worker
        # has accepted and not yet heard would be closed without an answer.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 5)
    listener.setblocking(False)
    return listener


def serve(
    listeners: Sequence[socket.socket], workers: int, threads: int, *, load: Callable[[], Any], log_level: str
) -> None:
    """Serve what `load` makes in each worker, until told to stop."""
    for listener in listeners:
        listener.set_inheritable(True)
    _Server(listeners, workers, threads, log_level).serve(target_loader=load, wrap_loader=False)


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the application.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--fd", type=int, action="append", help="listening sockets to use instead of host and port"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--log-level", default="warning", choices=[level.value for level in LogLevels])
    chosen = parser.parse_args()
    try:
        Config.from_environment()
    except ConfigurationError as error:
        sys.exit(f"regapp: {error}")
    if chosen.fd:
        listeners = [socket.socket(fileno=fd) for fd in chosen.fd]
    else:
        listeners = open_sockets(chosen.host, chosen.port, chosen.workers)
    serve(listeners, chosen.workers, chosen.threads, load=_load, log_level=chosen.log_level)


if __name__ == "__main__":
    main()
