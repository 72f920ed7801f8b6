"""Headers of every answer: nothing foreign loads, nothing frames us, nothing personal is kept."""

from collections.abc import Sequence

from flask import Flask, Response, current_app, request

from regapp.config import Config
from regapp.web.access import Access, access_of
from regapp.web.state import config

_NO_FRAMES = "frame-ancestors 'none'"
_CSP = (
    f"default-src 'self'; base-uri 'none'; form-action 'self'; {_NO_FRAMES}; "
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


def let_frame(response: Response, hosts: Sequence[str]) -> None:
    """Let pages on these hosts show the answer in a frame; on none, where none is listed."""
    if hosts:
        policy = _CSP.replace(_NO_FRAMES, f"frame-ancestors {' '.join(hosts)}")
        response.headers["Content-Security-Policy"] = policy


def _add_headers(response: Response) -> Response:
    headers = response.headers
    said = {name.lower() for name, _text in headers}
    headers.extend([line for line in fixed_headers(config()) if line[0].lower() not in said])
    if _NO_FRAMES not in headers["Content-Security-Policy"]:
        # It knows no list of hosts; the policy stands above it.
        del headers["X-Frame-Options"]
    door = access_of(current_app, request.endpoint) if request.endpoint else Access.PUBLIC
    public = door in _PUBLIC
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-cache" if public else "no-store"
    if not public:
        headers["X-Robots-Tag"] = "noindex"
        headers["Referrer-Policy"] = "no-referrer" if door is Access.TOKEN else "same-origin"
    return response
