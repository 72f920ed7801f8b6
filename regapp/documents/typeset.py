"""The other side of `pdf`: one order as JSON on standard input, one PDF file on standard output."""

import json
import sys
from pathlib import Path

import typst

from regapp.documents.letters import in_print

ROOT = Path(__file__).resolve().parents[2]
FONTS = Path(__file__).parent / "fonts"


def main() -> None:
    order = json.load(sys.stdin.buffer)
    templates = ROOT / "templates"
    # Only the letters that ship with us: a file must come out the same on every machine.
    compiler = typst.Compiler(root=str(templates), font_paths=[str(FONTS)], ignore_system_fonts=True)
    try:
        made = compiler.compile(
            str(templates / order["template"]),
            format="pdf",
            sys_inputs={"data": json.dumps(in_print(order["data"])), "language": order["language"]},
            pdf_standards=["ua-1"],
            timestamp=order["made_at"],
        )
    except typst.TypstError as error:
        # Without `diagnostic`, which quotes the lines around.
        print(error.message, *error.trace, file=sys.stderr)  # noqa: T201 - read by `pdf`
        sys.exit(1)
    sys.stdout.buffer.write(made if isinstance(made, bytes) else b"".join(made or ()))
