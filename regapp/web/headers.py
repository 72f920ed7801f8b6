"""Headers of every answer: nothing foreign loads, nothing frames us, nothing personal is kept."""

from flask import Flask, Response, current_app, request

from regapp.web.access import Access, access_of
from regapp.web.state import config

_CSP = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "img-src 'self' data:; object-src 'none'"
)


def init_headers(app: Flask) -> None:
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _CSP)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if config().secure_cookies:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-cache" if _is_public() else "no-store"
    if not _is_public():
        headers["X-Robots-Tag"] = "noindex"
        headers["Referrer-Policy"] = "no-referrer" if _is_personal() else "same-origin"
    return response


def _is_public() -> bool:
    return _door() in {Access.PUBLIC, Access.OPERATIONS}


def _is_personal() -> bool:
    return _door() is Access.TOKEN


def _door() -> Access | None:
    return access_of(current_app, request.endpoint) if request.endpoint else Access.PUBLIC
