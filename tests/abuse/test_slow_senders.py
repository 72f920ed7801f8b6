"""A form that trickles in keeps nobody else of its process from signing up."""

import socket
import time

import pytest

from regapp.config import ROOT
from tests.abuse.season import FORM, OPEN, forms_for, send_all
from tests.conftest import StartServer

pytestmark = pytest.mark.slow


def test_nobody_waits_for_a_form_that_trickles_in(start_server: StartServer) -> None:
    server = start_server(workers=1, threads=2, REGAPP_CLOCK=OPEN)
    server.flask("season", "load", str(ROOT / "seasons/2020.toml"))
    forms = forms_for(server, 3, "varberg")
    with socket.create_connection(("127.0.0.1", server.port)) as slow:
        head = (
            f"POST {FORM} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: {forms[0].cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\nplace="
        )
        slow.sendall(head.encode())
        time.sleep(0.5)
        assert [status for status, _address in send_all(server, forms[1:], 1)] == [303, 303]
