"""The supervisor keeps real processes running, and leaves none behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from regapp.config import ROOT
from tests.support.server import is_alive

pytestmark = pytest.mark.slow

# Writes its own pid and waits; stops at SIGTERM unless told to be stubborn.
_PROGRAM = """
import os, signal, sys, time
name, stubborn = sys.argv[1], "stubborn" in sys.argv
def tell(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())  # whole lines: others write here too
def end(*_):
    tell("bye", name)
    sys.exit(0)
signal.signal(signal.SIGTERM, signal.SIG_IGN if stubborn else end)
signal.signal(signal.SIGHUP, lambda *_: tell("renewed", name))
tell("started", name, os.getpid())
if "child" in sys.argv and os.fork() == 0:
    tell("child", name, os.getpid())
while True:
    time.sleep(0.05)
"""

_SUPERVISOR = """
import os, sys
from pathlib import Path
from regapp.cli.supervisor import Program, Supervisor
def program(words):
    command = [sys.executable, "-u", sys.argv[1], *words.split()]
    return Program(words.split()[0], command, grace_s=1, reloads="reloads" in words)
Supervisor([program(words) for words in sys.argv[2:]], dict(os.environ), Path.cwd(),
           lambda text: print(text, flush=True)).run()
print("done", flush=True)
"""


class Run:
    """A supervisor in a process of its own; what it and its programs wrote."""

    def __init__(self, folder: Path, *programs: str) -> None:
        script, program = folder / "supervise.py", folder / "program.py"
        script.write_text(textwrap.dedent(_SUPERVISOR), encoding="utf-8")
        program.write_text(textwrap.dedent(_PROGRAM), encoding="utf-8")
        self._log = folder / "log"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, script, program, *programs],
                stdout=log,
                stderr=log,
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def wait_for(self, *texts: str, times: int = 1) -> None:
        wait(lambda: all(self.log.count(text) >= times for text in texts), lambda: self.log)

    def pid(self, line: str) -> int:
        """The pid in the newest line that begins with `line`."""
        lines = [found for found in self.log.splitlines() if found.startswith(line + " ")]
        return int(lines[-1].split()[-1])

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def stop(self) -> None:
        self.signal(signal.SIGTERM)
        self.process.wait(timeout=10)


def wait(condition: Callable[[], bool], tell: Callable[[], str] = str) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline, tell()
        time.sleep(0.02)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def start(*programs: str) -> Run:
        runs.append(Run(tmp_path, *programs))
        return runs[-1]

    yield start
    for run in runs:
        if run.process.poll() is None:
            run.stop()


def test_a_killed_program_is_started_again(start: Callable[..., Run]) -> None:
    run = start("web")
    run.wait_for("started web")
    os.kill(run.pid("started web"), signal.SIGKILL)
    run.wait_for("web stopped (SIGKILL)")
    run.wait_for("started web", times=2)


def test_one_that_dies_again_and_again_is_started_ever_more_slowly(start: Callable[..., Run]) -> None:
    run = start("web")
    for times in (1, 2):
        run.wait_for("started web", times=times)
        os.kill(run.pid("started web"), signal.SIGKILL)
    run.wait_for("again in 0.5 s", "again in 1 s")


def test_all_stop_in_good_order(start: Callable[..., Run]) -> None:
    run = start("web", "worker")
    run.wait_for("started web", "started worker")
    run.stop()
    assert all(text in run.log for text in ("bye web", "bye worker", "done"))


def test_ctrl_c_stops_them_once(start: Callable[..., Run]) -> None:
    run = start("web")
    run.wait_for("started web")
    run.signal(signal.SIGINT)
    run.process.wait(timeout=10)
    assert run.log.count("bye web") == 1


def test_one_that_will_not_stop_is_killed_after_its_grace(start: Callable[..., Run]) -> None:
    run = start("web stubborn")
    run.wait_for("started web")
    pid = run.pid("started web")
    run.stop()
    assert not is_alive(pid)


def test_what_a_dead_program_left_behind_is_cleared_away(start: Callable[..., Run]) -> None:
    run = start("web child")
    run.wait_for("child web")
    orphan = run.pid("child web")
    os.kill(run.pid("started web"), signal.SIGKILL)
    wait(lambda: not is_alive(orphan))


def test_programs_stop_when_the_supervisor_is_killed(start: Callable[..., Run]) -> None:
    run = start("web")
    run.wait_for("started web")
    pid = run.pid("started web")
    run.signal(signal.SIGKILL)
    wait(lambda: not is_alive(pid))
    run.process.wait()


def test_renewal_restarts_what_cannot_renew_itself(start: Callable[..., Run]) -> None:
    run = start("web reloads", "worker")
    run.wait_for("started web", "started worker")
    run.signal(signal.SIGHUP)
    run.wait_for("renewed web", "bye worker")
    run.wait_for("started worker", times=2)
    assert run.log.count("started web") == 1
