"""The slim bar on every page: what the clock shows, and where it can be sent."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from regapp.demo.moments import BEGIN_AGAIN, MOMENTS, ZONE
from regapp.kernel import dates
from regapp.web import clock
from regapp.web.csrf import csrf_token
from regapp.web.i18n import _, language


class DemoBar:
    """Values for templates/demo/bar.html; worked out when the bar is drawn, so that feeds and
    files, which have none, get neither a cookie nor a look at the clock from it."""

    @property
    def choices(self) -> list[tuple[str, Any]]:
        return [*((one.value, one.label) for one in MOMENTS), (BEGIN_AGAIN, _("Börja om"))]

    @property
    def latest(self) -> str:
        """The moment that the clock has passed last: where the choice stands."""
        at = clock.now()
        passed = [one.value for one in MOMENTS if one.at <= at]
        return passed[-1] if passed else MOMENTS[0].value

    @property
    def now_text(self) -> str:
        return to_the_second(clock.now())

    @property
    def csrf_token(self) -> str:
        return csrf_token()

    @property
    def return_to(self) -> str:
        """This page, or the start page where a look at the same address is not possible."""
        if request.method in {"GET", "HEAD"}:
            return request.full_path.rstrip("?")
        with suppress(HTTPException):
            adapter = current_app.url_map.bind("")
            endpoint, _values = adapter.match(request.path, method="GET")
            # Of the same slice: a button's own address may look like a conference's.
            if endpoint.rpartition(".")[0] == request.blueprint:
                return request.path
        return "/"


def to_the_second(at: datetime) -> str:
    """ "tisdag 14 januari 2020 kl. 23.59.50" in the page's language."""
    local = at.astimezone(ZoneInfo(ZONE))
    mark = "." if language() == "sv" else ":"
    day, hour = dates.long_date(local.date(), language()), dates.at_clock(local, language())
    return f"{day} {hour}{mark}{local.second:02d}"


def own_address(text: str) -> str:
    """`text` if it can only be an address of this site, else the start page."""
    own = text.startswith("/") and not text.startswith("//") and text.isprintable() and "\\" not in text
    return text if own else "/"
