"""The service worker of one door: what keeps the page there without a network."""

from typing import Any

from flask import Response, current_app, url_for

from regapp.checkin.guards import at_door
from regapp.checkin.keeper import Keeper
from regapp.checkin.views import blueprint
from regapp.config import ROOT

_SCRIPTS = ("app", "store", "people", "camera", "view")
_WORKER = ROOT / "static" / "incheckning" / "worker.js"
_DECODER = "vendor/qr/qr-decode-0.7.0.js"


@at_door(blueprint, "/arbetare.js")
def service_worker(keeper: Keeper) -> Response:
    """Its scope is the door's page alone; it keeps that page's empty shell and its few files."""
    versioned: Any = current_app.jinja_env.globals["static_url"]
    files = [versioned("regapp.css"), versioned("incheckning.css")]
    files += [versioned(f"incheckning/{name}.js") for name in _SCRIPTS]
    files.append(url_for("static", filename=_DECODER))
    head = current_app.json.dumps({"base": keeper.base, "shell": f"{keeper.base}/skal", "files": files})
    response = Response(
        f"const DOOR = {head};\n{_WORKER.read_text(encoding='utf-8')}", mimetype="text/javascript"
    )
    response.headers["Service-Worker-Allowed"] = keeper.base
    response.headers["Cache-Control"] = "no-cache"
    return response
