"""What the set-up cannot install it names in one line."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import setup


def test_packages_are_installed_once_for_each_content_of_the_list(tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("one==1\n", encoding="utf-8")
    before = setup.stamp(requirements)
    requirements.write_text("one==2\n", encoding="utf-8")
    assert setup.stamp(requirements) != before


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("WARNING: Retrying ... NewConnectionError('...')\nERROR: No matching distribution", "no network?"),
        ("ERROR: Could not find a version that satisfies the requirement alembic", "no network?"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "DO NOT MATCH THE HASHES"),
    ],
)
def test_a_failed_installation_has_a_reason(output: str, told: str) -> None:
    assert told in setup.pip_problem(output)
    assert "\n" not in setup.pip_problem(output)


def test_an_environment_that_does_not_run_is_noticed(tmp_path: Path) -> None:
    assert not setup.works(tmp_path / "bin" / "python")
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    assert not setup.works(broken)


def test_a_missing_venv_module_is_named() -> None:
    assert "python3-venv" in setup.venv_problem("ensurepip is not available.\nOn Debian systems …")


def test_a_folder_that_cannot_be_written_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "ROOT", Path("/proc/regapp"))
    with pytest.raises(setup.CannotSetUpError, match="cannot write in /proc/regapp"):
        setup.check_folder()


def test_a_missing_package_is_named_to_those_who_may_not_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(setup.CannotSetUpError, match=r"Chromium is missing.*apt-get install chromium"):
        setup.install_debian(["chromium"], "Chromium is missing")


def test_calendar_clients_that_are_not_there_are_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(setup, "LIBICAL", "libical-that-is-not-there.so")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(setup.CannotSetUpError, match=r"vdirsyncer, khal, libical3 missing.*apt-get") as told:
        setup.find_calendar_clients()
    assert "\n" not in str(told.value)


def test_every_npm_package_is_pinned_with_its_integrity() -> None:
    lock = json.loads((setup.ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = [one for name, one in lock["packages"].items() if name]
    assert packages
    assert all(one["integrity"].startswith("sha512-") for one in packages)
    wanted = json.loads((setup.ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert all(version[0].isdigit() for version in wanted.values())


def test_the_pinned_lists_hold_everything_that_is_asked_for() -> None:
    for name in ("requirements", "requirements-postgres", "requirements-dev"):
        wanted = (setup.ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
        pinned = (setup.ROOT / f"{name}.txt").read_text(encoding="utf-8").lower()
        for line in wanted:
            package = line.split("~=")[0].split("[")[0].strip().lower()
            assert not package or package.startswith(("#", "-")) or f"\n{package}" in f"\n{pinned}", package


def test_every_pin_has_a_hash() -> None:
    pinned = (setup.ROOT / "requirements.txt").read_text(encoding="utf-8")
    blocks = [block for block in pinned.split("\n") if "==" in block and not block.startswith(" ")]
    assert blocks
    assert all(block.rstrip().endswith("\\") for block in blocks)


def test_the_makefile_explains_itself() -> None:
    done = subprocess.run(["make", "help"], cwd=setup.ROOT, capture_output=True, text=True, check=True)
    listed = {line.split()[1] for line in done.stdout.splitlines() if line.strip().startswith("make ")}
    assert {"run", "test", "check", "fmt", "types", "imports", "migrate", "bench"} <= listed


def test_make_migrate_needs_no_settings_in_a_fresh_folder(tmp_path: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "REGAPP_INSTANCE": str(tmp_path)}
    bin_ = f"BIN={Path(sys.executable).parent}"
    command = ["make", "-o", "setup", "migrate", bin_]
    done = subprocess.run(command, cwd=setup.ROOT, env=bare, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "regapp.sqlite3").exists()


def test_the_folder_of_the_data_is_its_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    setup.check_folder()
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700


def test_a_clone_brings_no_folder_of_data_that_others_could_read() -> None:
    kept = subprocess.run(
        ["git", "ls-files", "instance"],
        cwd=setup.ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert kept.stdout == ""


def test_what_was_installed_without_looking_for_more_is_whole() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "check", "--disable-pip-version-check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
