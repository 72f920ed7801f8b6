"""Make the virtual environment and what the tests need. Says in one line what it cannot do.

Run with any Python by the Makefile, before anything is installed: standard library only.
Usage: setup.py run | test
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOG = VENV / "setup.log"
OLDEST = (3, 11)
REQUIREMENTS = {"run": "requirements.txt", "test": "requirements-dev.txt"}
NO_NETWORK = (
    "NewConnectionError", "Failed to establish", "Temporary failure", "NameResolutionError", "ConnectTimeout",
    "ProxyError", "Could not find a version",
)  # fmt: skip
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LIBICAL = "libical.so.3"


class CannotSetUpError(Exception):
    """Something this script cannot install or make; the text is the one line to show."""


def main(kind: str) -> int:
    try:
        find_newer_python()
        check_folder()
        make_environment()
        install_packages(kind)
        if kind == "test":
            install_from_npm()
            find_browser()
            find_calendar_clients()
    except CannotSetUpError as problem:
        print(f"regapp: {problem}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"regapp: {error.filename or 'set-up'}: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def find_newer_python() -> None:
    """Continue in the newest Python that is good enough, if this one is too old."""
    if sys.version_info[:2] >= OLDEST:
        return
    for minor in range(20, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            os.execv(found, [found, *sys.argv])  # noqa: S606  # the same script, a newer Python
    version = ".".join(str(part) for part in sys.version_info[:2])
    raise CannotSetUpError(f"Python 3.11 or later is needed, this is {version}.")


def check_folder() -> None:
    if writable(ROOT):
        ROOT.joinpath("instance").mkdir(mode=0o700, exist_ok=True)
    for folder in (ROOT, ROOT / "instance"):
        if not writable(folder):
            raise CannotSetUpError(f"cannot write in {folder}: use a folder of your own.")


def writable(folder: Path) -> bool:
    """Tried for real: root may write where the permission bits say no, but not on a read-only disk."""
    probe = folder / f".write-probe-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def make_environment() -> None:
    """A virtual environment of this Python; made anew if the old one does not run here."""
    python = VENV / "bin" / "python"
    stamp = VENV / ".python"
    wanted = f"{sys.version_info[:2]} {VENV}"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted and works(python):
        return
    say("Making the virtual environment .venv …")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise CannotSetUpError(venv_problem(made.stdout + made.stderr))
    stamp.write_text(wanted, encoding="utf-8")


def works(python: Path) -> bool:
    """Whether this environment's Python runs for us: it may belong to another user or be gone."""
    try:
        done = subprocess.run([python, "-c", "import pip"], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def venv_problem(output: str) -> str:
    if "ensurepip" in output or "No module named venv" in output:
        package = "python3-venv" if shutil.which("apt-get") else "Python's venv module"
        return f"{package} is missing (Debian: apt-get install python3-venv)."
    return "cannot make .venv: " + last_line(output)


def install_packages(kind: str) -> None:
    """Pinned and hashed. A stamp of the file's hash makes the second time instant.

    The compiled list is whole, so pip is not to look for more: it would ask for the newest
    release of a package that another one wants with an extra, and refuse it for lack of a hash.
    """
    wanted = ROOT / REQUIREMENTS[kind]
    if installed(wanted):
        return
    say(f"Installing the packages of {wanted.name} …")
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--require-hashes", "--no-deps"]
    command += ["--no-input", "--disable-pip-version-check", "--retries", "2", "--timeout", "30"]
    command += ["-r", str(wanted)]
    with LOG.open("w", encoding="utf-8") as log:
        done = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False, cwd=ROOT)
    if done.returncode != 0:
        raise CannotSetUpError(pip_problem(LOG.read_text(encoding="utf-8", errors="replace")))
    stamp(wanted).touch()
    if kind == "test":
        stamp(ROOT / REQUIREMENTS["run"]).touch()  # the developer's list holds the other one


def installed(requirements: Path) -> bool:
    return stamp(requirements).exists()


def stamp(requirements: Path) -> Path:
    return VENV / f".installed-{requirements.stem}-{digest(requirements)}"


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def pip_problem(output: str) -> str:
    if "No space left" in output:
        return "the disk is full."
    if any(word in output for word in NO_NETWORK):
        return f"cannot reach the package index: no network? (details: {LOG})"
    return f"pip failed: {last_line(output)} (details: {LOG})"


def install_from_npm() -> None:
    """axe-core and two calendar readers, for the tests; pinned in package-lock.json."""
    lock = ROOT / "package-lock.json"
    done_for = ROOT / "node_modules" / f".installed-{digest(lock)}"
    if done_for.exists():
        return
    if not shutil.which("npm"):
        install_debian(["npm"], "npm is missing: axe-core and calendar readers, for the tests, come from it")
    say("Installing the packages of package-lock.json …")
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        output = last_line(done.stdout + done.stderr)
        raise CannotSetUpError(f"npm ci failed, axe-core and the calendar readers are missing: {output}")
    done_for.touch()


def find_browser() -> None:
    """Chromium, for the browser tests; BROWSER_PATH names another one."""
    if os.environ.get("BROWSER_PATH") or any(shutil.which(name) for name in BROWSERS):
        return
    install_debian(["chromium"], "Chromium is missing: the browser tests need it")


def find_calendar_clients() -> None:
    """What subscribes to our calendars in the tests: two programs and a library in C."""
    missing = [name for name in ("vdirsyncer", "khal") if not shutil.which(name)]
    if not has_libical():
        missing.append("libical3")
    if missing:
        install_debian(missing, f"{', '.join(missing)} missing: the calendar tests read our feeds with them")


def has_libical() -> bool:
    try:
        ctypes.CDLL(LIBICAL)
    except OSError:
        return False
    return True


def install_debian(packages: list[str], problem: str) -> None:
    names = " ".join(packages)
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise CannotSetUpError(f"{problem} (Debian: apt-get install {names}).")
    say(f"Installing {names} with apt-get …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", *command],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise CannotSetUpError(f"{problem}; apt-get {command[0]} failed: " + last_line(done.stderr))


def last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "e:", "npm err"))]
    return (errors or lines or ["no reason given"])[-1]


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
