"""The demonstration from one entry point, the way `make run` starts it."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from regapp.config import ROOT
from regapp.demo.members import MEMBERS
from tests.support.ports import free_port
from tests.support.server import descendants_of, is_alive

pytestmark = pytest.mark.slow


class Demonstration:
    """One start of the demonstration; what it printed."""

    def __init__(self, instance: Path) -> None:
        self.port = free_port()
        self._log = instance.parent / f"demonstration-{self.port}.log"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("REGAPP_")}
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "regapp.cli.run"],
                cwd=ROOT,
                env={**clean, "PORT": str(self.port), "REGAPP_INSTANCE": str(instance)},
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 60
        while "Stop with Ctrl-C" not in self.printed:
            assert self.process.poll() is None and time.monotonic() < deadline, self.printed
            time.sleep(0.1)

    @property
    def printed(self) -> str:
        return self._log.read_text(encoding="utf-8")

    @property
    def passwords(self) -> list[str]:
        return re.findall(r"password (\S+)$", self.printed, re.MULTILINE)

    def get(self, path: str, host: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"Host": host or f"127.0.0.1:{self.port}"})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8")
        connection.close()
        return answer.status, text

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=40)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Demonstration]]:
    running: list[Demonstration] = []

    def start() -> Demonstration:
        running.append(Demonstration(tmp_path / "instance"))
        return running[-1]

    yield start
    for one in running:
        if one.process.poll() is None:
            one.stop()


def test_one_command_serves_the_season_and_a_second_start_keeps_it(
    start: Callable[[], Demonstration],
) -> None:
    first = start()
    everyone = descendants_of(first.process.pid)
    assert f"http://127.0.0.1:{first.port}" in first.printed
    assert len(first.passwords) == len(MEMBERS)
    for host in (None, f"localhost:{first.port}", f"[::1]:{first.port}"):
        status, page = first.get("/smartare-gronare-sverige", host)
        assert status == 200
        assert all(text in page for text in ("Varberg", "Kalmar", "Luleå", "Demonstration"))
    assert first.get("/", "elsewhere.example")[0] == 400
    assert first.stop() == 0
    assert not [pid for pid in everyone if is_alive(pid)]

    second = start()
    assert "invented sign-ups" not in second.printed
    assert len(second.passwords) == len(MEMBERS)
    assert not set(second.passwords) & set(first.passwords)
    assert second.get("/smartare-gronare-sverige")[0] == 200
