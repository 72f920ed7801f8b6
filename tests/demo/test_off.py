"""Demonstration mode is off unless asked for, and refuses what could reach anybody."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.config import Config, ConfigurationError
from regapp.database.clock import was_set_from
from regapp.demo.people import has_people
from regapp.organizers.models import Organizer


def settings(folder: Path, **more: str) -> dict[str, str]:
    return {"REGAPP_INSTANCE": str(folder), "REGAPP_DEMO": "1", **more}


@pytest.mark.parametrize("path", ["/demo/brev", "/demo/brev/1", "/demo/brev/1.eml", "/demo/brev/1/bilaga/1"])
def test_without_it_there_are_no_letters_to_read(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_without_it_the_clock_cannot_be_moved(client: FlaskClient, session: Session) -> None:
    # 405: for all the site knows it could be a conference's address, which takes no posts.
    assert client.post("/demo/klocka", data={"to": "efterat"}).status_code == 405
    assert client.get("/demo/klocka").status_code == 404
    assert was_set_from(session) is None


def test_without_it_no_page_has_the_bar(client: FlaskClient) -> None:
    assert "Demonstration" not in client.get("/").text


@pytest.mark.parametrize("word", ["people", "start"])
def test_without_it_nothing_is_invented(app: Flask, session: Session, word: str) -> None:
    done = app.test_cli_runner().invoke(args=["demo", word])
    assert (done.exit_code, "REGAPP_DEMO=1" in done.output) == (1, True)
    assert not has_people(session)
    assert session.scalars(select(func.count(Organizer.id))).one() == 0


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("REGAPP_SMTP_HOST", "mail.exempel.se", "REGAPP_SMTP_HOST"),
        ("REGAPP_DATABASE_URL", "postgresql://localhost/regapp", "REGAPP_DATABASE_URL"),
        ("REGAPP_BASE_URL", "https://anmalan.exempel.se", "REGAPP_BASE_URL"),
        ("REGAPP_BASE_URL", "http://127.0.0.1.exempel.se", "REGAPP_BASE_URL"),
        ("REGAPP_BASE_URL", "http://0.0.0.0:8000", "REGAPP_BASE_URL"),
    ],
)
def test_it_refuses_to_start_with(tmp_path: Path, name: str, value: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        Config.from_environment(settings(tmp_path, **{name: value}))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_it_answers_on_this_machine(tmp_path: Path, host: str) -> None:
    config = Config.from_environment(settings(tmp_path, REGAPP_BASE_URL=f"http://{host}:8000"))
    assert config.demo and host in config.trusted_hosts


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_each_name_of_this_machine_is_answered(visitor: FlaskClient, host: str) -> None:
    assert visitor.get("/demo/brev", headers={"Host": host}).status_code == 200


def test_another_name_is_refused(visitor: FlaskClient) -> None:
    assert visitor.get("/demo/brev", headers={"Host": "anmalan.exempel.se"}).status_code == 400


@pytest.mark.parametrize(
    ("address", "status"),
    [("127.0.0.1", 200), ("::1", 200), ("::ffff:127.0.0.1", 200), ("192.0.2.7", 403), ("nonsense", 403)],
)
def test_only_this_machine_is_let_in(visitor: FlaskClient, address: str, status: int) -> None:
    answer = visitor.get("/demo/brev", environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == status
