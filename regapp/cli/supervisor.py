"""Keeps a few programs running: starts them, starts a dead one again, stops them in good order.

Knows nothing of what they do. Linux and other POSIX systems.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
# A program that ran this long was well: its next death is a first death again.
_WELL_AFTER_S = 60.0
_STOPPING = {signal.SIGTERM, signal.SIGINT}
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """A command to keep running. `grace_s`: how long it may take to stop before it is killed."""

    name: str
    command: Sequence[str]
    grace_s: float = 30.0
    # Renews itself on SIGHUP; one that does not is stopped gently and started again.
    reloads: bool = False
    # Open files it inherits, by number.
    pass_fds: tuple[int, ...] = ()


@dataclass
class _Child:
    """One program's present process, and when it may be started again."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause_s: float = _FIRST_PAUSE_S


@dataclass
class Supervisor:
    """`run()` returns when it was told to stop (SIGTERM, SIGINT) and everything has stopped.

    SIGHUP renews the programs one by one (after an upgrade). `tick` is called a few times a
    second in between and must not block; `say` gets one line per event worth reading.
    """

    programs: Sequence[Program]
    environment: Mapping[str, str]
    folder: Path
    say: Callable[[str], None]
    tick: Callable[[], None] = lambda: None
    _children: list[_Child] = field(default_factory=list)

    def run(self) -> int:
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        os.set_blocking(reader, False)
        previous = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in (*_STOPPING, signal.SIGHUP, signal.SIGCHLD):
            # The number arrives through the pipe; the handler only has to exist.
            signal.signal(number, lambda _number, _frame: None)
        try:
            self._children = [_Child(program) for program in self.programs]
            while not _STOPPING & (arrived := self._wait(reader)):
                if signal.SIGHUP in arrived:
                    self._renew()
                self._keep_running()
                self.tick()
            return 0
        finally:
            self._stop_all()
            signal.set_wakeup_fd(previous)
            os.close(reader)
            os.close(writer)

    def _wait(self, reader: int) -> set[int]:
        """The signals that arrived, after at most a fifth of a second."""
        self._keep_running()
        select.select([reader], [], [], 0.2)
        try:
            return set(os.read(reader, 256))
        except BlockingIOError:
            return set()

    def _keep_running(self) -> None:
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                self._bury(child)
            if child.process is None and time.monotonic() >= child.start_at:
                self._start(child)

    def _start(self, child: _Child) -> None:
        child.process = subprocess.Popen(
            list(child.program.command),
            env=dict(self.environment),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            # Its own group: Ctrl-C reaches it through us, and what it leaves behind is found.
            start_new_session=True,
            pass_fds=child.program.pass_fds,
            preexec_fn=die_with_parent if sys.platform == "linux" else None,
        )
        child.started_at = time.monotonic()

    def _bury(self, child: _Child) -> None:
        """Note a death, clear away what the dead left behind, and plan the next start."""
        assert child.process is not None  # noqa: S101 - for the type checker; the caller looked
        lived_s = time.monotonic() - child.started_at
        code, name = child.process.returncode, child.program.name
        _signal_group(child.process.pid, signal.SIGKILL)
        child.process = None
        if lived_s >= _WELL_AFTER_S:
            child.pause_s = _FIRST_PAUSE_S
        self.say(f"{name} stopped ({_reason(code)}), starting it again in {child.pause_s:g} s")
        child.start_at = time.monotonic() + child.pause_s
        child.pause_s = min(child.pause_s * 2, _LONGEST_PAUSE_S)

    def _renew(self) -> None:
        for child in self._children:
            if child.process is None:
                continue
            if child.program.reloads:
                child.process.send_signal(signal.SIGHUP)
            else:
                _stop([child])
                child.process, child.start_at = None, 0.0

    def _stop_all(self) -> None:
        _stop(self._children)


def _stop(children: Sequence[_Child]) -> None:
    """Ask all to stop, wait for each as long as it may take, then kill what is left."""
    running = [(child.process, child.program) for child in children if child.process is not None]
    for process, _program in running:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    asked_at = time.monotonic()
    for process, program in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(asked_at + program.grace_s - time.monotonic(), 0.1))
        _signal_group(process.pid, signal.SIGKILL)
        process.wait()


def _signal_group(pid: int, number: signal.Signals) -> None:
    """Reach a process and its descendants; the group is named after its first process."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _reason(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def die_with_parent() -> None:
    """In the child, before the program: stop in good order if the parent is killed (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
