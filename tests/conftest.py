"""Fixtures of the whole test run: databases, application, clock, servers, browser."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from regapp.accounts import passwords
from regapp.app import create_app
from regapp.config import Config
from regapp.database.session import db
from regapp.feeds.bodies import forget_bodies
from regapp.kernel.clock import FixedClock
from regapp.registrations import empty, kept
from tests.sending import Send, sender
from tests.support.browser import chromium
from tests.support.databases import (
    POSTGRESQL,
    SQLITE,
    Databases,
    PostgresDatabases,
    Reset,
    SqliteDatabases,
    load_models,
    open_engine,
)
from tests.support.leaks import Leaks
from tests.support.network import forbid_network
from tests.support.postgres import postgres_server
from tests.support.server import LiveServer
from tests.support.smtp import MailServer, mail_server, silent_server

# The demonstration's present: in the middle of sign-up, 10.00 in Sweden.
PRESENT = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked `both_databases` runs once on each; any other one on SQLite."""
    if "backend" not in metafunc.fixturenames:
        return
    kinds: list[Any] = [pytest.param(SQLITE, marks=pytest.mark.sqlite)]
    if metafunc.definition.get_closest_marker("both_databases"):
        kinds.append(pytest.param(POSTGRESQL, marks=pytest.mark.postgres))
    elif metafunc.definition.get_closest_marker("postgres"):
        kinds = [POSTGRESQL]
    metafunc.parametrize("backend", kinds, indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database of this test."""
    return str(request.param)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        forbid_network(monkeypatch)
        yield


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id as ever, but at its smallest: hundreds of tests sign somebody in.

    tests/accounts/test_passwords.py takes this back and tests the real cost.
    """
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


class Ground:
    """What one worker keeps between tests: databases, and one application on each."""

    def __init__(self, folder: Path, open_postgres: Callable[[], Databases]) -> None:
        self._folder = folder
        self._open = {SQLITE: lambda: SqliteDatabases(folder), POSTGRESQL: open_postgres}
        self._databases: dict[str, Databases] = {}
        self._urls: dict[str, str] = {}
        self._apps: dict[str, Flask] = {}
        self._resets: dict[str, Reset] = {}
        self.clock = FixedClock(PRESENT)
        self.leaks = Leaks()
        self._compiled = FileSystemBytecodeCache(str(folder))

    def databases(self, kind: str) -> Databases:
        if kind not in self._databases:
            self._databases[kind] = self._open[kind]()
        return self._databases[kind]

    def url(self, kind: str) -> str:
        if kind not in self._urls:
            self._urls[kind] = self.databases(kind).main()
        return self._urls[kind]

    def app(self, kind: str) -> Flask:
        if kind not in self._apps:
            self._apps[kind] = self.make_app(self.config(self.url(kind)))
            self._resets[kind] = Reset(engine_of(self._apps[kind]))
        return self._apps[kind]

    def make_app(self, config: Config) -> Flask:
        app = create_app(config, clock=self.clock)
        # Many applications, the same templates: compile each of them once.
        app.jinja_env.bytecode_cache = self._compiled
        self.leaks.watch(app)
        return app

    def config(self, url: str) -> Config:
        return Config(
            instance_path=self._folder,
            database_url=url,
            secret_key="a key that only tests know, long enough for anyone",
            base_url="http://localhost",
            uploads_path=self._folder / "uploads",
            testing=True,
            mail_domains=("lansstyrelsen.se",),
        )

    def reset(self, kind: str) -> None:
        self._resets[kind]()
        shutil.rmtree(self._folder / "uploads", ignore_errors=True)
        self.clock.set(PRESENT)
        self.leaks.found.clear()
        forget_bodies()
        kept.forget()
        empty.forget()

    def close(self) -> None:
        for app in self._apps.values():
            engine_of(app).dispose()


def engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory, worker_id: str, testrun_uid: str) -> Iterator[Ground]:
    with ExitStack() as stack:

        def open_postgres() -> Databases:
            return PostgresDatabases(stack.enter_context(postgres_server(testrun_uid[:8], worker_id)))

        ground = Ground(tmp_path_factory.mktemp("ground"), open_postgres)
        stack.callback(ground.close)
        yield ground


