"""I2, I15, I16, I19: more than anybody writes, in fields, questions, parts and bodies."""

import http.client
import re
import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.registrations.models import Registration
from tests.abuse import season
from tests.conftest import StartServer
from tests.people import CARIN, make_person, sign_in
from tests.support.forms import error_links, read_form, resubmit, submit
from tests.support.server import LiveServer
from tests.world import make_conference, make_organizer, make_series

FORM = "/smartare/anmalan"
ME = {
    "place": "varberg", "participants-0-given_name": "Åsa", "participants-0-family_name": "Öberg",
    "participants-0-email": "asa.oberg@exempel.se", "participants-0-organization": "Varbergs kommun",
    "buyer-kind": "municipality", "buyer-name": "Varbergs kommun", "buyer-org_number": "212000-1249",
    "buyer-reference": "ZZABC123",
}  # fmt: skip
# What takes long to match where a pattern looks at it more than once.
SLOW = (
    "a" * 50_000, " " * 50_000 + "x", "@" * 50_000, "a@" + "a." * 25_000, "1" * 50_000, "-" * 50_000,
    "a" * 25_000 + "@" + "b" * 25_000, "=" * 50_000, "\u0301" * 50_000, "<" * 50_000, "%" * 50_000,
)  # fmt: skip
# Generous: the machine is busy. A pattern gone wrong takes minutes.
_LONG_S = 3.0


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    make_person(session, CARIN, organizer=halland)
    series = make_series(session, halland)
    make_conference(session, halland, path="smartare/kalmar", series=series)
    make_conference(session, halland, path="annan")
    return make_conference(session, halland, path="smartare/varberg", series=series)


def registrations(session: Session) -> int:
    session.commit()
    return session.execute(select(func.count()).select_from(Registration)).scalar_one()


def test_i2_a_text_that_is_too_long_is_refused_with_the_limit_and_not_cut(client: FlaskClient) -> None:
    form = read_form(client.get(FORM).text)
    limits = {one.name: int(one.get("maxlength")) for one in form.inputs if one.get("maxlength")}
    texts = [name for name in ME if name not in {"place", "buyer-kind"}]
    assert set(texts) <= set(limits)
    for name in texts:
        answer = submit(client, FORM, ME | {name: "x" * 10_000})
        assert answer.status_code == 422
        told = rf"Skriv högst {limits[name]} tecken i ”.+”\. Du har skrivit 10000\."
        assert any(re.fullmatch(told, line) for line in error_links(answer.text)), name
        assert dict(read_form(answer.text).form_values())[name] == "x" * 10_000


def test_i15_a_place_of_another_conference_is_refused(client: FlaskClient, session: Session) -> None:
    for place in ("annan", "smartare/varberg", "1", "smartare", "Varberg"):
        answer = submit(client, FORM, ME | {"place": place})
        assert answer.status_code == 422, place
        assert "Välj vilken konferens du vill gå på" in answer.text
    assert registrations(session) == 0


def test_eleven_participants_are_refused_and_nobody_is_dropped(client: FlaskClient, session: Session) -> None:
    page = client.get(FORM)
    for number in (1, 5, 999_999, 10**12):
        many = {f"participants-{number}-{name}": "x" for name in ("given_name", "family_name")}
        answer = resubmit(client, FORM, page, ME | many)
        assert answer.status_code == 422, number
    crowd = {
        f"participants-{number}-{name}": f"{name}{number}"
        for number in range(11)
        for name in ("given_name", "family_name", "organization")
    }
    answer = resubmit(client, FORM, page, ME | crowd | {"participants-0-email": "a@exempel.se"})
    assert answer.status_code == 422
    assert answer.text.count('<fieldset class="person"') == 11


def test_i19_nothing_takes_long_to_refuse(client: FlaskClient, varberg: Conference) -> None:
    sign_in(client)
    page = client.get(FORM)
    base = f"/arrangor/konferens/{varberg.id}"
    for text in SLOW:
        for name in (
            "participants-0-email",
            "participants-0-given_name",
            "buyer-org_number",
            "buyer-endpoint",
        ):
            began = time.monotonic()
            answer = resubmit(client, FORM, page, ME | {name: text})
            assert answer.status_code in {303, 413, 422}, (name, text[:3])
            assert time.monotonic() - began < _LONG_S, (name, text[:3])
        began = time.monotonic()
        assert client.get(f"{base}/deltagare", query_string={"q": text}).status_code in {200, 414}
        assert submit(client, f"{base}/redigera", {"title": text}).status_code in {303, 413, 422}
        assert time.monotonic() - began < _LONG_S, text[:3]


