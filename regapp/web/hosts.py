"""The names by which requests may call this installation; any other one is answered 400."""

from collections.abc import Iterable
from typing import Any

from werkzeug.exceptions import SecurityError
from werkzeug.wrappers import Response

_IPV6_LOOPBACK = "[::1]"


def accept_ipv6_loopback(app: Any) -> Any:
    """Let `[::1]` in as localhost. Werkzeug cuts the names it trusts at the first colon, so that
    no IPv6 address can be on Flask's list."""

    def call(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        if host == _IPV6_LOOPBACK or host.startswith(f"{_IPV6_LOOPBACK}:"):
            environ["HTTP_HOST"] = host.replace(_IPV6_LOOPBACK, "localhost", 1)
        answer: Iterable[bytes] = app(environ, start_response)
        return answer

    return call


def in_any_case(app: Any) -> Any:
    """Host names are the same in any case (RFC 9110 section 4.2.3); Werkzeug compares letter by letter."""

    def call(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if "HTTP_HOST" in environ:
            environ["HTTP_HOST"] = environ["HTTP_HOST"].lower()
        answer: Iterable[bytes] = app(environ, start_response)
        return answer

    return call


def unknown_host(error: SecurityError) -> Response:
    """Plain: a page of ours would need addresses, and there is no host to make them for."""
    return Response(f"{error.code} {error.name}\n", error.code, mimetype="text/plain")
