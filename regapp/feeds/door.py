"""Polls that find nothing new are answered before Flask: one SELECT, and the bytes there are.

Whatever is out of the ordinary goes on to the view: a body to make, an unknown address, another
method, a conditional request of another kind, a database that is away.
"""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import http_date
from werkzeug.sansio.utils import host_is_trusted

from regapp.feeds.answer import CONTENT_TYPE, ENDING, Asked, feed_headers, unchanged_headers
from regapp.feeds.bodies import kept_body
from regapp.feeds.queries import find_feed_state
from regapp.web.headers import fixed_headers
from regapp.web.state import State

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
_OTHER_CONDITIONS = ("HTTP_RANGE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")


class FeedDoor:
    """A WSGI layer around the application."""

    def __init__(self, behind: Wsgi, engine: Engine, state: State) -> None:
        self._behind, self._engine, self._state = behind, engine, state
        self._hosts = state.config.trusted_hosts
        self._fixed = fixed_headers(state.config)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"].endswith(ENDING) and self._is_ordinary(environ):
            found = self._known(environ)
            if found is not None:
                status, headers, body = found
                start_response(status, headers)
                return [body] if body else []
        return self._behind(environ, start_response)

    def _is_ordinary(self, environ: dict[str, Any]) -> bool:
        return (
            environ["REQUEST_METHOD"] in {"GET", "HEAD"}
            and not any(name in environ for name in _OTHER_CONDITIONS)
            and host_is_trusted(environ.get("HTTP_HOST"), self._hosts)
        )

    def _known(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes] | None:
        path = environ["PATH_INFO"][1 : -len(ENDING)]
        asked = Asked.of(path, environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT_ENCODING"))
        at = self._state.clock.now()
        try:
            found = find_feed_state(self._engine, asked.path)
        except SQLAlchemyError:
            return None
        if found is None:
            return None
        state = found.asked_for(dates=asked.dates)
        tag = asked.etag(state, at, self._state.addresses.base_url)
        always = [*self._fixed, ("Date", http_date())]
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        if f'"{tag}"' in known or known == "*":
            return "304 NOT MODIFIED", [*unchanged_headers(tag), *always], b""
        body = kept_body(tag)
        if body is None or "HTTP_IF_MODIFIED_SINCE" in environ:
            return None
        size = [("Content-Type", CONTENT_TYPE), ("Content-Length", str(len(body)))]
        headers = [*feed_headers(asked, state, tag, at), *size, *always]
        return "200 OK", headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else body


def stand_before(app: Any, engine: Engine, state: State) -> None:
    """Put the door before the application."""
    app.wsgi_app = FeedDoor(app.wsgi_app, engine, state)
