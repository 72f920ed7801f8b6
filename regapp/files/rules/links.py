"""What the parts of an office file point to outside of it. Pure."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.parsers import expat

_CLICKED = frozenset({"http", "https", "ftp", "mailto", "tel", "sip", "webcal", "file", ""})
# What PowerPoint leaves where a linked picture was taken away.
_NOTHING = frozenset({"", "null"})
# Films may be played from the web; anything else that is fetched by itself tells who reads, and where.
_PLAYED, _FILMS = frozenset({"http", "https"}), frozenset({"video", "audio", "media"})


@dataclass(frozen=True)
class Link:
    """`kind`: "hyperlink", "image", "oleObject" …"""

    kind: str
    target: str

    @property
    def scheme(self) -> str:
        """A drive's letter is none."""
        before, colon, _after = self.target.strip().partition(":")
        return before.casefold() if colon and len(before) > 1 and before.isascii() else ""

    @property
    def path(self) -> str:
        """Of a file, for its ending; a page on the web is no program, whatever it is called."""
        return "" if self.scheme in {"http", "https", "mailto"} else self.target.strip()

    @property
    def is_harmless(self) -> bool:
        if self.target.strip().casefold() in _NOTHING:
            return True
        if self.kind == "hyperlink":
            return self.scheme in _CLICKED and not self._reaches_a_server
        return self.kind in _FILMS and self.scheme in _PLAYED

    @property
    def _reaches_a_server(self) -> bool:
        """A file on another machine: opening it hands over who one is."""
        flat = self.target.strip().replace("\\", "/")
        if self.scheme == "file":
            return bool(urlsplit(flat).netloc) or flat.casefold().startswith("file:////")
        return not self.scheme and flat.startswith("//")


def outside_links(xml: bytes) -> list[Link]:
    """The external ones of a part's relationships. Raises ValueError where it is no such XML."""
    found: list[Link] = []

    def begins(name: str, attributes: dict[str, str]) -> None:
        told = {key.casefold(): value for key, value in attributes.items()}
        if name.rsplit(":", 1)[-1] == "Relationship" and told.get("targetmode", "").casefold() == "external":
            found.append(Link(told.get("type", "").rsplit("/", 1)[-1], told.get("target", "")))

    def refuse(*_given: Any) -> None:
        raise ValueError("a document type of its own")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begins
    # No entities of anybody's making.
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise ValueError("no XML") from error
    return found
