"""How a feed answers, whoever gives the answer: its headers, and what a poll asked for."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs

from werkzeug.http import http_date

from regapp.feeds.rules import FeedState, last_modified
from regapp.kernel.i18n import LANGUAGES

EVERYTHING = "kalender"
ENDING = ".ics"
CONTENT_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"


@dataclass(frozen=True)
class Asked:
    """One request for a feed.

    path  its address without the ending
    save  to be kept as a file, not subscribed to
    """

    path: str
    language: str
    save: bool

    @classmethod
    def of(cls, path: str, query: str) -> "Asked":
        if not query:
            return cls(path, LANGUAGES[0], save=False)
        values = parse_qs(query)
        language = values.get("lang", [""])[0]
        return cls(path, language if language in LANGUAGES else LANGUAGES[0], save="spar" in values)

    @property
    def filename(self) -> str:
        return f"{self.path.replace('/', '-')}{ENDING}"


def feed_headers(asked: Asked, state: FeedState, tag: str, at: datetime) -> list[tuple[str, str]]:
    """What goes with the body, but for its own type and length."""
    kind = "attachment" if asked.save else "inline"
    return [
        *unchanged_headers(tag),
        ("Last-Modified", http_date(last_modified(state, at))),
        ("Content-Disposition", f'{kind}; filename="{asked.filename}"'),
    ]


def unchanged_headers(tag: str) -> list[tuple[str, str]]:
    """What goes with 304 (RFC 9110 15.4.5)."""
    return [
        ("ETag", f'"{tag}"'),
        ("Cache-Control", "public, max-age=900"),
        ("Access-Control-Allow-Origin", "*"),
    ]
