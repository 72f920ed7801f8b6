"""What an organizer prints and what a participant wants on the badge, over HTTP."""

import io
from datetime import date, timedelta

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.checkin.models import CheckIn
from regapp.conferences.models import Conference
from regapp.kernel.clock import FixedClock
from regapp.organizers.models import Organizer, Role
from regapp.printing.exports import sign_paper
from regapp.printing.queries import list_badges
from regapp.registrations.models import Attendance, BadgeText, Participant, Status
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.sending import NOW, Send
from tests.support.forms import read_form
from tests.world import a_person, a_sign_up, make_conference, make_organizer

LONG = "Maximiliana Wolfeschlegelsteinhausenbergerdorff-Oxenstierna"


@pytest.fixture
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    make_person(session, CARIN, organizer=halland, role=Role.DOOR)
    make_person(session, DAVID, organizer=make_organizer(session, "norrbotten"), role=Role.OWNER)
    return make_conference(session, halland)


def page(conference: Conference) -> str:
    return f"/arrangor/konferens/{conference.id}/skriv-ut"


def printed(client: FlaskClient, conference: Conference, **values: str) -> list[str]:
    """The texts of the file's pages, after the button was pressed."""
    form = read_form(client.get(page(conference)).text, action=f"{page(conference)}/namnbrickor.pdf")
    sent = client.post(f"{page(conference)}/namnbrickor.pdf", data=dict(form.form_values()) | values)
    assert sent.status_code == 200, sent.text
    return [one.extract_text() for one in PdfReader(io.BytesIO(sent.data)).pages]


def test_a_name_in_letters_that_are_not_to_be_had_stops_nobodys_badge_and_is_told(
    client: FlaskClient, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0), a_person(1, given_name="李", family_name="Šťěpán 😀")]))
    sign_in(client, CARIN)
    told = client.get(page(varberg)).text
    assert "1 bricka har tecken som inte går att skriva ut: 李 Šťěpán 😀." in told
    (text,) = printed(client, varberg)
    assert "□ Šťěpán" in text and "Åsa Öberg" in text


def test_what_is_too_long_at_every_size_is_cut_and_lies_over_nothing(
    client: FlaskClient, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0, given_name="M" * 80, title="Vm " * 40, organization="Wå " * 53)]))
    sign_in(client, CARIN)
    for stock in ("75x40", "90x54"):
        (text,) = printed(client, varberg, stock=stock, which="all", codes="y")
        assert text.count("…") >= 2 and "MMMM" in text


def test_the_square_on_the_door_sign_holds_the_address_letter_by_letter(
    app: Flask, client: FlaskClient, varberg: Conference
) -> None:
    """Addresses are told apart by capitals: in capitals it led to no page."""
    url = f"http://localhost/{varberg.address.path}"
    drawn = io.BytesIO()
    segno.make(url, error="m").save(drawn, kind="png", border=2)
    with app.test_request_context():
        paper = sign_paper(varberg, url)
    assert bytes(paper["code"]) == drawn.getvalue()
    assert client.get(url).status_code == 200


@pytest.mark.both_databases
def test_only_new_and_changed_badges_are_printed_the_second_time(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0), a_person(1, family_name="Ŋilla-Ŧuovkár")]))
    sign_in(client, CARIN)
    first = printed(client, varberg)
    assert len(first) == 1
    assert "Ŋilla-" in first[0]
    send(varberg, a_sign_up([a_person(2)]))
    assert "1 ny eller ändrad" in client.get(page(varberg)).text
    (second,) = printed(client, varberg)
    assert "Nummer 2" in second
    assert "Åsa Öberg" not in second
    form = read_form(client.get(page(varberg)).text, action=f"{page(varberg)}/namnbrickor.pdf")
    assert client.post(f"{page(varberg)}/namnbrickor.pdf", data=dict(form.form_values())).status_code == 409
    assert "Åsa Öberg" in printed(client, varberg, which="all")[0]
    session.commit()
    told = session.scalars(select(Event).where(Event.action == "badges_printed")).all()
    assert [(one.subject_type, one.fields) for one in told] == [("conference", [])] * 3


def test_eleven_badges_of_ninety_by_fifty_four_take_two_sheets(
    client: FlaskClient, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(number) for number in range(10)]))
    send(varberg, a_sign_up([a_person(11, given_name=LONG)]))
    sign_in(client, CARIN)
    assert len(printed(client, varberg, stock="90x54", which="all", codes="y")) == 2
    assert len(printed(client, varberg, stock="75x40", which="all")) == 1


