"""Making the sheets that take a while, beside the letters: in a thread of their own, one at a time."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import structlog
from flask import Flask, current_app
from werkzeug.datastructures import MultiDict

from regapp.conferences.queries import get_conference
from regapp.dashboard.filtering import filter_of
from regapp.dashboard.queries import list_ids
from regapp.dashboard.table import table_of
from regapp.database.session import session, transaction
from regapp.kernel.clock import SystemClock
from regapp.lists.exporting import claim_export, drop_exports, end_export, note_rows
from regapp.lists.models import Export, ExportState
from regapp.lists.queries import has_open_exports, list_old_exports
from regapp.lists.rules import KEPT
from regapp.web.i18n import speak
from regapp.web.sheets import Row, kept_sheet, write_xlsx
from regapp.web.state import config
from regapp.web.streams import in_pieces

_TOLD_EVERY = 2000
_log = structlog.get_logger()
_busy = Lock()


def make_exports() -> None:
    """Claim one that waits and begin; letters do not wait for it."""
    waiting = has_open_exports(session())
    session().rollback()
    if waiting and not _busy.locked():
        app: Any = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy ends with the context
        Thread(target=_make_next, args=(app,), name="exports", daemon=True).start()


def _make_next(app: Flask) -> None:
    with _busy, app.app_context():
        make_next()


def make_next() -> bool:
    """Make the next one to its end; whether there was one."""
    with transaction() as rows:
        number = claim_export(rows, now=_now())
    if number is None:
        return False
    try:
        _make(number)
    except Exception as error:
        # Not the error's text: a database's errors quote the values.
        _log.error("export failed", export_id=number, error=type(error).__name__)
        _end(number, ExportState.FAILED)
    else:
        _end(number, ExportState.DONE)
    return True


def forget_exports() -> None:
    """Files and rows of yesterday."""
    old = list_old_exports(session(), _now() - KEPT)
    for export in old:
        kept_sheet(config().instance_path, export.key).unlink(missing_ok=True)
    numbers = [export.id for export in old]
    session().rollback()
    if numbers:
        with transaction() as rows:
            drop_exports(rows, numbers)


def _make(number: int) -> None:
    export = session().get_one(Export, number)
    speak(export.language)
    wanted = MultiDict([(name, value) for name, some in export.wanted.items() for value in some])
    conferences = [get_conference(session(), one) for one in export.conference_ids]
    ids = list_ids(session(), export.conference_ids, filter_of(wanted))
    table = table_of(conferences, export.columns)
    file = kept_sheet(config().instance_path, export.key)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    session().rollback()
    unfinished = file.with_suffix(".part")
    with Path(unfinished).open("wb") as out:
        write_xlsx(out, table.columns, _counted(number, in_pieces(ids, table.rows_of)))
    unfinished.replace(file)


def _counted(number: int, rows: Iterator[Row]) -> Iterator[Row]:
    """Tell now and then how many there are."""
    for count, row in enumerate(rows, start=1):
        yield row
        if count % _TOLD_EVERY == 0:
            with transaction() as told:
                note_rows(told, number, count, now=_now())


def _end(number: int, state: ExportState) -> None:
    with transaction() as rows:
        end_export(rows, number, state, now=_now())


def _now() -> datetime:
    return SystemClock().now()
