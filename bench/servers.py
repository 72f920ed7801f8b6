"""Server processes on loopback: the product as it is served, and the floor beside it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from regapp.config import ROOT
from tests.support.ports import free_port
from tests.support.server import LiveServer, descendants_of

WORKERS, THREADS = 2, 2


@contextmanager
def product(folder: Path, url: str) -> Iterator[LiveServer]:
    settings = {"REGAPP_DATABASE_URL": url, "REGAPP_CLOCK": "2020-02-14T10:00:00"}
    server = LiveServer(folder, settings, WORKERS, THREADS).start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def floor(recordings: Path, url: str) -> Iterator[int]:
    """The port of a server with as many workers and threads as the product's."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(WORKERS), "--blocking-threads", str(THREADS), "bench.floor:app",
    ]  # fmt: skip
    environment = {**os.environ, "REGAPP_DATABASE_URL": url, "BENCH_RECORDINGS": str(recordings)}
    running = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(4)
    try:
        yield port
    finally:
        running.terminate()
        running.wait(timeout=20)


def memory_mb(server: LiveServer) -> list[int]:
    """Resident memory of each of the web server's processes, in MB."""
    found = []
    for pid in (server.web.pid, *descendants_of(server.web.pid)):
        for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmRSS:"):
                found.append(int(line.split()[1]) // 1024)
    return found
