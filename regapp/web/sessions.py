"""The session cookie, signed as Flask does it, by a signer that is made once."""

from functools import cached_property
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface


class SessionInterface(SecureCookieSessionInterface):
    """Flask's own makes its signer anew for each request, though the key never changes.

    One application each: the signer holds its key.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app

    @cached_property
    def _signer(self) -> Any:
        return super().get_signing_serializer(self._app)

    def get_signing_serializer(self, app: Flask) -> Any:
        return self._signer


def init_sessions(app: Flask) -> None:
    app.session_interface = SessionInterface(app)
