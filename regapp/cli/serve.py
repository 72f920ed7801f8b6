"""The web server and the mail worker under one supervisor: `flask serve`, and `make run`."""

import http.client
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

import click

from regapp.cli.supervisor import Program, Supervisor
from regapp.cli.web import open_sockets
from regapp.config import ROOT


@dataclass(frozen=True)
class Listen:
    """Where the web server answers and with how many processes and threads each."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 2


def web_command(listen: Listen, *, fds: Sequence[int] = (), log_level: str = "warning") -> list[str]:
    """The web server's command line. Used by the supervisor, the tests and the bench alike.

    fds  listening sockets to inherit; without them the server opens its own
    """
    place = ["--host", listen.host, "--port", str(listen.port)]
    if fds:
        place = [part for fd in fds for part in ("--fd", str(fd))]
    size = ["--workers", str(listen.workers), "--threads", str(listen.threads)]
    return [sys.executable, "-m", "regapp.cli.web", *place, *size, "--log-level", log_level]


def worker_command() -> list[str]:
    """The mail worker's command line."""
    return [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]


def programs(listen: Listen, fds: Sequence[int]) -> list[Program]:
    return [
        Program("web", web_command(listen, fds=fds), reloads=True, pass_fds=tuple(fds)),
        Program("worker", worker_command()),
    ]


def answers(listen: Listen, base_url: str) -> bool:
    """Whether the server says it is well. Asked as the name it is known by."""
    connection = http.client.HTTPConnection(listen.host, listen.port, timeout=0.5)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(base_url).netloc})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def supervise(listen: Listen, base_url: str, *, when_ready: Sequence[str]) -> int:
    """Run web and worker until told to stop; print `when_ready` once the server answers.

    OSError where the port is taken.
    """
    with ExitStack() as kept:
        listeners = [
            kept.enter_context(one) for one in open_sockets(listen.host, listen.port, listen.workers)
        ]
        supervisor = Supervisor(
            programs(listen, [one.fileno() for one in listeners]),
            environment=dict(os.environ),
            folder=ROOT,
            say=say,
            tick=_once(lambda: answers(listen, base_url), lambda: say("\n".join(when_ready))),
        )
        return supervisor.run()


def _once(condition: Callable[[], bool], act: Callable[[], None]) -> Callable[[], None]:
    """Something to call again and again: acts the first time the condition holds, never after."""
    done = False

    def tick() -> None:
        nonlocal done
        if not done and condition():
            done = True
            act()

    return tick


def say(text: str) -> None:
    print(text, flush=True)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=8000, show_default=True, help="Port to listen at.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--threads", default=2, show_default=True, help="Threads in each web process.")
def serve_command(host: str, port: int, workers: int, threads: int) -> None:
    """Run the web server and the mail worker. SIGTERM stops, SIGHUP renews after an upgrade."""
    from regapp.web.state import config

    if config().demo and host not in {"127.0.0.1", "localhost", "::1"}:
        raise click.ClickException("Demonstration körs bara på den egna maskinen.")
    listen = Listen(host, port, workers, threads)
    try:
        sys.exit(supervise(listen, config().base_url, when_ready=[f"regapp answers at {host}:{port}"]))
    except OSError as error:
        raise click.ClickException(f"cannot listen at {host}:{port} ({error.strerror})") from error
