"""What every template may use, and address parts that routes may name."""

from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, current_app, g, has_request_context, request, url_for
from werkzeug.routing import BaseConverter

from regapp.config import ROOT
from regapp.kernel.i18n import LANGUAGES
from regapp.web.i18n import either, language
from regapp.web.state import addresses, config


class SlugConverter(BaseConverter):
    """`<slug:name>`: lower-case letters, digits and hyphens, so that ".ics" is not part of it."""

    regex = "[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?"


def init_pages(app: Flask) -> None:
    app.url_map.converters["slug"] = SlugConverter
    app.context_processor(_page_values)
    stamp = max(int(file.stat().st_mtime) for file in (ROOT / "static").rglob("*"))
    app.jinja_env.globals["either"] = either
    app.jinja_env.globals["static_url"] = lambda name: url_for("static", filename=name, v=stamp)
    app.jinja_env.globals["share_picture"] = share_picture


def share_picture() -> str:
    """The picture that a shared link shows, by its absolute address."""
    static_url: Any = current_app.jinja_env.globals["static_url"]
    return addresses().url(static_url("delning.png"))


def _page_values() -> dict[str, Any]:
    other = next(name for name in LANGUAGES if name != language())
    return {
        "language": language(),
        "other_language": other,
        "other_language_url": _same_page(lang=other),
        "canonical_url": addresses().url(request.path) if has_request_context() else "",
        # Set by the demonstration's own before_request; None outside it.
        "demo_bar": g.get("demo_bar"),
        "demo": config().demo,
    }


def _same_page(**changed: str) -> str:
    if not has_request_context() or request.endpoint is None or request.method not in {"GET", "HEAD"}:
        return "?lang=" + changed["lang"]
    # Not url_for: a visitor's ?_scheme= or ?_method= would be orders to it.
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changed]
    return f"{request.script_root}{quote(request.path)}?{urlencode([*kept, *changed.items()])}"
