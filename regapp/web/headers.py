"""Headers of every answer: nothing foreign loads, nothing frames us, nothing personal is kept."""

from flask import Flask, Response, current_app, request

from regapp.config import Config
from regapp.web.access import Access, access_of
from regapp.web.state import config

_CSP = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "img-src 'self' data:; object-src 'none'"
)
_PUBLIC = {Access.PUBLIC, Access.OPERATIONS}


def init_headers(app: Flask) -> None:
    app.after_request(_add_headers)


def fixed_headers(config: Config) -> list[tuple[str, str]]:
    """What every answer carries, unless it says otherwise itself."""
    https = [("Strict-Transport-Security", "max-age=31536000")] if config.secure_cookies else []
    return [
        ("Content-Security-Policy", _CSP),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        *https,
    ]


def _add_headers(response: Response) -> Response:
    headers = response.headers
    for name, text in fixed_headers(config()):
        headers.setdefault(name, text)
    door = access_of(current_app, request.endpoint) if request.endpoint else Access.PUBLIC
    public = door in _PUBLIC
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-cache" if public else "no-store"
    if not public:
        headers["X-Robots-Tag"] = "noindex"
        headers["Referrer-Policy"] = "no-referrer" if door is Access.TOKEN else "same-origin"
    return response
