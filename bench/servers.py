"""Server processes on loopback: the product as it is served, and the floor beside it."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from regapp.cli.serve import worker_command
from regapp.config import ROOT
from tests.support.ports import free_port
from tests.support.server import LiveServer, descendants_of

WORKERS, THREADS = 2, 2
CLOCK = "2020-02-14T10:00:00"


@contextmanager
def product(folder: Path, url: str) -> Iterator[LiveServer]:
    settings = {"REGAPP_DATABASE_URL": url, "REGAPP_CLOCK": CLOCK}
    server = LiveServer(folder, settings, WORKERS, THREADS).start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def floor(recordings: Path, url: str) -> Iterator[int]:
    """The port of a server with as many workers and threads as the product's."""
    port = free_port()
    command = [sys.executable, "-m", "bench.floor", str(port), str(WORKERS), str(THREADS)]
    environment = {**os.environ, "REGAPP_DATABASE_URL": url, "BENCH_RECORDINGS": str(recordings)}
    running = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait(port)
        yield port
    finally:
        running.terminate()
        running.wait(timeout=20)


def _wait(port: int) -> None:
    for _try in range(200):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("the floor did not start")


def memory_mb(server: LiveServer) -> dict[str, list[int]]:
    """Resident memory in MB: the web server's first process, its workers, the mail worker."""
    worker = subprocess.Popen(
        worker_command(), cwd=ROOT, env=server.environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        time.sleep(5)
        mail = _resident(worker.pid)
    finally:
        worker.terminate()
        worker.wait(timeout=30)
    below = [_resident(pid) for pid in descendants_of(server.web.pid)]
    return {"parent": [_resident(server.web.pid)], "web": below, "mail": [mail]}


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS:"))
