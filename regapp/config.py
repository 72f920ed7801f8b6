"""Settings, from the environment only. A wrong or unknown key stops the start and says why."""

import contextlib
import difflib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "REGAPP_"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_SHORTEST_SECRET = 40
_SECURITY = ("none", "starttls", "tls")
# A host of a policy's frame-ancestors: a name, perhaps with a scheme, a port, any subdomain.
_HOST = re.compile(r"(https?://)?(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]+)?")
_LOG_LEVELS = ("info", "debug", "warning", "error")


class ConfigurationError(Exception):
    """A setting is wrong; the text names the key and what would be right."""


@dataclass(frozen=True)
class Config:
    """Everything the installation decides. `from_environment` is the only way in."""

    instance_path: Path
    database_url: str
    secret_key: str
    base_url: str
    uploads_path: Path
    demo: bool = False
    testing: bool = False
    clock: str | None = None
    rules_path: str | None = None
    smtp_host: str | None = None
    smtp_port: int = 25
    smtp_user: str | None = None
    smtp_password: str | None = None
    smtp_security: str = "none"
    smtp_timeout_s: int = 20
    mail_from: str = "regapp@localhost"
    mail_domains: tuple[str, ...] = ()
    embed_hosts: tuple[str, ...] = ()
    proxy_count: int = 0
    log_level: str = "INFO"

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def trusted_hosts(self) -> list[str]:
        """Host names that requests may carry; anything else is refused."""
        host = urlsplit(self.base_url).hostname or ""
        return [*LOOPBACK, host] if self.demo or self.testing else [host]

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Config":
        values = _settings(os.environ if environ is None else environ)
        instance = Path(values.pop("instance", "") or ROOT / "instance").absolute()
        demo, testing = _flag(values, "demo"), _flag(values, "testing")
        config = cls(
            instance_path=instance,
            database_url=_database_url(values.pop("database_url", ""), instance),
            secret_key=_secret(values.pop("secret_key", "")) or _kept_secret(instance),
            base_url=_base_url(values.pop("base_url", ""), local=demo or testing),
            uploads_path=Path(values.pop("uploads", "") or instance / "uploads").absolute(),
            demo=demo,
            testing=testing,
            clock=_clock(values.pop("clock", ""), allowed=demo or testing),
            rules_path=values.pop("rules", None),
            smtp_port=_whole(values, "smtp_port", 25, least=1, most=65535),
            smtp_timeout_s=_whole(values, "smtp_timeout_s", 20, least=1, most=600),
            smtp_security=_one_of(values, "smtp_security", _SECURITY),
            mail_from=_mail_from(values.pop("mail_from", cls.mail_from)),
            log_level=_one_of(values, "log_level", _LOG_LEVELS).upper(),
            mail_domains=_words(values, "mail_domains"),
            embed_hosts=_embed_hosts(values),
            proxy_count=_whole(values, "proxy_count", 0),
            **values,
        )
        if demo:
            _check_demonstration(config)
        return config


_KEYS = {item.name for item in fields(Config)} - {"instance_path", "uploads_path", "rules_path"}
KNOWN = _KEYS | {"instance", "uploads", "rules"}


