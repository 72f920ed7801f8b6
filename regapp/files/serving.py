"""Files over HTTP: larger bodies where a form takes them, and answers that run nothing."""

import unicodedata
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Response, abort, request
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wsgi import wrap_file

from regapp.files.models import StoredFile
from regapp.files.rules import CONTENT_TYPES, MEGABYTE, PICTURES
from regapp.files.storage import FolderStorage
from regapp.kernel.refusal import Refusal
from regapp.web.state import config

View = TypeVar("View", bound=Callable[..., Any])
# Whatever a program makes of it, nothing in it may run, load or be framed.
_HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
# What the other fields of a form may weigh.
_FIELDS = 256 * 1024
# A browser reads the answer only when it has got rid of what it sends.
_READ_AWAY = 512 * MEGABYTE


def storage() -> FolderStorage:
    """Where this installation keeps its files."""
    return FolderStorage(config().uploads_path)


def takes_uploads(largest: int) -> Callable[[View], View]:
    """Let this view's form be as large as its file. Stands under the guards: strangers get no more."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            request.max_content_length = largest + _FIELDS
            return view(*args, **kwargs)

        return guarded  # type: ignore[return-value]

    return guard


def sent_form(largest: int) -> CombinedMultiDict[str, Any]:
    """Fields and files of the request together. Refuses file_too_large, having read it all away."""
    try:
        return CombinedMultiDict([request.files, request.form])
    except RequestEntityTooLarge as error:
        _read_away()
        raise Refusal("file_too_large", most=largest // MEGABYTE) from error


def file_answer(row: StoredFile, *, cache: str = "private, no-cache") -> Any:
    """The bytes: a picture to be shown, anything else to be saved. Ranges and ETag as browsers ask."""
    try:
        stream = storage().open(row.key)
    except FileNotFoundError:
        abort(404)
    kind = CONTENT_TYPES[row.type]
    response = Response(wrap_file(request.environ, stream), direct_passthrough=True, content_type=kind)
    response.call_on_close(stream.close)
    response.headers["Content-Disposition"] = _disposition(row)
    response.headers["Content-Security-Policy"] = _HARMLESS
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = cache
    response.content_length = row.size
    response.set_etag(row.sha256[:32])
    response.last_modified = row.created_at
    return response.make_conditional(request.environ, accept_ranges=True, complete_length=row.size)


def _disposition(row: StoredFile) -> str:
    """Both ways of naming (RFC 6266 section 4.3): one in ASCII, one in full."""
    how = "inline" if row.type in PICTURES else "attachment"
    plain = unicodedata.normalize("NFKD", row.name).encode("ascii", "ignore").decode("ascii")
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(row.name, safe='')}"


def _read_away() -> None:
    stream, left = request.environ["wsgi.input"], _READ_AWAY
    while left > 0 and (chunk := stream.read(64 * 1024)):
        left -= len(chunk)
