"""`flask db …`: up, down, where it is, and what is refused."""

import re
from collections.abc import Callable
from multiprocessing import get_context

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from regapp.database import migrate
from tests.conftest import engine_of
from tests.support.databases import Databases, migrated, open_engine, table_names


def run(app: Flask, *words: str, answer: str = "") -> Result:
    return app.test_cli_runner().invoke(args=["db", *words], input=answer)


@pytest.mark.both_databases
def test_a_database_goes_up_and_down_and_says_where_it_is(
    make_app: Callable[..., Flask], databases: Databases
) -> None:
    url = databases.empty()
    app = make_app(database_url=url)
    assert run(app, "current").exit_code == 1
    assert run(app, "upgrade").output.splitlines() == [f"The database is at {migrate.head()}."]
    assert run(app, "current").exit_code == 0
    assert run(app, "downgrade", "base", "--yes").exit_code == 0
    assert table_names(url) == {"alembic_version"}


@pytest.mark.both_databases
def test_f17_two_that_migrate_at_once_wait_for_each_other(databases: Databases) -> None:
    url = databases.empty()
    starting = get_context("spawn")
    both = [starting.Process(target=migrated, args=(url,)) for _number in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(120)
    assert [process.exitcode for process in both] == [0, 0]
    engine = open_engine(url)
    assert migrate.current(engine) == migrate.head()
    engine.dispose()


def test_going_back_asks_first(make_app: Callable[..., Flask], databases: Databases) -> None:
    app = make_app(database_url=databases.fresh())
    refused = run(app, "downgrade", "base", answer="n\n")
    assert refused.exit_code == 1
    assert migrate.current(engine_of(app)) == migrate.head()


def test_an_unknown_revision_is_refused_with_those_known(app: Flask) -> None:
    done = run(app, "downgrade", "9999", "--yes")
    assert done.exit_code == 1
    assert "Known: base, 0001" in done.output


def test_a_database_of_a_newer_version_is_refused_in_one_line(
    make_app: Callable[..., Flask], databases: Databases
) -> None:
    app = make_app(database_url=databases.fresh())
    with engine_of(app).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    done = run(app, "upgrade")
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        f"Error: The database is at a revision this version does not know; it needs {migrate.head()}."
    ]


def test_a_database_that_is_away_is_one_line(make_app: Callable[..., Flask]) -> None:
    app = make_app(database_url="postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    done = run(app, "current")
    assert done.exit_code == 1
    assert len(done.output.splitlines()) == 1
    assert "Traceback" not in done.output


def test_the_history_ends_with_the_revision_that_is_needed(app: Flask) -> None:
    lines = run(app, "history").output.splitlines()
    assert (lines[0], lines[-1]) == ("0001", migrate.head())


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "words",
    [
        "user create a@exempel.se A --organizer halland --role owner",
        "user list",
        "mail status",
        "season load seasons/2020.toml",
        "conference import-ics pyproject.toml --owner halland",
    ],
)
def test_a_command_on_a_database_without_tables_says_so_in_one_line(
    make_app: Callable[..., Flask], databases: Databases, words: str
) -> None:
    app = make_app(database_url=databases.empty())
    result = app.test_cli_runner().invoke(args=words.split())
    assert result.exit_code == 1
    assert re.fullmatch(
        r"Error: The database did not answer as it should: .* flask db current\n", result.output
    )
