"""Bytes are there when their row is, and gone after it; answers run nothing; backups bring them back."""

import io
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy.orm import Session

from regapp.cli.archive import open_archive
from regapp.conferences.models import Conference
from regapp.database.session import session as request_session
from regapp.database.session import transaction
from regapp.files.commands import add_file, drop_file, store, sweep
from regapp.files.models import StoredFile
from regapp.files.rules import LARGEST_PRESENTATION, PICTURES, PRESENTATIONS, judge
from regapp.files.serving import file_answer, sent_form, takes_uploads
from regapp.files.storage import FolderStorage
from regapp.kernel.refusal import Refusal
from regapp.web.access import Access, access
from tests.files.samples import PDF, png
from tests.world import make_conference, make_organizer

LARGEST = 2 << 20


@pytest.fixture
def conference(session: Session) -> Conference:
    return make_conference(session, make_organizer(session), path="varberg")


@pytest.fixture
def house(make_app: Callable[..., Flask], conference: Conference, tmp_path: Path) -> Iterator[Flask]:
    """The application with a page that hands out files and one that takes them."""
    app = make_app(uploads_path=tmp_path / "uploads")

    @access(Access.PUBLIC)
    def hand_out(file_id: int) -> Any:
        row = request_session().get(StoredFile, file_id)
        assert row
        return file_answer(row)

    @takes_uploads(LARGEST)
    @access(Access.PUBLIC)
    def take() -> str:
        return sent_form(LARGEST)["file"].filename or ""

    @access(Access.PUBLIC)
    def take_nothing() -> str:
        return str(len(request.form))

    app.add_url_rule("/fil/<int:file_id>", "hand_out", hand_out)
    app.add_url_rule("/ta-emot", "take", take, methods=["POST"])
    app.add_url_rule("/ta-inte-emot", "take_nothing", take_nothing, methods=["POST"])
    yield app


def storage_of(app: Flask) -> FolderStorage:
    return FolderStorage(app.extensions["regapp"].config.uploads_path)


def hand_in(
    app: Flask, conference: Conference, data: bytes = PDF, name: str = "Skog & hälsa.pdf"
) -> StoredFile:
    stream = io.BytesIO(data)
    judged = judge(stream, PRESENTATIONS | PICTURES, largest=LARGEST_PRESENTATION)
    with app.app_context():
        upload = store(storage_of(app), stream, judged, name=name)
        with transaction() as rows:
            return add_file(rows, conference.id, upload, now=datetime(2020, 2, 14, tzinfo=UTC))


def test_a_presentation_is_saved_and_never_run(house: Flask, conference: Conference) -> None:
    row = hand_in(house, conference)
    answer = house.test_client().get(f"/fil/{row.id}", buffered=True)
    assert answer.data == PDF
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "Skog%20%26%20h%C3%A4lsa.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_picture_is_shown_and_nothing_else_of_it_is_kept(house: Flask, conference: Conference) -> None:
    row = hand_in(house, conference, png() + b"<script>", "anna.svg")
    answer = house.test_client().get(f"/fil/{row.id}", buffered=True)
    assert (answer.data, answer.content_type) == (png(), "image/png")
    assert answer.headers["Content-Disposition"] == "inline; filename=\"anna.png\"; filename*=UTF-8''anna.png"
    assert (row.width, row.height) == (4, 3)


def test_parts_and_unchanged_files_are_answered_as_browsers_ask(house: Flask, conference: Conference) -> None:
    row, client = hand_in(house, conference), house.test_client()
    part = client.get(f"/fil/{row.id}", headers={"Range": "bytes=1-4"}, buffered=True)
    assert (part.status_code, part.data) == (206, PDF[1:5])
    tag = client.get(f"/fil/{row.id}", buffered=True).headers["ETag"]
    assert client.get(f"/fil/{row.id}", headers={"If-None-Match": tag}, buffered=True).status_code == 304


def test_names_of_files_are_drawn_and_readable_by_their_owner_only(
    house: Flask, conference: Conference
) -> None:
    row = hand_in(house, conference, name="../../CON.pdf")
    folder: Path = house.extensions["regapp"].config.uploads_path
    (found,) = [path for path in folder.rglob("*") if path.is_file()]
    assert found == folder / row.key[:2] / row.key
    assert found.stat().st_mode & 0o077 == 0
    assert row.name == "fil-CON.pdf"


def test_a_storage_knows_no_path(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    for key in ("../secret", "secret", "", "a" * 31 + "/", "0" * 33):
        with pytest.raises(FileNotFoundError):
            FolderStorage(tmp_path / "uploads").open(key)


def test_bytes_without_a_row_are_swept_an_hour_later(house: Flask, conference: Conference) -> None:
    kept, gone = hand_in(house, conference), hand_in(house, conference)
    storage = storage_of(house)
    with house.app_context():
        with transaction() as rows:
            drop_file(rows, rows.get_one(StoredFile, gone.id))
        assert sweep(request_session(), storage, now=datetime.now(UTC)) == 0
        later = datetime.now(UTC) + timedelta(hours=2)
        assert sweep(request_session(), storage, now=later) == 1
        request_session().rollback()
    assert list(storage.list_keys()) == [kept.key]


def test_what_a_killed_process_left_half_written_is_swept(tmp_path: Path, house: Flask) -> None:
    storage = storage_of(house)
    half = tmp_path / "uploads" / "ab" / f".{'ab' * 16}"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    os.utime(half, (0, 0))
    assert list(storage.list_keys()) == []
    with house.app_context():
        assert sweep(request_session(), storage, now=datetime.now(UTC)) == 1
        request_session().rollback()
    assert not half.exists()


def test_only_a_page_that_takes_files_reads_a_large_body(house: Flask) -> None:
    client = house.test_client()
    sent = {"file": (io.BytesIO(b"a" * 400_000), "a.pdf")}
    assert client.post("/ta-inte-emot", data=sent).status_code == 413
    assert client.post("/ta-emot", data={"file": (io.BytesIO(b"a" * 400_000), "a.pdf")}).text == "a.pdf"
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + b"a" * (
        LARGEST + 300_000
    )
    too_large = client.post("/ta-emot", data=body, content_type="multipart/form-data; boundary=x")
    assert too_large.status_code == 409
    assert "Filen är för stor. Den får vara högst 2 MB." in too_large.text


def test_a_form_that_is_too_large_is_a_refusal(house: Flask) -> None:
    with house.test_request_context(
        "/ta-emot", method="POST", data={"file": (io.BytesIO(b"a" * 900), "a.pdf")}
    ):
        request.max_content_length = 100
        with pytest.raises(Refusal) as caught:
            sent_form(LARGEST)
    assert caught.value.code == "file_too_large"


def test_a_backup_brings_files_back(house: Flask, conference: Conference, tmp_path: Path) -> None:
    row = hand_in(house, conference)
    run = house.test_cli_runner()
    done = run.invoke(args=["backup", str(tmp_path / "backup.tar")])
    assert done.exit_code == 0, done.output
    storage = storage_of(house)
    storage.delete(row.key)
    assert house.test_client().get(f"/fil/{row.id}", buffered=True).status_code == 404
    with open_archive(tmp_path / "backup.tar") as archive:
        for key, content in archive.uploads():
            storage.put_back(key, content)
    assert house.test_client().get(f"/fil/{row.id}", buffered=True).data == PDF
