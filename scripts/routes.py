"""Write the list of every address with its door, tests/architecture/routes.txt, anew."""

from pathlib import Path

from flask import Flask

from regapp.app import create_app
from regapp.config import Config
from regapp.web.access import access_of, needs_of

FILE = Path(__file__).resolve().parents[1] / "tests" / "architecture" / "routes.txt"
_AUTOMATIC = {"HEAD", "OPTIONS"}


def routes(app: Flask) -> list[str]:
    """One line per address: door, methods, path, what a member must be able to. No door is marked."""
    lines = []
    for rule in app.url_map.iter_rules():
        door = access_of(app, rule.endpoint)
        methods = ",".join(sorted((rule.methods or set()) - _AUTOMATIC))
        line = f"{door.value if door else 'NONE':<11} {methods:<9} {rule.rule}"
        lines.append(line + _needs(app, rule.endpoint))
    return sorted(lines, key=lambda line: (line.split()[2], line))


def _needs(app: Flask, endpoint: str) -> str:
    """ "  EDIT", "  any role" for whoever has one there, nothing where no role is asked for."""
    needs = needs_of(app, endpoint)
    return "" if needs is None else f"  {'+'.join(needs) or 'any role'}"


def main() -> None:
    app = create_app(Config.from_environment({"REGAPP_DEMO": "1"}))
    FILE.write_text("\n".join(routes(app)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