def _settings(environ: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, value in environ.items():
        if not key.startswith(PREFIX):
            continue
        name = key.removeprefix(PREFIX).lower()
        if name not in KNOWN and name.removesuffix("_file") in KNOWN:
            name, value = name.removesuffix("_file"), _file(key, value)
        if name not in KNOWN:
            near = difflib.get_close_matches(name, KNOWN, n=1)
            hint = f" Menar du {PREFIX}{near[0].upper()}?" if near else ""
            raise ConfigurationError(f"Okänd inställning {key}.{hint}")
        if value.strip():
            values[name] = value.strip()
    return values


def _file(key: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{key}: kan inte läsa {path} ({error.strerror})") from error


def _flag(values: dict[str, str], name: str) -> bool:
    text = values.pop(name, "0").lower()
    if text not in {"0", "1", "true", "false"}:
        raise ConfigurationError(f"{PREFIX}{name.upper()} ska vara 0 eller 1, inte {text!r}")
    return text in {"1", "true"}


def _whole(values: dict[str, str], name: str, default: int, *, least: int = 0, most: int = 100) -> int:
    text = values.pop(name, str(default))
    if not re.fullmatch("[0-9]{1,5}", text) or not least <= int(text) <= most:
        raise ConfigurationError(
            f"{PREFIX}{name.upper()} ska vara ett heltal från {least} till {most}, inte {text!r}"
        )
    return int(text)


def _mail_from(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ConfigurationError(f"{PREFIX}MAIL_FROM ska vara en e-postadress, inte {text!r}")
    return text


def _one_of(values: dict[str, str], name: str, allowed: tuple[str, ...]) -> str:
    text = values.pop(name, allowed[0]).lower()
    if text not in allowed:
        raise ConfigurationError(f"{PREFIX}{name.upper()} ska vara {', '.join(allowed)}")
    return text


def _words(values: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(values.pop(name, "").lower().replace(",", " ").split())


def _embed_hosts(values: dict[str, str]) -> tuple[str, ...]:
    hosts = _words(values, "embed_hosts")
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise ConfigurationError(
                f"{PREFIX}EMBED_HOSTS: {host} är ingen webbplats, skriv till exempel https://www.exempel.se"
            )
    return hosts


def _database_url(text: str, instance: Path) -> str:
    if not text:
        return f"sqlite:///{instance / 'regapp.sqlite3'}"
    if text.startswith(("postgres://", "postgresql://")):
        text = "postgresql+psycopg://" + text.split("://", 1)[1]
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ConfigurationError(f"{PREFIX}DATABASE_URL går inte att tolka") from error
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ConfigurationError(f"{PREFIX}DATABASE_URL ska peka på SQLite eller PostgreSQL")
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_absolute():
        # Relative to what? Every process would answer for itself.
        raise ConfigurationError(f"{PREFIX}DATABASE_URL: ange hela sökvägen, sqlite:////…")
    return text


def _base_url(text: str, *, local: bool) -> str:
    if not text and local:
        return "http://127.0.0.1:8000"
    if not _is_address(text):
        raise ConfigurationError(
            f"{PREFIX}BASE_URL ska vara tjänstens adress, till exempel https://anmalan.exempel.se"
        )
    return text.rstrip("/")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port  # raises for one that is no number
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.query and port != 0


def _clock(text: str, *, allowed: bool) -> str | None:
    if not text:
        return None
    if not allowed:
        raise ConfigurationError(f"{PREFIX}CLOCK gäller bara demonstration eller {PREFIX}TESTING=1")
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(f"{PREFIX}CLOCK ska skrivas 2020-01-14T23:59:50") from error
    return text


def _secret(text: str) -> str:
    if text and len(text) < _SHORTEST_SECRET:
        raise ConfigurationError(f"{PREFIX}SECRET_KEY är för kort: minst {_SHORTEST_SECRET} slumpade tecken")
    return text


def _kept_secret(instance: Path) -> str:
    """The installation's own key, made at the first start and kept beside the database."""
    path = instance / "secret_key"
    try:
        if not path.exists():
            instance.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = instance / f".secret_key.{os.getpid()}"
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
            # A link appears whole or not at all, whoever else starts at the same moment.
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(fresh)
            fresh.unlink()
        kept = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ConfigurationError(f"Kan inte skriva i {instance} ({error.strerror})") from error
    except UnicodeDecodeError:
        kept = ""
    if len(kept) < _SHORTEST_SECRET:
        raise ConfigurationError(f"{path} är skadad: ta bort filen, så görs en ny och alla loggar in igen")
    return kept


def _check_demonstration(config: Config) -> None:
    host = urlsplit(config.base_url).hostname or ""
    if host not in {"127.0.0.1", "localhost", "::1"}:
        raise ConfigurationError(f"Demonstration körs bara på den egna maskinen: ändra {PREFIX}BASE_URL")
    if config.smtp_host:
        raise ConfigurationError("Demonstration skickar ingen e-post: ta bort REGAPP_SMTP_HOST")
    if not config.database_url.startswith("sqlite"):
        raise ConfigurationError(f"Demonstration har en egen SQLite-fil: ta bort {PREFIX}DATABASE_URL")
