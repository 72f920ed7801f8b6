"""The application factory: settings, database, languages, pages, doors."""

from datetime import UTC, datetime
from importlib import import_module
from zoneinfo import ZoneInfo

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from regapp.conferences.words import words
from regapp.config import ROOT, Config
from regapp.database import clock as stored_clock
from regapp.database import migrate
from regapp.database.session import db, engine, init_database, transaction
from regapp.feeds.door import stand_before
from regapp.kernel.addresses import Addresses
from regapp.kernel.clock import Clock, OffsetClock, SystemClock
from regapp.programme.words import words as programme_words
from regapp.web import csrf, errors, filters, headers, i18n, logs, pages, schema, sessions
from regapp.web.access import check_every_door
from regapp.web.hosts import accept_ipv6_loopback, in_any_case
from regapp.web.state import EXTENSION, State

# Slices with pages; each has `views.blueprint` or a `views` package that offers `blueprints`.
_PAGES = (
    "accounts",
    "registrations",
    "printing",
    "checkin",
    "interest",
    "invitations",
    "catering",
    "surveys",
    "programme",
    "feeds",
    "news",
    "privacy",
    "dashboard",
    "demo",
    "site",
)


def create_app(config: Config | None = None, *, clock: Clock | None = None) -> Flask:
    """One application. Tests hand in a configuration and a clock that stands still."""
    config = config or Config.from_environment()
    logs.init_logs(config.log_level)
    app = Flask(
        "regapp",
        root_path=str(ROOT / "regapp"),
        instance_path=str(config.instance_path),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    _settings(app, config)
    init_database(app, config.database_url, config.base_url)
    app.extensions[EXTENSION] = State(config, clock or _clock(app, config), Addresses(config.base_url))
    for part in (i18n.init_languages, filters.init_filters, pages.init_pages, csrf.init_csrf):
        part(app)
    app.jinja_env.globals.update(words())
    app.jinja_env.globals.update(programme_words())
    errors.init_errors(app)
    headers.init_headers(app)
    sessions.init_sessions(app)
    schema.init_schema_check(app)
    _register_pages(app, config)
    _stand_doors(app, config)
    _register_commands(app)
    check_every_door(app)
    if config.clock and clock is None and schema_is_current(app):
        set_clock_once(app, _local(config.clock))
    return app


def _settings(app: Flask, config: Config) -> None:
    app.config.update(
        SECRET_KEY=config.secret_key,
        TESTING=config.testing,
        TRUSTED_HOSTS=config.trusted_hosts,
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_MEMORY_SIZE=256 * 1024,
        MAX_FORM_PARTS=600,
        SESSION_COOKIE_NAME="__Host-regapp" if config.secure_cookies else "regapp",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _stand_doors(app: Flask, config: Config) -> None:
    """What a request passes before Flask, the outermost last."""
    with app.app_context():
        bound = db.engine
    stand_before(app, bound, app.extensions[EXTENSION])
    if config.demo or config.testing:
        app.wsgi_app = accept_ipv6_loopback(app.wsgi_app)  # type: ignore[method-assign]
    app.wsgi_app = in_any_case(app.wsgi_app)  # type: ignore[method-assign]
    if config.proxy_count:
        hops = config.proxy_count
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]


def _clock(app: Flask, config: Config) -> Clock:
    if not (config.demo or config.testing):
        return SystemClock()
    with app.app_context():
        bound = db.engine

    def read() -> float:
        # Its own short look: the offset must not hang on what the request is reading.
        with bound.connect() as connection:
            return connection.execute(stored_clock.offset_statement).scalar_one_or_none() or 0.0

    return OffsetClock(stored_clock.CachedOffset(read))


def _register_pages(app: Flask, config: Config) -> None:
    for name in _PAGES:
        if name == "demo" and not config.demo:
            continue
        module = import_module(f"regapp.{name}.views")
        for blueprint in getattr(module, "blueprints", None) or (module.blueprint,):
            app.register_blueprint(blueprint)


def _register_commands(app: Flask) -> None:
    from regapp.cli.commands import register
    from regapp.demo.cli import demo_commands
    from regapp.demo.start import Means
    from regapp.importing.cli import conference_commands
    from regapp.jobs.command import worker_command
    from regapp.season.cli import season_commands
    from regapp.season.load import load_season

    register(app)
    app.cli.add_command(worker_command)
    app.cli.add_command(season_commands)
    app.cli.add_command(conference_commands)
    app.cli.add_command(demo_commands(Means(load_season, set_clock_once)))


def set_clock_once(app: Flask, demo_start: datetime) -> None:
    """Give the domain clock its first setting, if it never had one.

    REGAPP_CLOCK is obeyed by the first process only: later ones, and later starts with the
    same setting, keep the stored offset so that time goes on where it was.
    """
    config: Config = app.extensions[EXTENSION].config
    if not (config.clock or config.demo):
        return
    to = _local(config.clock) if config.clock else demo_start
    with app.app_context(), transaction() as rows:
        stored_clock.move_clock_once(rows, to, set_from=config.clock or "")


def schema_is_current(app: Flask) -> bool:
    with app.app_context():
        return migrate.current(engine()) == migrate.head()


def _local(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo("Europe/Stockholm"))).astimezone(UTC)
