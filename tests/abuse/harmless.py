"""What a page or the HTML of a letter must not hold, whatever somebody typed."""

from urllib.parse import urlsplit

from lxml import html

_OWN = ("localhost", "127.0.0.1")
_FOREIGN_ELEMENTS = ("iframe", "object", "embed", "base", "applet")
_ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href", "background")
_SCHEMES = ("", "http", "https", "mailto", "tel", "webcal", "data", "cid")


def faults(page: str) -> list[str]:
    """Everything that would run, load or lead elsewhere."""
    return [fault for element in html.fromstring(page).iter(html.etree.Element) for fault in _of(element)]


def text_of(page: str) -> str:
    """What a reader sees, white space as one space."""
    return " ".join("".join(map(str, html.fromstring(page).itertext())).split())


def _of(element: html.HtmlElement) -> list[str]:
    found = [f"<{element.tag}>"] if element.tag in _FOREIGN_ELEMENTS else []
    # What a page says of itself to machines; no browser runs it.
    is_data = element.tag == "script" and element.get("type") == "application/ld+json"
    if (
        element.tag == "script"
        and not is_data
        and (element.text or not element.get("src", "").startswith("/static/"))
    ):
        found.append(f"script {element.get('src')} {element.text!r}")
    if element.tag == "style" and "evil" in (element.text or ""):
        found.append("style")
    found += [f"{element.tag} {name}" for name in element.attrib if str(name).lower().startswith("on")]
    for name in _ADDRESSES:
        found += _of_address(element, name)
    return found


def _of_address(element: html.HtmlElement, name: str) -> list[str]:
    value = element.get(name)
    if value is None:
        return []
    parts = urlsplit(value.strip())
    right = parts.scheme in _SCHEMES and "evil.example" not in parts.netloc
    if parts.scheme == "data":
        right = value.startswith("data:image/")
    return [] if right else [f"{element.tag} {name}={value!r}"]
