"""`flask serve` under load: renewed without a lost request, stopped without a half answer."""

import http.client
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.databases import Databases
from tests.support.server import LiveServer, children_of, is_alive

pytestmark = pytest.mark.slow


class Service(LiveServer):
    """A live server that runs under `flask serve`, worker and all."""

    @property
    def commands(self) -> list[list[str]]:
        return [[sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(self.port)]]

    def _all_started(self) -> bool:
        # Its log is quieter; what the second worker lacks when the first one answers is short.
        time.sleep(1)
        return True

    @property
    def granian(self) -> int:
        """The web server's main process, the supervisor's child that has children of its own."""
        return self.web_processes[0]

    @property
    def web_processes(self) -> list[int]:
        return [pid for pid in children_of(self.web.pid) if len(children_of(pid)) >= 2]

    @property
    def pids(self) -> list[int]:
        return children_of(self.granian)


@pytest.fixture
def service(databases: Databases, tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path / "instance", {"REGAPP_DATABASE_URL": databases.fresh()})
    service.start()
    yield service
    service.stop()


class Load:
    """Eight clients that ask again and again; how it went, by kind of outcome."""

    def __init__(self, port: int) -> None:
        self.outcomes: Counter[str] = Counter()
        self._port, self._done = port, threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(8)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        while not self._done.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
            try:
                connection.request("GET", "/healthz")
                answer = connection.getresponse()
                answer.read()
                self.outcomes[str(answer.status)] += 1
            except ConnectionRefusedError:
                self.outcomes["refused"] += 1
                time.sleep(0.05)
            except (OSError, http.client.HTTPException) as error:
                self.outcomes[type(error).__name__] += 1
            finally:
                connection.close()


def wait(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_renewal_under_load_fails_no_request(service: Service) -> None:
    before = set(service.pids)
    with Load(service.port) as load:
        time.sleep(0.5)
        service.web.send_signal(signal.SIGHUP)
        wait(lambda: len(service.pids) == 2 and not before & set(service.pids))
        time.sleep(0.5)
    assert set(load.outcomes) == {"200"}, load.outcomes


def test_f3_sigterm_under_load_finishes_what_was_begun(service: Service) -> None:
    with Load(service.port) as load:
        time.sleep(0.5)
        service.web.send_signal(signal.SIGTERM)
        assert service.web.wait(timeout=30) == 0
    assert load.outcomes["200"] > 50
    # Whoever was accepted has got the whole answer; those still waiting in the kernel were let go.
    assert set(load.outcomes) <= {"200", "refused", "ConnectionResetError"}, load.outcomes


def test_a_server_told_to_stop_under_load_is_replaced_and_fails_no_request(service: Service) -> None:
    main = service.granian
    with Load(service.port) as load:
        time.sleep(0.5)
        os.kill(main, signal.SIGTERM)
        wait(lambda: not is_alive(main))
        wait(lambda: len(service.web_processes) == 1)
        time.sleep(0.5)
    assert set(load.outcomes) == {"200"}, load.outcomes


def test_a_killed_worker_and_a_killed_server_come_back(service: Service) -> None:
    os.kill(service.pids[0], signal.SIGKILL)
    wait(lambda: len(service.pids) == 2 and service.answers())
    main = service.granian
    orphans = service.pids
    os.kill(main, signal.SIGKILL)
    wait(lambda: main not in children_of(service.web.pid))
    wait(service.answers)
    assert service.granian != main
    wait(lambda: not any(is_alive(pid) for pid in orphans))


def test_f2_workers_whose_server_and_its_supervisor_were_killed_at_once_do_not_keep_the_port(
    service: Service,
) -> None:
    workers, at_once = service.pids, [service.web.pid, service.granian]
    for pid in at_once:
        os.kill(pid, signal.SIGKILL)
    wait(lambda: not any(is_alive(pid) for pid in workers))
    service.web.wait()
    service.start()
    assert service.answers()


def test_nothing_is_left_running_after_a_stop(service: Service) -> None:
    everyone = [*service.pids, *children_of(service.web.pid)]
    service.stop()
    assert not [pid for pid in everyone if is_alive(pid)]
