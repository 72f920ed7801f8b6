"""What a session knows of its installation: commands are told, they do not ask the application."""

from sqlalchemy import Connection
from sqlalchemy.orm import Session

_BASE_URL = "regapp_base_url"
_WRITING = "regapp_writing"


def tell_base_url(session: Session, base_url: str | None) -> None:
    session.info[_BASE_URL] = base_url


def base_url_of(session: Session) -> str | None:
    """The address that absolute links begin with; None where nobody said."""
    found: str | None = session.info.get(_BASE_URL)
    return found


def tell_connection(session: Session, connection: Connection | None) -> None:
    """On which one the session's transaction writes; None once it has ended."""
    session.info[_WRITING] = connection


def connection_of(session: Session) -> Connection:
    """The same as the session's own answer, which asks itself anew at every statement."""
    known: Connection | None = session.info.get(_WRITING)
    return session.connection() if known is None else known
