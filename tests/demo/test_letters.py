"""The letters at /demo/brev: what was sent, readable, and never markup."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import update
from sqlalchemy.orm import Session

from regapp.demo.letters import PAGE, Piece, pieces
from regapp.mailing.commands import enqueue
from regapp.mailing.models import DemoLetter, OutboxMessage

SENT_AT = datetime(2020, 2, 14, 9, 0, tzinfo=UTC)
CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
TEXT = "Hej!\n\nDin länk: http://localhost/a/hemlig-länk.\n<b>&amp;</b> http://exempel.se/annat\n"


def make_letter(session: Session, number: int = 0, text: str = TEXT) -> DemoLetter:
    message = EmailMessage()
    message["From"] = "Konferensen <konferens@exempel.se>"
    message["To"] = "Åsa Öberg <asa@exempel.se>"
    message["Subject"] = f"Brev {number}"
    message.set_content(text)
    message.add_alternative("<p>Hej!</p><script>alert(1)</script>", subtype="html")
    message.add_alternative(CALENDAR.decode(), subtype="calendar", params={"method": "REQUEST"}, cte="base64")
    message.make_mixed()
    message.add_attachment(CALENDAR, maintype="application", subtype="ics", filename="inbjudan.ics")
    letter = DemoLetter(
        sent_at=SENT_AT + timedelta(minutes=number),
        to_email="asa@exempel.se",
        subject=f"Brev {number} <i>",
        text=text,
        html="<p>Hej!</p><script>alert(1)</script>",
        source=message.as_bytes(),
    )
    session.add(letter)
    session.commit()
    return letter


def test_without_letters_the_page_says_how_to_get_one(visitor: FlaskClient) -> None:
    assert "Inga brev än" in visitor.get("/demo/brev").text


def test_letters_are_listed_newest_first_in_pages(visitor: FlaskClient, session: Session) -> None:
    for number in range(PAGE + 2):
        make_letter(session, number)
    first, second = (visitor.get(f"/demo/brev?sida={page}").text for page in (1, 2))
    subjects = [
        [link.text for link in html.fromstring(page).iterfind(".//tbody//a")] for page in (first, second)
    ]
    assert subjects[0][0] == f"Brev {PAGE + 1} <i>"
    assert [len(one) for one in subjects] == [PAGE, 2]
    assert f"{PAGE + 2} brev" in first


@pytest.mark.parametrize("page", ["0", "-1", "x", "99"])
def test_a_page_that_does_not_exist_is_no_error(visitor: FlaskClient, page: str) -> None:
    assert visitor.get(f"/demo/brev?sida={page}").status_code == 200


def test_a_letter_is_shown_as_text_with_our_own_links(visitor: FlaskClient, session: Session) -> None:
    page = visitor.get(f"/demo/brev/{make_letter(session).id}").text
    read: Any = html.fromstring(page)
    letter = read.xpath("//p[@class='letter']")[0]
    assert [link.get("href") for link in letter.iterfind("a")] == ["http://localhost/a/hemlig-länk"]
    assert "<b>&amp;</b>" in "".join(letter.itertext())
    assert "Åsa Öberg <asa@exempel.se>" in "".join(read.itertext())


def test_the_html_of_a_letter_is_never_drawn(visitor: FlaskClient, session: Session) -> None:
    page = visitor.get(f"/demo/brev/{make_letter(session).id}")
    assert "<script" not in page.text and "&lt;script&gt;" in page.text
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]


def test_the_calendar_part_is_listed_once_and_comes_as_a_file(visitor: FlaskClient, session: Session) -> None:
    number = make_letter(session).id
    links = [link.get("href") for link in html.fromstring(visitor.get(f"/demo/brev/{number}").text).iter("a")]
    assert [link for link in links if link and "bilaga" in link] == [f"/demo/brev/{number}/bilaga/1"]
    file = visitor.get(f"/demo/brev/{number}/bilaga/1")
    assert file.data.replace(b"\r\n", b"\n") == CALENDAR.replace(b"\r\n", b"\n")
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_the_whole_message_can_be_saved(visitor: FlaskClient, session: Session) -> None:
    letter = make_letter(session)
    answer = visitor.get(f"/demo/brev/{letter.id}.eml")
    assert answer.data == letter.source
    assert answer.headers["Content-Disposition"] == f"attachment; filename=brev-{letter.id}.eml"


@pytest.mark.parametrize("path", ["/9", f"/{2**40}", "/9.eml", "/9/bilaga/1", "/1/bilaga/7"])
def test_what_is_not_there_is_not_found(visitor: FlaskClient, session: Session, path: str) -> None:
    make_letter(session)
    assert visitor.get(f"/demo/brev{path}").status_code == 404


def test_letters_are_neither_indexed_nor_kept(visitor: FlaskClient, session: Session) -> None:
    headers = visitor.get(f"/demo/brev/{make_letter(session).id}").headers
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("http://localhost/a/b", ["http://localhost/a/b"]),
        ("(http://localhost/a/b).", ["http://localhost/a/b"]),
        ("http://localhost.exempel.se/a", []),
        ("http://exempel.se/http", []),
        ("", []),
    ],
)
def test_only_our_own_addresses_become_links(text: str, links: list[str]) -> None:
    found = pieces(text, "http://localhost")
    assert [piece.href for piece in found if piece.href] == links
    assert "".join(piece.text for piece in found) == text
    assert Piece("x") == Piece("x", None)


def test_a_letter_that_is_held_back_is_not_said_to_be_on_its_way(
    visitor: FlaskClient, session: Session
) -> None:
    enqueue(session, "registrations.confirmation", subject_id=1, now=SENT_AT)
    enqueue(session, "registrations.confirmation", subject_id=2, now=SENT_AT)
    session.flush()
    session.execute(update(OutboxMessage).where(OutboxMessage.subject_id == 2).values(held_until=SENT_AT))
    session.commit()
    page = visitor.get("/demo/brev").text
    assert "1 brev är på väg." in page
    assert "1 brev hålls kvar:" in page