def test_the_first_badge_stands_where_the_stock_has_it(
    client: FlaskClient, varberg: Conference, send: Send
) -> None:
    """Durable 1445-02: the first badge begins 15 mm from the left, 13.5 from the top; words 5 mm in."""
    send(varberg, a_sign_up())
    sign_in(client, CARIN)
    form = read_form(client.get(page(varberg)).text, action=f"{page(varberg)}/namnbrickor.pdf")
    found: dict[str, tuple[float, float]] = {}
    for right, down in (("", ""), ("2,5", "-1")):
        sent = dict(form.form_values()) | {"right": right, "down": down, "which": "all"}
        made = client.post(f"{page(varberg)}/namnbrickor.pdf", data=sent).data
        found[right] = _place_of("Åsa", made)
    point = 25.4 / 72
    left, top = found[""]
    assert left * point == pytest.approx(15 + 5, abs=0.6)
    assert 13.5 < 297 - top * point < 13.5 + 54
    moved = found["2,5"]
    assert (moved[0] - left) * point == pytest.approx(2.5, abs=0.05)
    assert (top - moved[1]) * point == pytest.approx(-1, abs=0.05)


def _place_of(word: str, made: bytes) -> tuple[float, float]:
    places: list[tuple[float, float]] = []

    def visit(text: str, user: list[float], line: list[float], _font: object, _size: object) -> None:
        if word in text:
            places.append((user[0] * line[4] + user[4], user[3] * line[5] + user[5]))

    PdfReader(io.BytesIO(made)).pages[0].extract_text(visitor_text=visit)
    return places[0]


def test_a_protected_identity_is_an_alias_on_all_paper(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0, protected=True, alias="Deltagare 7", title="kurator")]))
    sign_in(client, CARIN)
    for text in (
        printed(client, varberg)[0],
        PdfReader(io.BytesIO(client.get(f"{page(varberg)}/avprickning.pdf").data)).pages[0].extract_text(),
    ):
        assert "Deltagare 7" in text
        assert "Öberg" not in text
        assert "kurator" not in text


def test_whoever_takes_part_remotely_or_left_has_no_badge(
    session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up(3))
    session.commit()
    people = session.scalars(select(Participant).order_by(Participant.id)).all()
    people[1].attendance, people[2].status = Attendance.REMOTE, Status.CANCELLED
    session.commit()
    assert [one.participant_id for one in list_badges(session, varberg.id)] == [people[0].id]


