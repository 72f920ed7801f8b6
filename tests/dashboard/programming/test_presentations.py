"""Presentations: judged, shown to whom it was decided, at an address that stays; what is said afterwards."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.files.storage import FolderStorage
from regapp.kernel.clock import FixedClock
from regapp.mailing.models import OutboxMessage
from regapp.programme.models import Presentation, Speaker, Visibility
from tests.dashboard.programming.desk import rows
from tests.files.samples import PDF, png, pptx
from tests.people import DAVID, sign_in
from tests.sending import Send
from tests.support.forms import error_links, fields, read_form, submit
from tests.world import a_sign_up

KIND = "Filen är av ett slag som inte går att ladda upp. Välj en fil av slaget PDF, PPTX."
MACROS = "Filen innehåller makron eller program. Spara den utan dem och försök igen."
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def send_file(
    client: FlaskClient, path: str, data: bytes | None, name: str = "Ekar.pdf", **values: str
) -> Any:
    page = client.get(path)
    written = {"title": "Om ekar", "visibility": "public"} | values
    sent: dict[str, Any] = fields(read_form(page.text), written).to_dict()
    if data is not None:
        sent["file"] = (io.BytesIO(data), name)
    return client.post(path, data=sent, content_type="multipart/form-data")


def test_a_presentation_stands_on_the_page_and_a_new_file_keeps_its_address(
    carin: FlaskClient, session: Session, at: str, app: Flask
) -> None:
    submit(carin, f"{at}/ny", {"title": "Ekar", "starts": "13.00", "ends": "14.00", "kind": "talk"})
    submit(carin, at, action=f"{at}/publicera")
    assert send_file(carin, f"{at}/presentationer/ny", PDF, item="1").status_code == 303
    (one,) = rows(session, Presentation)
    address, stranger = f"/presentation/{one.id}", app.test_client()
    assert f'href="{address}"' in stranger.get("/varberg/program").text
    answer = stranger.get(address, buffered=True)
    assert (answer.data, answer.content_type) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    before = set(FolderStorage(app.extensions["regapp"].config.uploads_path).list_keys())
    assert send_file(carin, f"{at}/presentationer/{one.id}", pptx(), "Ekar.pptx").status_code == 303
    answer = stranger.get(address, buffered=True)
    assert (answer.data, answer.content_type) == (pptx(), PPTX)
    after = set(FolderStorage(app.extensions["regapp"].config.uploads_path).list_keys())
    assert len(before - after) == len(after - before) == 1
    listed = f"{at}/presentationer"
    assert submit(carin, listed, action=f"{listed}/{one.id}/ta-bort").status_code == 303
    assert stranger.get(address).status_code == 404


def test_it_shows_from_its_moment_on(
    carin: FlaskClient, session: Session, at: str, app: Flask, clock: FixedClock
) -> None:
    send_file(carin, f"{at}/presentationer/ny", PDF, on="2020-02-14", at="12.00")
    (one,) = rows(session, Presentation)
    stranger = app.test_client()
    assert stranger.get(f"/presentation/{one.id}").status_code == 404
    clock.set(clock.now() + timedelta(hours=2, minutes=1))
    assert stranger.get(f"/presentation/{one.id}", buffered=True).status_code == 200


def test_a_hidden_one_is_nobodys_and_a_participants_one_theirs(
    carin: FlaskClient, session: Session, at: str, app: Flask, send: Send, varberg: Conference
) -> None:
    send_file(carin, f"{at}/presentationer/ny", PDF, visibility="hidden")
    send_file(carin, f"{at}/presentationer/ny", PDF, visibility="participants", title="Bara för er")
    hidden, theirs = rows(session, Presentation)
    submit(carin, f"{at}/ny", {"title": "Ekar", "kind": "talk"})
    submit(carin, at, action=f"{at}/publicera")
    signed = send(varberg, a_sign_up())
    stranger = app.test_client()
    for one in (hidden, theirs):
        assert stranger.get(f"/presentation/{one.id}").status_code == 404
    page = stranger.get(f"/a/{signed.token}").text
    assert "Bara för er" in page and "Om ekar" not in page
    assert stranger.get(f"/a/{signed.token}/presentation/{theirs.id}", buffered=True).data == PDF
    assert stranger.get(f"/a/{signed.token}/presentation/{hidden.id}").status_code == 404
    assert stranger.get(f"/a/fel/presentation/{theirs.id}").status_code == 404
    assert "Bara för er" not in stranger.get("/varberg/program").text
    assert carin.get(f"{at}/presentationer/{hidden.id}/fil", buffered=True).data == PDF
    other = app.test_client()
    sign_in(other, DAVID)
    for path in ("", "/ny", f"/{hidden.id}", f"/{hidden.id}/fil"):
        assert other.get(f"{at}/presentationer{path}").status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "Välj en fil."),
        (b"MZ\x90\0exe", KIND),
        (pptx({"ppt/vbaProject.bin": b"x"}), MACROS),
    ],
)  # fmt: skip
def test_what_is_no_presentation_is_refused_at_the_field(
    carin: FlaskClient, session: Session, at: str, data: bytes | None, said: str
) -> None:
    answer = send_file(carin, f"{at}/presentationer/ny", data)
    assert answer.status_code == 422
    assert error_links(answer.text) == [said]
    assert 'value="Om ekar"' in answer.text
    assert rows(session, Presentation) == []


def test_two_hundred_megabytes_are_refused_at_the_field(carin: FlaskClient, at: str) -> None:
    answer = carin.post(
        f"{at}/presentationer/ny", input_stream=io.BytesIO(b"--x\r\n"),
        content_type="multipart/form-data; boundary=x", environ_overrides={"CONTENT_LENGTH": str(200 << 20)},
    )  # fmt: skip
    assert answer.status_code == 413
    assert error_links(answer.text) == ["Filen är för stor. Den får vara högst 50 MB."]


def test_two_who_save_at_once_both_learn_of_it(carin: FlaskClient, session: Session, at: str) -> None:
    page = carin.get(f"{at}/presentationer/ny")
    stale = fields(read_form(page.text), {"title": "Om ekar", "visibility": "public"}).to_dict()
    submit(carin, f"{at}/salar", {"rooms-0-name": "Teatern"})
    sent: dict[str, Any] = {**stale, "file": (io.BytesIO(PDF), "a.pdf")}
    answer = carin.post(f"{at}/presentationer/ny", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 409
    assert "Någon annan har sparat konferensen medan du skrev." in answer.text
    assert rows(session, Presentation) == []


def test_after_the_last_day_the_page_lists_them_and_a_letter_goes_once(
    carin: FlaskClient,
    session: Session,
    at: str,
    send: Send,
    varberg: Conference,
    clock: FixedClock,
    app: Flask,
) -> None:
    send(varberg, a_sign_up(2))
    send_file(carin, f"{at}/presentationer/ny", PDF)
    listed = f"{at}/presentationer"
    assert "Skicka brevet" not in carin.get(listed).text
    clock.set(clock.now() + timedelta(days=60))
    public = app.test_client().get("/varberg").text
    assert "Om ekar" in public and 'href="#presentationer">Se presentationerna</a>' in public
    block = app.test_client().get("/varberg/presentationer.html")
    assert "Om ekar" in block.text and "Set-Cookie" not in block.headers
    assert 'target="_top"' in block.text
    assert "Skicka brevet till 2 deltagare" in carin.get(listed).text
    letters = len(rows(session, OutboxMessage))
    assert submit(carin, listed, action=f"{listed}/meddela").status_code == 303
    kinds = [one.kind for one in rows(session, OutboxMessage)[letters:]]
    assert set(kinds) == {"registrations.presentations"} and len(kinds) == 2
    assert "Alla som var med har redan fått brevet." in carin.get(listed).text
    pressed_by_another = fields(read_form(carin.get(f"{listed}/ny").text), {})
    assert carin.post(f"{listed}/meddela", data=pressed_by_another).status_code == 303
    assert len(rows(session, OutboxMessage)) == letters + 2


def test_a_summary_has_a_card_only_of_somebody_who_said_yes(
    carin: FlaskClient, session: Session, at: str, clock: FixedClock, app: Flask
) -> None:
    new = f"{at}/medverkande/ny"
    sent: dict[str, Any] = fields(
        read_form(carin.get(new).text), {"name": "Åsa Öberg", "title": "värd"}
    ).to_dict()
    sent |= {"picture": (io.BytesIO(png()), "a.png"), "picture_alt": "Åsa ler"}
    assert carin.post(new, data=sent, content_type="multipart/form-data").status_code == 303
    (asa,) = rows(session, Speaker)
    written = {"text": "**Tack** <script>alert(1)</script>", "person": str(asa.id), "published": "y"}
    assert submit(carin, f"{at}/efter", written).status_code == 303
    assert "har inte sagt ja till bild och text än" in carin.get(f"{at}/efter").text
    stranger = app.test_client()
    assert "Tack" not in stranger.get("/varberg").text
    clock.set(clock.now() + timedelta(days=60))
    page = stranger.get("/varberg").text
    assert "<strong>Tack</strong>" in page and "<script>alert" not in page and "Åsa ler" not in page
    submit(stranger, f"/medverkande/{asa.token}", {"name": "y", "more": "y"}, action="")
    page = stranger.get("/varberg").text
    assert "Åsa Öberg" in page and "Åsa ler" in page
    assert stranger.get(f"/medverkande/{asa.id}/bild", buffered=True).status_code == 200
    submit(carin, f"{at}/efter", {"published": None})
    assert "Tack" not in stranger.get("/varberg").text
    assert stranger.get(f"/medverkande/{asa.id}/bild").status_code == 404


def test_a_speaker_hands_in_by_their_link_and_the_organizer_shows_it(
    carin: FlaskClient, session: Session, at: str, app: Flask
) -> None:
    submit(carin, f"{at}/medverkande/ny", {"name": "Åsa Öberg"})
    (asa,) = rows(session, Speaker)
    submit(carin, f"{at}/ny", {"title": "Ekar", "kind": "talk", "people": [str(asa.id)]})
    stranger, page = app.test_client(), f"/medverkande/{asa.token}"

    def hand_in(data: bytes | None, name: str = "mina bilder.pdf") -> Any:
        form = read_form(stranger.get(page).text, action=f"{page}/presentation")
        sent: dict[str, Any] = fields(form, {}).to_dict()
        if data is not None:
            sent["file"] = (io.BytesIO(data), name)
        return stranger.post(f"{page}/presentation", data=sent, content_type="multipart/form-data")

    assert hand_in(None).status_code == 422
    assert error_links(hand_in(b"MZexe").text) == [KIND]
    assert hand_in(PDF).status_code == 303
    (one,) = rows(session, Presentation)
    assert (one.title, one.item_id, one.visibility) == ("Ekar", 1, Visibility.HIDDEN)
    assert stranger.get(f"/presentation/{one.id}").status_code == 404
    assert hand_in(pptx(), "b.pptx").status_code == 303
    (one,) = rows(session, Presentation)
    send_file(carin, f"{at}/presentationer/{one.id}", None)
    assert stranger.get(f"/presentation/{one.id}", buffered=True).data == pptx()
    assert hand_in(PDF).status_code == 303
    assert len(rows(session, Presentation)) == 2
    assert stranger.get(f"/presentation/{one.id}", buffered=True).data == pptx()
    assert stranger.post("/medverkande/fel/presentation", data={}).status_code == 404


def test_a14_nothing_of_a_draft_is_there_in_any_format(
    carin: FlaskClient, session: Session, at: str, app: Flask, varberg: Conference
) -> None:
    send_file(carin, f"{at}/presentationer/ny", PDF)
    sent: dict[str, Any] = fields(
        read_form(carin.get(f"{at}/medverkande/ny").text), {"name": "Åsa"}
    ).to_dict()
    sent |= {"picture": (io.BytesIO(png()), "a.png"), "picture_alt": "Åsa ler"}
    carin.post(f"{at}/medverkande/ny", data=sent, content_type="multipart/form-data")
    (asa,) = rows(session, Speaker)
    submit(carin, f"/medverkande/{asa.token}", {"name": "y", "more": "y"}, action="")
    submit(carin, f"{at}/ny", {"title": "Ekar", "starts": "13.00", "ends": "14.00", "people": [str(asa.id)]})
    paths = (
        "/varberg/program", "/varberg/program.ics", "/varberg/program/1.ics", "/varberg/presentationer.html",
        "/presentation/1", f"/medverkande/{asa.id}/bild",
    )  # fmt: skip
    stranger = app.test_client()
    hidden = {path: stranger.get(path, buffered=True).status_code for path in paths}
    assert hidden == {
        path: 404 if path.startswith(("/varberg/program", "/medverkande")) else 200 for path in paths
    }
    submit(carin, at, action=f"{at}/publicera")
    assert {stranger.get(path, buffered=True).status_code for path in paths} == {200}
    session.rollback()
    session.execute(update(Conference).values(status=ConferenceStatus.DRAFT))
    session.commit()
    assert {stranger.get(path, buffered=True).status_code for path in paths} == {404}
