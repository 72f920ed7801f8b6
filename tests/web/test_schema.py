"""A database of another version is not served."""

from collections.abc import Callable

import pytest
from flask import Flask

from regapp.database import migrate
from tests.conftest import engine_of
from tests.support.databases import Databases


@pytest.mark.both_databases
def test_an_empty_database_is_answered_503_until_it_is_migrated(
    make_app: Callable[..., Flask], databases: Databases, capsys: pytest.CaptureFixture[str]
) -> None:
    app = make_app(database_url=databases.empty())
    client = app.test_client()
    for path in ("/", "/kalender.ics", "/arrangor"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Tjänsten håller på att uppdateras" in client.get("/").text
    assert "flask db upgrade" in capsys.readouterr().out
    migrate.upgrade(engine_of(app))
    assert client.get("/").status_code == 200


def test_the_operators_doors_and_the_style_sheet_stay_open(
    make_app: Callable[..., Flask], databases: Databases
) -> None:
    client = make_app(database_url=databases.empty()).test_client()
    assert client.get("/healthz").status_code == 200
    with client.get("/static/regapp.css") as style:
        assert style.status_code == 200
    assert client.get("/readyz").get_data(as_text=True) == "schema is not current\n"


def test_a_database_of_a_newer_version_is_not_served(
    make_app: Callable[..., Flask], databases: Databases
) -> None:
    app = make_app(database_url=databases.fresh())
    with engine_of(app).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert app.test_client().get("/").status_code == 503
