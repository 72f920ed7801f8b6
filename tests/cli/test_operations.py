"""The page for operators and the files to copy say what the program does."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from regapp.config import KNOWN, ROOT, Config, ConfigurationError

PAGE = (ROOT / "docs/operations.md").read_text("utf-8")
_SETTING = re.compile(r"`REGAPP_([A-Z_]+)`")


def test_the_page_explains_every_setting_and_no_other() -> None:
    table = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `REGAPP_")]
    explained = [name.lower() for cell in table for name in _SETTING.findall(cell)]
    assert sorted(explained) == sorted(KNOWN)


def test_every_file_the_page_names_is_there() -> None:
    named = {*re.findall(r"\bdeploy/[\w.-]+", PAGE), *re.findall(r"\brequirements[\w-]*\.txt", PAGE)}
    assert {name for name in named if not (ROOT / name).exists()} == set()
    assert {f"deploy/{file.name}" for file in (ROOT / "deploy").iterdir()} <= named


def test_the_example_settings_are_accepted(tmp_path: Path) -> None:
    lines = (ROOT / "deploy/regapp.env").read_text("utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    password = tmp_path / "smtp_password"
    password.write_text("hemligt\n")
    there = {"REGAPP_INSTANCE": str(tmp_path), "REGAPP_SMTP_PASSWORD_FILE": str(password)}
    config = Config.from_environment(given | there)
    assert (config.smtp_password, config.secure_cookies, config.proxy_count) == ("hemligt", True, 1)


def test_an_unknown_log_level_is_refused_in_words(tmp_path: Path) -> None:
    given = {"REGAPP_INSTANCE": str(tmp_path), "REGAPP_TESTING": "1"}
    assert Config.from_environment(given | {"REGAPP_LOG_LEVEL": "warning"}).log_level == "WARNING"
    with pytest.raises(ConfigurationError, match="REGAPP_LOG_LEVEL"):
        Config.from_environment(given | {"REGAPP_LOG_LEVEL": "loud"})


def test_a_short_secret_key_is_refused(tmp_path: Path) -> None:
    given = {"REGAPP_INSTANCE": str(tmp_path), "REGAPP_TESTING": "1"}
    assert Config.from_environment(given | {"REGAPP_SECRET_KEY": "x" * 40}).secret_key == "x" * 40
    with pytest.raises(ConfigurationError, match="REGAPP_SECRET_KEY är för kort"):
        Config.from_environment(given | {"REGAPP_SECRET_KEY": "x" * 39})


@pytest.mark.parametrize("kept", [b"", b"x" * 39, b"\xff" * 64])
def test_a_damaged_key_of_the_installation_is_told(tmp_path: Path, kept: bytes) -> None:
    given = {"REGAPP_INSTANCE": str(tmp_path), "REGAPP_TESTING": "1"}
    (tmp_path / "secret_key").write_bytes(kept)
    with pytest.raises(ConfigurationError, match="secret_key är skadad"):
        Config.from_environment(given)
    (tmp_path / "secret_key").unlink()
    assert Config.from_environment(given).secret_key == Config.from_environment(given).secret_key


@pytest.mark.parametrize(
    "address", ["anmalan.se", "https://", "https://a.se:http", "https://a.se:0", "https://[a"]
)
def test_what_is_no_address_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(ConfigurationError, match="REGAPP_BASE_URL"):
        Config.from_environment({"REGAPP_INSTANCE": str(tmp_path), "REGAPP_BASE_URL": address})


@pytest.mark.parametrize(
    ("name", "value"),
    [("SMTP_PORT", "0"), ("SMTP_PORT", "65536"), ("SMTP_TIMEOUT_S", "0"), ("PROXY_COUNT", "-1"),
     ("SMTP_PORT", "9" * 5000), ("MAIL_FROM", "anmalan"), ("MAIL_FROM", "Anmälan <a@exempel.se>")],
)  # fmt: skip
def test_a_value_that_cannot_be_meant_is_refused(tmp_path: Path, name: str, value: str) -> None:
    given = {"REGAPP_INSTANCE": str(tmp_path), "REGAPP_TESTING": "1", f"REGAPP_{name}": value}
    with pytest.raises(ConfigurationError, match=f"REGAPP_{name} ska vara"):
        Config.from_environment(given)


@pytest.mark.slow
def test_the_units_start_what_is_there(tmp_path: Path) -> None:
    """Every option of the command lines in the units is one that the programs take."""
    settings = {**os.environ, "REGAPP_TESTING": "1", "REGAPP_INSTANCE": str(tmp_path)}
    for unit, program in (("web", ["-m", "regapp.cli.web"]), ("worker", ["--app", "wsgi", "worker"])):
        text = (ROOT / f"deploy/regapp-{unit}.service").read_text("utf-8")
        command = re.search(r"^ExecStart=(.+)$", text, re.MULTILINE)
        assert command
        words = command[1].split()
        assert words[1 : 1 + len(program)] == program
        start = [str(Path(sys.executable).with_name(Path(words[0]).name)), *program, "--help"]
        shown = subprocess.run(
            start, cwd=ROOT, env=settings, capture_output=True, text=True, check=True
        ).stdout
        assert {word for word in words[1 + len(program) :] if word.startswith("--")} <= set(
            re.findall(r"--[a-z-]+", shown)
        )


def test_the_operators_command_is_a_program() -> None:
    subprocess.run(["sh", "-n", ROOT / "deploy/regapp"], check=True)
    assert (ROOT / "deploy/regapp").stat().st_mode & 0o111 == 0o111


@pytest.mark.parametrize(
    "program", [["-m", "flask", "--app", "wsgi", "doctor"], ["-m", "regapp.cli.web", "--port", "0"]]
)
def test_a_wrong_setting_stops_every_program_with_one_line(tmp_path: Path, program: list[str]) -> None:
    settings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("REGAPP_")},
        "REGAPP_TESTING": "1",
        "REGAPP_INSTANCE": str(tmp_path),
        "REGAPP_SMTP_HOTS": "mail.exempel.se",
    }
    done = subprocess.run(
        [sys.executable, *program], cwd=ROOT, env=settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "regapp: Okänd inställning REGAPP_SMTP_HOTS. Menar du REGAPP_SMTP_HOST?"
    ]
