"""Error pages: a person's words for what went wrong, and an error code for the log."""

import secrets
from typing import Any

import structlog
from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError

from regapp.database.away import DATABASE_AWAY
from regapp.kernel.refusal import Refusal
from regapp.web.hosts import unknown_host
from regapp.web.i18n import _
from regapp.web.refusals import refusal_text

_log = structlog.get_logger()
_PAGES = {400, 403, 404, 405, 409, 410, 413, 429, 500, 503}
TRY_AGAIN = {"Retry-After": "20"}


def init_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(SecurityError, unknown_host)
    app.register_error_handler(Refusal, _refusal)
    for away in DATABASE_AWAY:
        app.register_error_handler(away, _unavailable)
    app.register_error_handler(Exception, _unexpected)


def error_page(status: int, message: str | None = None, *, code: str | None = None) -> tuple[str, int]:
    """The page for `status`; `message` replaces its usual explanation."""
    template = "errors/error.html"
    return render_template(template, status=status, message=message, error_code=code), status


def not_sent() -> str:
    """What to say when the database is away; goes with status 503 and `TRY_AGAIN`."""
    return _("Inget är skickat än. Vänta 20 sekunder och försök igen.")


def _http_error(error: HTTPException) -> Any:
    if error.code not in _PAGES or error.response is not None:
        return error
    page, status = error_page(error.code, _too_large() if error.code == 413 else None)
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return page, status, headers


def _too_large() -> str:
    """How large the form was and may be, and where what was typed is to be found."""
    sent, most = request.content_length or 0, request.max_content_length or 0
    kept = _("Inget är sparat. Gå tillbaka med webbläsarens bakåtknapp, där står det du skrev kvar.")
    onward = _("Korta den längsta texten och skicka igen.")
    if sent <= most:
        return f"{kept} {onward}"
    # Rounded so that what is too large never looks as if it were not.
    size = _(
        "Allt i formuläret får tillsammans vara högst %(most)s kB. Det du skickade är %(sent)s kB.",
        most=most // 1024, sent=-(-sent // 1024),
    )  # fmt: skip
    return f"{size} {kept} {onward}"


def _refusal(refusal: Refusal) -> Any:
    return error_page(409, refusal_text(refusal))


def _unavailable(error: Exception) -> Any:
    """The database is locked, full or away: nothing was kept, and we say so."""
    code = report(error)
    page, status = error_page(503, not_sent(), code=code)
    return page, status, TRY_AGAIN


def _unexpected(error: Exception) -> Any:
    return error_page(500, code=report(error))


def report(error: Exception) -> str:
    """Log the place, never the values: SQL parameters and messages may hold personal data."""
    code = secrets.token_hex(2).upper()
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    _log.error("unexpected", code=code, kind=type(error).__name__, endpoint=request.endpoint, at=frames[-6:])
    return code
