"""The real application in real processes: granian on a free port, and the mail worker."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from regapp.cli.serve import Listen, web_command, worker_command
from regapp.cli.supervisor import die_with_parent
from regapp.config import ROOT
from tests.support.ports import free_port

_START_S = 30.0


@dataclass
class LiveServer:
    """One running server with an instance folder of its own. `url` has no final slash."""

    folder: Path
    settings: Mapping[str, str]
    workers: int = 2
    threads: int = 2
    mail_worker: bool = False
    port: int = field(default_factory=free_port)
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """Everything the processes wrote."""
        return self._log_path.read_text(encoding="utf-8", errors="replace")

    @property
    def pids(self) -> list[int]:
        """The web server's worker processes."""
        return children_of(self.web.pid)

    @property
    def web(self) -> subprocess.Popen[bytes]:
        return self._running[0]

    @property
    def worker(self) -> subprocess.Popen[bytes]:
        return self._running[1]

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("REGAPP_")}
        own = {
            "REGAPP_TESTING": "1",
            "REGAPP_INSTANCE": str(self.folder),
            "REGAPP_BASE_URL": self.url,
            "REGAPP_SECRET_KEY": "a key that only tests know, long enough for anyone",
        }
        return {**inherited, **own, **self.settings}

    @property
    def _log_path(self) -> Path:
        return self.folder / "server.log"

    @property
    def commands(self) -> list[list[str]]:
        """What runs, the web server first."""
        listen = Listen(port=self.port, workers=self.workers, threads=self.threads)
        mail = [worker_command()] if self.mail_worker else []
        return [web_command(listen, log_level="info"), *mail]

    def start(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._log_path.open("ab") as log:
            self._running = [
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=die_with_parent,
                )
                for command in self.commands
            ]
        self.wait()
        return self

    def wait(self) -> None:
        """Until it answers; fails with its log if it does not."""
        deadline = time.monotonic() + _START_S
        while not (self.answers() and self._all_started()):
            if self.web.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"the server did not start:\n{self.log}")
            time.sleep(0.05)

    def _all_started(self) -> bool:
        """One that is told to stop before it has started does not hear it."""
        return self.log.count("Started worker-") >= self.workers

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """In good order, as an operator would."""
        for process in self._running:
            if process.poll() is None:
                process.terminate()
        for process in self._running:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """As a power cut would: every process at once, without a word."""
        for process in self._running:
            # Whole groups, each in one stroke: killed one by one, a parent has the time to replace
            # a child, and nobody knows of the new one.
            for group in groups_of(process.pid):
                with suppress(ProcessLookupError):
                    os.killpg(group, signal.SIGKILL)
            process.wait()

    def flask(self, *arguments: str) -> str:
        """Run a `flask` command against this server's settings; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def children_of(pid: int) -> list[int]:
    """The child processes of one process, from /proc."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(word) for word in text.split()]


def descendants_of(pid: int) -> list[int]:
    """Its children, theirs, and so on."""
    return [found for child in children_of(pid) for found in (child, *descendants_of(child))]


def groups_of(pid: int) -> set[int]:
    """The process groups of a process that began one of its own, and of its descendants."""
    groups = {pid}
    for descendant in descendants_of(pid):
        with suppress(ProcessLookupError):
            groups.add(os.getpgid(descendant))
    return groups


def is_alive(pid: int) -> bool:
    """Whether it still runs; one that ended and was not yet buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
