"""How a feed answers, whoever gives the answer: its headers, and what a poll asked for."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs

from werkzeug.http import http_date, parse_accept_header

from regapp.feeds.rules import FeedState, feed_etag, last_modified
from regapp.kernel.i18n import LANGUAGES

ENDING = ".ics"
CONTENT_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
# The value of `visa` that adds the days of sign-up.
SIGN_UP = "anmalan"


@dataclass(frozen=True)
class Asked:
    """One request for a feed.

    path   its address without the ending
    save   to be kept as a file, not subscribed to
    dates  with the days of sign-up
    gzip   compressed
    """

    path: str
    language: str = LANGUAGES[0]
    save: bool = False
    dates: bool = False
    gzip: bool = False

    @classmethod
    def of(cls, path: str, query: str, encodings: str | None) -> "Asked":
        packed = _takes_gzip(encodings or "")
        if not query:
            return cls(path, gzip=packed)
        values = parse_qs(query)
        language = values.get("lang", [""])[0]
        return cls(
            path,
            language if language in LANGUAGES else LANGUAGES[0],
            save="spar" in values,
            dates=SIGN_UP in values.get("visa", ()),
            gzip=packed,
        )

    @property
    def filename(self) -> str:
        return f"{self.path.replace('/', '-')}{ENDING}"

    @property
    def query(self) -> str:
        """What stands behind the address for the same feed, without how it was fetched."""
        parts = [f"visa={SIGN_UP}"] if self.dates else []
        parts += [f"lang={self.language}"] if self.language != LANGUAGES[0] else []
        return f"?{'&'.join(parts)}" if parts else ""

    def etag(self, state: FeedState, at: datetime, base_url: str) -> str:
        """Another one for every body: compressed octets are other octets (RFC 9110 section 8.8.3.3)."""
        return feed_etag(
            state, at, path=self.path, language=self.language, base_url=base_url, packed=self.gzip
        )


def _takes_gzip(encodings: str) -> bool:
    if "q=" in encodings:
        return parse_accept_header(encodings)["gzip"] > 0
    return "gzip" in encodings


def feed_headers(asked: Asked, state: FeedState, tag: str, at: datetime) -> list[tuple[str, str]]:
    """What goes with the body, but for its own type and length."""
    kind = "attachment" if asked.save else "inline"
    return [
        *unchanged_headers(tag),
        ("Last-Modified", http_date(last_modified(state, at))),
        ("Content-Disposition", f'{kind}; filename="{asked.filename}"'),
        *([("Content-Encoding", "gzip")] if asked.gzip else []),
    ]


def unchanged_headers(tag: str) -> list[tuple[str, str]]:
    """What goes with 304 (RFC 9110 15.4.5)."""
    return [
        ("ETag", f'"{tag}"'),
        ("Vary", "Accept-Encoding"),
        ("Cache-Control", "public, max-age=900"),
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Expose-Headers", "ETag, Last-Modified"),
    ]
