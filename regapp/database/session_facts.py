"""What a session knows of its installation: commands are told, they do not ask the application."""

from sqlalchemy.orm import Session

_BASE_URL = "regapp_base_url"


def tell_base_url(session: Session, base_url: str | None) -> None:
    session.info[_BASE_URL] = base_url


def base_url_of(session: Session) -> str | None:
    """The address that absolute links begin with; None where nobody said."""
    found: str | None = session.info.get(_BASE_URL)
    return found
