"""Rooms, tracks and those who take part: written at the desk, asked by letter, shown with their yes."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.files.models import StoredFile
from regapp.files.storage import FolderStorage
from regapp.mailing.models import OutboxMessage
from regapp.programme.models import ItemSpeaker, ProgrammeItem, Room, Speaker, Track
from tests.dashboard.programming.desk import rows
from tests.files.samples import PDF, png
from tests.people import CARIN, DAVID, sign_in
from tests.support.forms import error_links, fields, read_form, submit

ALT = "Kvinna framför en ek"
DAMAGED = "Filen går inte att läsa: den är skadad, ofullständig eller låst med lösenord."
KIND = "Filen är av ett slag som inte går att ladda upp. Välj en fil av slaget PNG, JPEG, WEBP."


def files(app: Flask) -> set[str]:
    """The keys of all that is kept."""
    return set(FolderStorage(app.extensions["regapp"].config.uploads_path).list_keys())


def add_item(client: FlaskClient, at: str, **values: Any) -> Any:
    written = {"title": "Ekar", "starts": "13.00", "ends": "14.00", "kind": "talk"}
    return submit(client, f"{at}/ny", written | values)


def add_speaker(client: FlaskClient, at: str, picture: bytes | None = None, **values: Any) -> Any:
    """As a browser sends the form, file and all."""
    page = client.get(f"{at}/medverkande/ny")
    written = {"name": "Åsa Öberg", "title": "skogsvårdare", "email": "asa@exempel.se", "text": "Kan ekar."}
    sent: dict[str, Any] = fields(read_form(page.text), written | values).to_dict()
    if picture is not None:
        sent["picture"] = (io.BytesIO(picture), "IMG_1.exe")
    return client.post(f"{at}/medverkande/ny", data=sent, content_type="multipart/form-data")


def publish(client: FlaskClient, at: str) -> None:
    assert submit(client, at, action=f"{at}/publicera").status_code == 303


def test_a_room_written_at_an_item_joins_the_list_and_takes_a_new_name_everywhere(
    carin: FlaskClient, session: Session, at: str
) -> None:
    add_item(carin, at, room="Stora salen")
    add_item(carin, at, room="stora salen")
    (room,) = rows(session, Room)
    assert '<option value="Stora salen">' in carin.get(f"{at}/ny").text
    answer = submit(carin, f"{at}/salar", {"rooms-0-name": "Teatern", "tracks-0-name": "Skog"})
    assert answer.status_code == 303
    assert [one.name for one in rows(session, Room)] == ["Teatern"]
    first = rows(session, ProgrammeItem)[0]
    assert (first.room, first.sequence) == ("Teatern", 1)
    assert room.id == rows(session, Room)[0].id


def test_rooms_change_names_with_each_other_and_go(carin: FlaskClient, session: Session, at: str) -> None:
    submit(carin, f"{at}/salar", {"rooms-0-name": "A", "rooms-1-name": "B"})
    submit(carin, f"{at}/salar", {"rooms-0-name": "B", "rooms-1-name": "A"})
    assert [one.name for one in sorted(rows(session, Room), key=lambda one: one.id)] == ["B", "A"]
    assert submit(carin, f"{at}/salar", {"rooms-0-name": "a"}).status_code == 409
    submit(carin, f"{at}/salar", {"rooms-0-name": ""})
    assert [one.name for one in rows(session, Room)] == ["A"]


def test_tracks_are_columns_of_the_page(carin: FlaskClient, session: Session, at: str) -> None:
    submit(
        carin,
        f"{at}/salar",
        {"tracks-0-name": "Skog", "tracks-0-name_en": "Forest", "tracks-1-name": "Vatten"},
    )
    skog, vatten = rows(session, Track)
    add_item(carin, at, track=str(skog.id), title_en="Oaks")
    add_item(carin, at, track=str(vatten.id), title="Bäckar", preliminary="y")
    assert '<th scope="col">Skog</th>' in carin.get(f"{at}?vy=rutnat").text
    assert carin.get("/varberg/program").status_code == 404
    publish(carin, at)
    page = carin.get("/varberg/program").text
    assert '<th scope="col">Vatten</th>' in page and "Preliminärt" in page
    assert "/varberg/program/1.ics" in page
    english = carin.get("/varberg/program?lang=en").text
    assert '<th scope="col">Forest</th>' in english and "Oaks" in english
    submit(carin, f"{at}/salar?lang=sv", {"tracks-0-name": ""})
    assert [one.track_id for one in rows(session, ProgrammeItem)] == [None, vatten.id]


def test_a_clash_is_told_and_forbids_nothing(carin: FlaskClient, at: str) -> None:
    add_item(carin, at, room="Teatern")
    # Written another way, it is the same room.
    assert add_item(carin, at, title="Bäckar", room="teatern").status_code == 303
    assert "teatern" not in carin.get(at).text
    assert "Teatern är upptagen av två samtidigt:" in carin.get(at).text
    publish(carin, at)


def test_a_person_whose_name_is_only_written_clashes_too(carin: FlaskClient, at: str) -> None:
    for title, line in (("Ekar", "Åsa Öberg, skogvaktare; Bo Ek"), ("Bokar", "Åsa Öberg")):
        submit(carin, f"{at}/ny", {"title": title, "starts": "13.00", "ends": "14.00", "speakers": line})
    shown = carin.get(at).text
    assert "Åsa Öberg är på två ställen samtidigt:" in shown
    assert "Bo Ek är på två ställen" not in shown


def test_somebody_who_takes_part_is_named_at_once_and_shown_with_their_yes(
    carin: FlaskClient, session: Session, at: str, app: Flask
) -> None:
    assert add_speaker(carin, at, png(), picture_alt=ALT).status_code == 303
    (asa,) = rows(session, Speaker)
    add_item(carin, at, people=[str(asa.id)])
    publish(carin, at)
    (item,) = rows(session, ProgrammeItem)
    assert item.speakers == "Åsa Öberg, skogsvårdare"
    stranger = app.test_client()
    page = stranger.get("/varberg/program").text
    assert (
        "Åsa Öberg" in page and "Kan ekar." not in page and ALT not in page and "asa@exempel.se" not in page
    )
    assert stranger.get(f"/medverkande/{asa.id}/bild").status_code == 404
    assert (
        submit(stranger, f"/medverkande/{asa.token}", {"name": "y", "more": "y"}, action="").status_code
        == 303
    )
    page = stranger.get("/varberg/program").text
    assert "Kan ekar." in page and ALT in page
    shown = stranger.get(f"/medverkande/{asa.id}/bild", buffered=True)
    assert (shown.data, shown.content_type) == (png(), "image/png")
    assert (
        submit(stranger, f"/medverkande/{asa.token}", {"name": None, "more": None}, action="").status_code
        == 303
    )
    assert "Åsa Öberg" not in stranger.get("/varberg/program").text
    assert stranger.get(f"/medverkande/{asa.id}/bild").status_code == 404
    (item,) = rows(session, ProgrammeItem)
    assert item.speakers == ""


def test_the_question_goes_by_letter_and_a_new_address_ends_the_old_link(
    carin: FlaskClient, session: Session, at: str
) -> None:
    add_speaker(carin, at)
    (asa,) = rows(session, Speaker)
    token = asa.token
    people = f"{at}/medverkande"
    assert submit(carin, people, action=f"{people}/{asa.id}/fraga").status_code == 303
    assert [one.kind for one in rows(session, OutboxMessage)] == ["programme.consent_asked"]
    assert "Frågad, inget svar" in carin.get(people).text
    answer = submit(carin, f"{people}/{asa.id}", {"email": "asa@exempel.org"}, action="")
    assert answer.status_code in {200, 303, 400}
    form = fields(read_form(carin.get(f"{people}/{asa.id}").text, action=""), {"email": "asa@exempel.org"})
    assert carin.post(f"{people}/{asa.id}", data=form).status_code == 303
    assert carin.get(f"/medverkande/{token}").status_code == 404


def test_a_consent_that_came_in_another_way_is_noted(carin: FlaskClient, session: Session, at: str) -> None:
    add_speaker(carin, at)
    (asa,) = rows(session, Speaker)
    page = f"{at}/medverkande/{asa.id}"
    assert submit(carin, page, {"name": "y"}, action=f"{page}/samtycke").status_code == 303
    (asa,) = rows(session, Speaker)
    assert (asa.shows_name, asa.shows_more) == (True, False)
    assert "Ja till namn, nej till bild och text" in carin.get(page).text


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (b"", "Filen är tom."),
        (b"<svg onload=alert(1)>", KIND),
        (PDF, KIND),
        (png()[:-3], DAMAGED),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_at_the_field_and_nothing_typed_is_lost(
    carin: FlaskClient, session: Session, at: str, picture: bytes, said: str
) -> None:
    answer = add_speaker(carin, at, picture, picture_alt=ALT)
    assert answer.status_code == 422
    assert error_links(answer.text) == [said]
    assert "Kan ekar." in answer.text
    assert rows(session, StoredFile) == []


def test_a_picture_needs_words(carin: FlaskClient, session: Session, at: str, app: Flask) -> None:
    before = files(app)
    answer = add_speaker(carin, at, png())
    assert answer.status_code == 422
    assert error_links(answer.text) == ["Skriv vad bilden visar, för den som inte ser den."]
    assert rows(session, Speaker) == []
    assert files(app) == before


def test_a_picture_of_two_hundred_megabytes_is_refused_at_the_field(carin: FlaskClient, at: str) -> None:
    body = io.BytesIO(
        b'--x\r\nContent-Disposition: form-data; name="picture"; filename="a.png"\r\n\r\n' + b"a" * 1000
    )
    answer = carin.post(
        f"{at}/medverkande/ny", input_stream=body, content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(200 << 20)},
    )  # fmt: skip
    assert answer.status_code == 413
    assert error_links(answer.text) == ["Filen är för stor. Den får vara högst 8 MB."]


def test_who_is_taken_away_takes_picture_and_name_along(
    carin: FlaskClient, session: Session, at: str, app: Flask
) -> None:
    before = files(app)
    add_speaker(carin, at, png(), picture_alt=ALT)
    (asa,) = rows(session, Speaker)
    assert len(files(app)) == len(before) + 1
    add_item(carin, at, people=[str(asa.id)])
    people = f"{at}/medverkande"
    assert submit(carin, people, action=f"{people}/{asa.id}/ta-bort").status_code == 303
    assert [rows(session, kind) for kind in (Speaker, ItemSpeaker, StoredFile)] == [[], [], []]
    assert rows(session, ProgrammeItem)[0].speakers == ""
    assert files(app) == before


def test_another_organizer_finds_nothing(
    client: FlaskClient, session: Session, at: str, make_app: Callable[..., Flask], app: Flask
) -> None:
    sign_in(client, CARIN)
    add_speaker(client, at, png(), picture_alt=ALT)
    (asa,) = rows(session, Speaker)
    other = app.test_client()
    sign_in(other, DAVID)
    for path in (
        "salar",
        "medverkande",
        "medverkande/ny",
        f"medverkande/{asa.id}",
        f"medverkande/{asa.id}/bild",
    ):
        assert other.get(f"{at}/{path}").status_code == 404
        assert app.test_client().get(f"{at}/{path}").status_code in {302, 303}
    assert other.get("/medverkande/fel").status_code == 404


def test_the_programme_of_what_is_called_off_says_so(carin: FlaskClient, session: Session, at: str) -> None:
    add_item(carin, at)
    publish(carin, at)
    assert "Inställd" not in carin.get("/varberg/program").text
    session.rollback()
    session.execute(update(Conference).values(status=ConferenceStatus.CANCELLED))
    session.commit()
    assert "Inställd" in carin.get("/varberg/program").text