def test_a_participant_says_what_stands_on_the_badge_and_it_is_new_again(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    token = send(varberg, a_sign_up()).token
    session.commit()
    person = session.scalars(select(Participant)).one()
    own = f"/a/{token}/namnbricka/{person.id}"
    assert own in client.get(f"/a/{token}").text
    form = dict(read_form(client.get(own).text, action=own).form_values())
    assert form["name"] == "Åsa Öberg"
    assert client.post(own, data=form | {"name": ""}).status_code == 422
    odd = client.post(own, data=form | {"name": "Åsa 😀 李 李", "line": "å"})
    assert odd.status_code == 422 and "Brickan kan inte visa 😀 李." in odd.text and 'value="å"' in odd.text
    assert (
        client.post(own, data=form | {"name": "Åsa", "line": "älskar sjöar", "no_photo": "y"}).status_code
        == 303
    )
    session.commit()
    badge = list_badges(session, varberg.id)[0]
    assert (badge.name, badge.line, badge.no_photo) == ("Åsa", "älskar sjöar", True)
    data = client.get(f"/a/{token}/uppgifter").text
    assert "älskar sjöar" in data
    assert "Namnbrickan ändrad" in data
    told = session.scalars(select(Event).where(Event.action == "badge_changed")).one()
    assert told.fields == ["badge_name", "badge_line", "no_photo"]
    assert client.post(own, data=form).status_code == 303
    session.commit()
    kept = session.scalars(select(BadgeText)).one()
    session.refresh(kept)
    assert (kept.name, kept.line, kept.no_photo) == ("", "", False)


def test_nobody_changes_another_ones_badge(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    token = send(varberg, a_sign_up()).token
    send(varberg, a_sign_up([a_person(1)]))
    session.commit()
    other = session.scalars(select(Participant.id).order_by(Participant.id.desc())).first()
    assert client.get(f"/a/{token}/namnbricka/{other}").status_code == 404
    assert client.get(f"/a/{'x' * 43}/namnbricka/{other}").status_code == 404


def test_certificates_are_there_when_it_is_over(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, clock: FixedClock
) -> None:
    token = send(varberg, a_sign_up()).token
    session.commit()
    number = session.scalars(select(Participant.id)).one()
    own = f"/a/{token}/intyg/{number}.pdf"
    assert client.get(own).status_code == 404
    clock.set(NOW + timedelta(days=60))
    made = PdfReader(io.BytesIO(client.get(own).data))
    text = made.pages[0].extract_text()
    assert "Åsa Öberg" in text
    assert "27 mars 2020 kl. 10–16" in text
    assert own in client.get(f"/a/{token}").text


def test_where_the_door_kept_a_list_only_those_who_came_have_a_certificate(
    client: FlaskClient, session: Session, varberg: Conference, send: Send, clock: FixedClock
) -> None:
    token = send(varberg, a_sign_up(2)).token
    session.commit()
    first, second = session.scalars(select(Participant.id).order_by(Participant.id)).all()
    session.add(
        CheckIn(
            participant_id=first,
            on=date(2020, 3, 27),
            conference_id=varberg.id,
            at=NOW,
            nonce="n" * 20,
            seq=1,
        )
    )
    session.commit()
    clock.set(NOW + timedelta(days=60))
    assert client.get(f"/a/{token}/intyg/{first}.pdf").mimetype == "application/pdf"
    missed = client.get(f"/a/{token}/intyg/{second}.pdf")
    assert missed.status_code == 404
    assert "Intyg finns för den som prickades av" in missed.text


@pytest.mark.parametrize("paper", ["", "/avprickning.pdf", "/dorrskylt.pdf"])
def test_another_organizer_prints_nothing(client: FlaskClient, varberg: Conference, paper: str) -> None:
    sign_in(client, DAVID)
    assert client.get(page(varberg) + paper).status_code == 404


def test_a_wrong_measure_is_told_at_its_field(client: FlaskClient, varberg: Conference, send: Send) -> None:
    send(varberg, a_sign_up())
    sign_in(client, CARIN)
    form = read_form(client.get(page(varberg)).text, action=f"{page(varberg)}/namnbrickor.pdf")
    wrong = dict(form.form_values()) | {"right": "långt"}
    answer = client.post(f"{page(varberg)}/namnbrickor.pdf", data=wrong)
    assert answer.status_code == 422
    assert "Skriv millimeter mellan -20 och 20" in answer.text
    trial = f"{page(varberg)}/provsida.pdf"
    assert client.post(trial, data=wrong).status_code == 422
    assert client.post(trial, data=wrong | {"right": "1,5"}).mimetype == "application/pdf"
    assert client.post(trial, data={"stock": "90x54"}).status_code == 400


def test_badges_of_those_a_filter_finds_carry_the_filter_and_not_their_numbers(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    send(varberg, a_sign_up([a_person(0), a_person(1), a_person(2), a_person(3)]))
    sign_in(client, CARIN)
    session.commit()
    left = session.scalars(select(Participant).where(Participant.family_name == "Nummer 3")).one()
    left.status = Status.CANCELLED
    session.commit()
    shown = client.get(f"{page(varberg)}?visa=alla&q=Nummer&alla=1").text
    # Whoever has cancelled may be found, and has no badge.
    assert "Gäller de 2 som du har valt i listan." in shown
    form = read_form(shown, action=f"{page(varberg)}/namnbrickor.pdf")
    sent = client.post(f"{page(varberg)}/namnbrickor.pdf", data=dict(form.form_values()))
    (badges,) = (one.extract_text() for one in PdfReader(io.BytesIO(sent.data)).pages)
    assert "Nummer 1" in badges
    assert "Nummer 2" in badges
    assert "Öberg" not in badges


def test_the_list_to_hand_out_holds_those_who_said_yes(
    client: FlaskClient, session: Session, varberg: Conference, send: Send
) -> None:
    people = [a_person(0, listed=True), a_person(1, listed=False)]
    people += [a_person(2, listed=True, protected=True, alias="Deltagare A")]
    halland = session.get_one(Organizer, varberg.owner_id)
    make_person(session, "anna@exempel.se", organizer=halland, role=Role.PARTICIPANTS)
    send(varberg, a_sign_up(people))
    session.commit()
    sign_in(client, "anna@exempel.se")
    answer = client.get(f"{page(varberg)}/deltagarlista.pdf")
    assert answer.mimetype == "application/pdf"
    (text,) = (one.extract_text() for one in PdfReader(io.BytesIO(answer.data)).pages)
    assert "Åsa Öberg" in text
    assert "Nummer 1" not in text
    assert "Nummer 2" not in text
    assert "Deltagare A" not in text
    assert "deltagarlista.pdf" in client.get(f"/arrangor/konferens/{varberg.id}/deltagare/deltagarlista").text
