"""No page from a database of another version: asked at a process's first requests, until it fits."""

from typing import Any

import structlog
from flask import Flask, request
from sqlalchemy.exc import SQLAlchemyError

from regapp.database import migrate
from regapp.database.session import engine
from regapp.web.access import Access, access_of
from regapp.web.errors import error_page
from regapp.web.i18n import _

_log = structlog.get_logger()


def init_schema_check(app: Flask) -> None:
    """Answer 503 to everything but the operator's doors while the schema is not this version's."""
    fits = False

    def refuse_other_schema() -> Any:
        nonlocal fits
        if fits or _needs_no_database(app):
            return None
        try:
            found, needed = migrate.current(engine()), migrate.head()
        except SQLAlchemyError:
            # Away, not another one: the page itself will say so.
            return None
        fits = found == needed
        return None if fits else _refusal(found, needed)

    app.before_request(refuse_other_schema)


def _needs_no_database(app: Flask) -> bool:
    """The operator's doors tell for themselves; the 503 page needs its style sheet."""
    endpoint = request.endpoint
    return endpoint is not None and (endpoint == "static" or access_of(app, endpoint) is Access.OPERATIONS)


def _refusal(found: str | None, needed: str) -> Any:
    _log.error("schema is not current: flask db upgrade", found=found, needed=needed)
    page, status = error_page(503, _("Tjänsten håller på att uppdateras. Försök igen om en stund."))
    return page, status, {"Retry-After": "60"}
