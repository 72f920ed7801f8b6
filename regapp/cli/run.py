"""`make run`: the demonstration on this machine, from nothing to an address to open.

Refuses, in one line each, what cannot work: a folder it cannot write in, a port that is taken.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path

from regapp.cli.serve import Listen, say, supervise
from regapp.config import ROOT, Config, ConfigurationError

_HOST = "127.0.0.1"


class CannotStartError(Exception):
    """Why the demonstration cannot start; the text is the one line to show."""


def main() -> int:
    try:
        port = chosen_port(os.environ.get("PORT", ""))
        check_writable(Path(os.environ.get("REGAPP_INSTANCE") or ROOT / "instance"))
        check_free(port)
        os.environ["REGAPP_DEMO"] = "1"
        os.environ.setdefault("REGAPP_BASE_URL", f"http://{_HOST}:{port}")
        # The hundreds of letters of a first start would bury the passwords.
        os.environ.setdefault("REGAPP_LOG_LEVEL", "WARNING")
        Config.from_environment()  # says in one line what is wrong with the settings
        lines = prepare()
    except (CannotStartError, ConfigurationError) as problem:
        print(f"regapp: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return serve(port, lines)


def serve(port: int, lines: list[str]) -> int:
    address = os.environ["REGAPP_BASE_URL"]
    ready = ["", f"Demonstration: {address}", *lines, "", "Stop with Ctrl-C."]
    try:
        return supervise(Listen(_HOST, port), address, when_ready=ready)
    except OSError as error:  # somebody was quicker while the database was prepared
        print(f"regapp: cannot listen at port {port} ({error.strerror}).", file=sys.stderr)
        return 1


def prepare() -> list[str]:
    """Bring the database up to date and fill a new one; the lines to show at the start.

    In a process of its own, so that this one stays small: it only watches from here on.
    """
    say("Preparing the database …")
    return _flask("demo", "start").splitlines()


def _flask(*arguments: str) -> str:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reasons = done.stderr.strip().splitlines() or ["no reason given"]
        raise CannotStartError(f"flask {' '.join(arguments)} failed: {reasons[-1].removeprefix('Error: ')}")
    return done.stdout.strip()


def chosen_port(text: str) -> int:
    if not text:
        return Listen.port
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise CannotStartError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def check_writable(folder: Path) -> None:
    """Tried for real: the permission bits do not tell of a read-only disk."""
    probe = folder / f".write-probe-{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStartError(f"cannot write in {folder} ({error.strerror}).") from error


def check_free(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except PermissionError as error:
            raise CannotStartError(f"port {port} is not allowed: try PORT=8001 make run.") from error
        except OSError as error:
            raise CannotStartError(f"port {port} is taken: try PORT={next_port(port)} make run.") from error


def next_port(port: int) -> int:
    return port + 1 if port < 65535 else 8000


if __name__ == "__main__":
    sys.exit(main())