# Where an organizer writes much, and what else is typed there.
_TEXTS = [
    ("redigera", "about", "lead"),
    ("redigera", "programme_en", "lead"),
    ("lage/skjut-upp", "reason", "expected_text"),
    ("program/ny", "text", "title"),
    ("program/efter", "text", "text_en"),
    ("fragor/ny", "choices", "label"),
    ("avgifter/tillval", "text", "label"),
    ("val", "onsite_info", "remote_info"),
    ("inbjudan", "text", "text_en"),
    ("brev/bekraftelse", "body", "subject"),
    ("utskick/nytt", "body", "subject"),
]


@pytest.mark.parametrize(("where", "name", "other"), _TEXTS, ids=[f"{one[0]}-{one[1]}" for one in _TEXTS])
@pytest.mark.parametrize("length", [60_000, 500_000])
def test_a_text_that_is_far_too_long_is_told_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, varberg: Conference, where: str, name: str, other: str, length: int
) -> None:
    sign_in(client)
    typed = {name: "x" * length, other: "Behåll mig"}
    answer = submit(client, f"/arrangor/konferens/{varberg.id}/{where}", typed | {"do": "look"})
    assert answer.status_code == 422
    assert any("Skriv högst" in line for line in error_links(answer.text))
    assert f"Du har skrivit {length}." in answer.text
    assert typed[name] in answer.text
    assert "Behåll mig" in answer.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "Allt i formuläret får tillsammans vara högst 256 kB. Det du skickade är 293 kB."),
        ("?lang=en", "Everything in the form together may be at most 256 kB. What you sent is 293 kB."),
    ],
)
def test_what_is_too_large_to_be_read_at_all_is_told_with_its_size(
    client: FlaskClient, session: Session, asked: str, said: str
) -> None:
    client.get(FORM + asked)
    answer = client.post(FORM, data=ME | {"participants-0-given_name": "x" * 299_400})
    assert answer.status_code == 413
    assert said in answer.text
    assert ("bakåtknapp" if not asked else "back button") in answer.text
    assert registrations(session) == 0


def test_a_members_form_may_be_larger_but_not_without_end(client: FlaskClient, varberg: Conference) -> None:
    path = f"/arrangor/konferens/{varberg.id}/redigera"
    sign_in(client)
    answer = client.post(path, data={"lead": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "vara högst 1024 kB. Det du skickade är 1075 kB." in answer.text


class Sender:
    """Bodies as no browser makes them, to a running server."""

    def __init__(self, server: LiveServer) -> None:
        self._server = server

    def post(self, body: bytes, kind: str) -> int:
        """The status; 0 where the server hung up before it had all of it."""
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=20)
        try:
            connection.request("POST", season.FORM, body=body, headers={"Content-Type": kind})
            return connection.getresponse().status
        except (BrokenPipeError, ConnectionResetError):
            return 0
        finally:
            connection.close()

    def memory_mb(self) -> int:
        return sum(_resident(pid) for pid in self._server.pids)


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS:"))


@pytest.mark.slow
def test_i16_what_is_too_much_is_refused_at_once_and_kept_nowhere(start_server: StartServer) -> None:
    server = start_server(REGAPP_CLOCK="2020-02-14T10:00:00")
    server.flask("season", "load", "seasons/2020.toml")
    sender = Sender(server)
    plain, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
    part = b'--x\r\nContent-Disposition: form-data; name="%d"\r\n\r\ny\r\n'
    bodies = {
        "30 MB": (b"a=" + b"b" * 30_000_000, plain),
        "20 000 parts": (b"".join(part % number for number in range(20_000)) + b"--x--\r\n", parts),
        "700 parts": (b"".join(part % number for number in range(700)) + b"--x--\r\n", parts),
        "5 000 fields": ("&".join(f"f{number}=x" for number in range(5_000)).encode(), plain),
        "one long name": (b"x" * 200_000 + b"=1", plain),
        "deep JSON": (b"[" * 100_000, "application/json"),
        "half a part": (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n', parts),
    }
    before = sender.memory_mb()
    for name, (body, kind) in bodies.items():
        for _time in range(3):
            began = time.monotonic()
            assert sender.post(body, kind) in {0, 400, 413, 422}, name
            assert time.monotonic() - began < _LONG_S, name
    assert sender.memory_mb() - before < 60
    assert server.answers()