@pytest.fixture
def databases(ground: Ground, backend: str) -> Databases:
    """Makes further databases of this test's kind."""
    return ground.databases(backend)


@pytest.fixture
def app(ground: Ground, backend: str) -> Iterator[Flask]:
    """The application on an empty, migrated database; fails if a request left changes uncommitted."""
    app = ground.app(backend)
    ground.reset(backend)
    yield app
    assert not ground.leaks.found, f"left uncommitted: {ground.leaks.found}"


@pytest.fixture
def database_url(ground: Ground, app: Flask, backend: str) -> str:
    """The URL of the database that `app` and `session` use."""
    return ground.url(backend)


@pytest.fixture
def make_app(ground: Ground, app: Flask) -> Iterator[Callable[..., Flask]]:
    """Another application on the same database: `make_app(demo=True)` changes its settings."""
    made: list[Flask] = []

    def make(**changes: Any) -> Flask:
        config: Config = app.extensions["regapp"].config
        made.append(ground.make_app(replace(config, **changes)))
        return made[-1]

    yield make
    for other in made:
        engine_of(other).dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the test's own, beside those of requests. Commit before a request is to see it,
    and before reading what a request wrote."""
    with Session(engine_of(app), expire_on_commit=False, autoflush=False) as session:
        yield session


@pytest.fixture
def send(app: Flask) -> Send:
    """Signs people up without a page."""
    return sender(app)


@pytest.fixture
def clock(ground: Ground) -> FixedClock:
    """The domain's clock: stands at PRESENT until the test sets it."""
    ground.clock.set(PRESENT)
    return ground.clock


@pytest.fixture
def now(clock: FixedClock) -> datetime:
    return clock.now()


@pytest.fixture
def smtp() -> Iterator[MailServer]:
    """A mail server that takes everything, until told otherwise."""
    with mail_server() as server:
        yield server


@pytest.fixture
def silent_smtp() -> Iterator[int]:
    """The port of a server that accepts and says nothing."""
    with silent_server() as port:
        yield port


class StartServer(Protocol):
    """Starts the application in processes of its own, on a database of its own."""

    def __call__(self, **settings: Any) -> LiveServer: ...


@pytest.fixture
def start_server(databases: Databases, tmp_path: Path) -> Iterator[StartServer]:
    """`start_server(workers=3, mail_worker=True, REGAPP_SMTP_HOST=…)`; stopped after the test."""
    running: list[LiveServer] = []

    def start(
        *, workers: int = 2, threads: int = 2, mail_worker: bool = False, **settings: Any
    ) -> LiveServer:
        settings.setdefault("REGAPP_DATABASE_URL", databases.fresh())
        text = {name: str(value) for name, value in settings.items()}
        folder = tmp_path / f"instance{len(running)}"
        running.append(LiveServer(folder, text, workers, threads, mail_worker))
        return running[-1].start()

    yield start
    for server in running:
        server.stop()


class SeasonServer(NamedTuple):
    """A running server with the 2020 season, and what takes it back to how it was."""

    server: LiveServer
    reset: Reset


@pytest.fixture(scope="session")
def season_server(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeasonServer]:
    url = ground.databases(SQLITE).fresh()
    settings = {"REGAPP_DATABASE_URL": url, "REGAPP_CLOCK": "2020-02-14T10:00:00"}
    server = LiveServer(tmp_path_factory.mktemp("season"), settings)
    server.start()
    server.flask("season", "load", "seasons/2020.toml")
    load_models()
    engine = open_engine(url)
    yield SeasonServer(server, Reset(engine))
    engine.dispose()
    server.stop()


@pytest.fixture
def season(season_server: SeasonServer) -> LiveServer:
    """The 2020 season in the middle of its sign-up, served by real processes; nobody signed up.

    One server for all tests of a worker: a test that harms it starts its own (`start_server`).
    """
    season_server.reset()
    return season_server.server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(width=390, javascript=False)`: a new visitor's window; no cookies, no history."""
    with ExitStack() as stack:

        def open_one(*, width: int = 1280, height: int = 900, javascript: bool = True, **more: Any) -> Page:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                java_script_enabled=javascript,
                locale="sv-SE",
                **more,
            )
            stack.callback(context.close)
            return context.new_page()

        yield open_one


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()
