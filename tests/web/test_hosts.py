"""Only known names are answered."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]", "[::1]:8000"])
def test_demonstration_answers_to_every_name_of_this_machine(
    make_app: Callable[..., Flask], host: str
) -> None:
    client = make_app(demo=True).test_client()
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "elsewhere.example",
        "ELSEWHERE.example",
        "[::1",
        "[::1].example",
        "LOCALHOST.example",
        "localhost.example",
        "::1",
        "",
    ],
)
def test_another_name_is_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "example" not in answer.text


def test_an_installation_answers_to_its_own_name_only(make_app: Callable[..., Flask]) -> None:
    client = make_app(testing=False, base_url="https://Anmalan.example").test_client()
    for name in ("anmalan.example", "Anmalan.Example", "ANMALAN.EXAMPLE:443"):
        assert client.get("/healthz", headers={"Host": name}).status_code == 200
        # Feeds have a door of their own.
        assert client.get("/kalender.ics", headers={"Host": name}).status_code == 200
    assert client.get("/healthz", headers={"Host": "ANMALAN.EXAMPLE.SE"}).status_code == 400
    assert client.get("/healthz", headers={"Host": "localhost"}).status_code == 400
    assert client.get("/healthz", headers={"Host": "[::1]"}).status_code == 400
