"""`/a/<token>` of those who wait and those who are offered a seat; POST acts, GET never."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference
from regapp.kernel.clock import FixedClock
from regapp.registrations.models import Participant, Registration, Status
from tests.sending import Send
from tests.support.forms import submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer

MONDAY = datetime(2020, 2, 17, 11, tzinfo=UTC)
OFFERED, WAITING, CONFIRMED, GONE = Status.OFFERED, Status.WAITING, Status.CONFIRMED, Status.CANCELLED


@pytest.fixture
def varberg(session: Session) -> Conference:
    return make_conference(session, make_organizer(session), capacity=3)


@pytest.fixture
def full(varberg: Conference, send: Send) -> str:
    return send(varberg, a_sign_up(3)).token


def statuses(session: Session) -> list[Status]:
    session.commit()
    return list(session.scalars(select(Participant.status).order_by(Participant.id)))


def tokens(session: Session) -> list[str]:
    session.commit()
    found = list(session.scalars(select(Participant.token).order_by(Participant.id)))
    session.commit()
    return found


def cancel(client: FlaskClient, session: Session, token: str, *places: int) -> None:
    session.commit()
    ids = session.scalars(select(Participant.id).order_by(Participant.id)).all()
    session.commit()
    query = "&".join(f"deltagare={ids[place]}" for place in places)
    assert submit(client, f"/a/{token}/avanmal?{query}").status_code == 303


def wait(send: Send, varberg: Conference, *numbers: int) -> str:
    people = [a_person(n, is_booker=n == numbers[0]) for n in numbers]
    return send(varberg, a_sign_up(people)).token


def answer(client: FlaskClient, token: str, word: str, **values: str) -> int:
    page = f"/a/{token}"
    return submit(client, page, values, action=f"{page}/{word}").status_code


def test_the_page_asks_until_when_and_what_it_costs(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, full: str
) -> None:
    token = wait(send, varberg, 8)
    cancel(client, session, full, 0)
    page = client.get(f"/a/{token}").text
    assert "En plats är ledig för dig i Varberg" in page
    assert "Svara senast måndag 17\xa0februari kl.\xa012.00" in page
    assert "Avgift: 700\xa0kr, fika och lunch ingår." in page
    assert "Tacka ja</button>" in page
    assert "Tacka nej</button>" in page
    assert "Fakturan skickas" not in page
    assert 'class="qr"' not in page


def test_a4_no_address_of_an_offer_does_anything_by_get(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, full: str
) -> None:
    token = wait(send, varberg, 8)
    cancel(client, session, full, 0)
    for path in ("", "/tacka-ja", "/tacka-nej", "/farre", "/avanmal"):
        assert client.get(f"/a/{token}{path}").status_code in {200, 405}
        client.head(f"/a/{token}{path}")
    assert statuses(session)[-1] is OFFERED
    assert client.post(f"/a/{token}/tacka-ja").status_code == 400, "without its token"
    assert statuses(session)[-1] is OFFERED


def test_yes_and_no_by_button(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, full: str
) -> None:
    first, second = wait(send, varberg, 8), wait(send, varberg, 9)
    cancel(client, session, full, 0)
    assert answer(client, first, "tacka-nej") == 303
    assert statuses(session)[-2:] == [GONE, OFFERED]
    assert "Ställ Person sist i kön" not in client.get(f"/a/{second}").text
    assert answer(client, second, "tacka-ja") == 303
    assert statuses(session)[-1] is CONFIRMED
    page = client.get(f"/a/{second}?tackat=ja").text
    assert "Tack! Platsen är din." in page
    assert "Du är anmäld" in page


def test_who_said_no_may_stand_last_in_line(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, full: str
) -> None:
    first, second = wait(send, varberg, 8), wait(send, varberg, 9)
    cancel(client, session, full, 0)
    answer(client, first, "tacka-nej")
    assert answer(client, first, "aterkom") == 303
    assert statuses(session)[-2:] == [WAITING, OFFERED]
    page = client.get(f"/a/{first}?ater=ko").text
    assert "Klart. Du står sist i kön." in page
    assert "Du står på väntelistan som nummer 1" in page
    assert "Alla platser är bokade eller erbjudna till andra." in page
    assert second


def test_two_tabs_and_a_late_answer_are_told_in_swedish(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, full: str, clock: FixedClock
) -> None:
    token = wait(send, varberg, 8)
    cancel(client, session, full, 0)
    page = client.get(f"/a/{token}")
    csrf = page.text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    clock.set(MONDAY)
    late = client.post(f"/a/{token}/tacka-ja", data={"csrf_token": csrf})
    assert late.status_code == 409
    assert "Tiden att svara har gått ut. Platsen går till nästa i kön." in late.text
    assert "Tacka ja</button>" not in late.text
    clock.set(MONDAY - timedelta(hours=1))
    assert client.post(f"/a/{token}/tacka-ja", data={"csrf_token": csrf}).status_code == 303
    assert client.post(f"/a/{token}/tacka-ja", data={"csrf_token": csrf}).status_code == 303
    assert client.post(f"/a/{token}/tacka-nej", data={"csrf_token": csrf}).status_code == 303
    assert statuses(session)[-1] is CONFIRMED


def test_the_booker_answers_for_all_and_each_for_themselves(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, full: str
) -> None:
    token = wait(send, varberg, 7, 8, 9)
    cancel(client, session, full)
    page = client.get(f"/a/{token}").text
    assert "3 platser är lediga för er i Varberg" in page
    assert "Tacka ja för alla 3" in page
    own = tokens(session)
    assert answer(client, own[4], "tacka-ja") == 303
    assert statuses(session)[3:] == [OFFERED, CONFIRMED, OFFERED]
    csrf = client.get(f"/a/{token}").text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    assert client.post(f"/a/{token}/tacka-ja", data={"csrf_token": csrf}).status_code == 303
    assert statuses(session)[3:] == [CONFIRMED] * 3


def test_everybody_in_line_sees_their_place_and_why_nothing_is_offered(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, full: str
) -> None:
    group, alone = wait(send, varberg, 5, 6, 7), wait(send, varberg, 8)
    cancel(client, session, full, 0)
    page = client.get(f"/a/{alone}").text
    assert "Nummer 4 av 4 i kön." in page
    assert "1 plats är ledig, sällskapet först i kön behöver 3." in page
    page = client.get(f"/a/{group}").text
    assert "Nummer 1–3 av 4 i kön." in page
    assert "Ni står på väntelistan som nummer 1–3" in page
    assert "Ni får platser först när de räcker till alla." in page


def test_the_booker_of_a_group_may_take_fewer_and_take_it_back(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, full: str
) -> None:
    token = wait(send, varberg, 5, 6, 7)
    assert answer(client, token, "farre") == 303
    session.commit()
    assert session.scalars(select(Registration.accepts_fewer).order_by(Registration.id)).all() == [
        False,
        True,
    ]
    cancel(client, session, full, 0)
    assert statuses(session)[3:] == [OFFERED, WAITING, WAITING]
    assert answer(client, token, "farre") == 303
    cancel(client, session, full, 1)
    assert statuses(session)[3:] == [OFFERED, WAITING, WAITING]


def test_only_the_booker_decides_for_the_group(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, full: str
) -> None:
    token = wait(send, varberg, 5, 6)
    own = tokens(session)[4]
    assert "Ta de platser som finns" not in client.get(f"/a/{own}").text
    page = client.get(f"/a/{token}").text
    csrf = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    assert client.post(f"/a/{own}/farre", data={"csrf_token": csrf, "farre": "1"}).status_code == 404


def test_the_line_is_left_by_link_also_when_a_seat_is_offered(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, full: str
) -> None:
    token = wait(send, varberg, 8)
    cancel(client, session, full, 0)
    assert "(erbjuden plats)" in client.get(f"/a/{token}/avanmal").text
    assert submit(client, f"/a/{token}/avanmal").status_code == 303
    assert statuses(session)[-1] is GONE
