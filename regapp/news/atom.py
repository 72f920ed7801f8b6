"""Feeds of news to bytes (RFC 4287): the same news always gives the same bytes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

_NAMESPACE = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot carry.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class AtomEntry:
    """One entry. It is told once and stays as it was told, so it was updated when it was told."""

    uid: str
    title: str
    summary: str
    updated: datetime
    url: str
    author: str
    category: str
    category_label: str


@dataclass(frozen=True)
class AtomFeed:
    """A feed. `updated` is given for the time when it has no entry."""

    uid: str
    title: str
    subtitle: str
    author: str
    url: str
    page_url: str
    language: str
    updated: datetime
    entries: Sequence[AtomEntry]


def atom_bytes(feed: AtomFeed) -> bytes:
    root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": feed.language})
    _text(root, "id", f"urn:uuid:{feed.uid}")
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _instant(max((one.updated for one in feed.entries), default=feed.updated)))
    _text(SubElement(root, "author"), "name", feed.author)
    SubElement(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    SubElement(root, "link", rel="alternate", type="text/html", href=feed.page_url)
    for entry in feed.entries:
        _entry(SubElement(root, "entry"), entry)
    indent(root, " ")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _entry(node: Element, entry: AtomEntry) -> None:
    _text(node, "id", f"urn:uuid:{entry.uid}")
    _text(node, "title", entry.title)
    _text(node, "published", _instant(entry.updated))
    _text(node, "updated", _instant(entry.updated))
    _text(SubElement(node, "author"), "name", entry.author)
    SubElement(node, "link", rel="alternate", type="text/html", href=entry.url)
    SubElement(node, "category", term=entry.category, label=entry.category_label)
    _text(node, "summary", entry.summary)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _UNFIT.sub("", text)


def _instant(at: datetime) -> str:
    """RFC 3339, whole seconds, UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
