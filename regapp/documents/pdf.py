"""PDF files that anybody can read: tagged (PDF/UA-1), in the house's letters, made outside this process.

The typesetter runs in a short process of its own: it holds tens of megabytes that a web process
shall not keep, and whatever befalls it befalls one file only.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from regapp.config import ROOT

# 500 badges take about a second; a minute is a typesetter that will never be done.
TIMEOUT_S = 60
_TYPESET = (sys.executable, "-I", "-X", "utf8", "-c")
_START = "import sys; sys.path.insert(0, sys.argv[1]); from regapp.documents.typeset import main; main()"


class UnsetError(RuntimeError):
    """The typesetter gave no file. Its words name the template's line, never what it was to set."""


def make_pdf(template: str, data: Mapping[str, Any], *, now: datetime, language: str = "sv") -> bytes:
    """The file, whole.

    template  under `templates/`: "printing/badges.typ"
    data      what it prints, as JSON knows it (texts, numbers, lists, dicts); read there as
              `#let data = json(bytes(sys.inputs.data))`. Text stays text, it is never markup.
    now       written as the file's time of making
    language  BCP 47, in the file for screen readers (PDF/UA-1, ISO 14289-1 clause 7.2)

    Raises UnsetError.
    """
    order = {"template": template, "data": data, "made_at": int(now.timestamp()), "language": language}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, what is set goes by stdin
            [*_TYPESET, _START, str(ROOT)],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnsetError(f"{template}: not done in {TIMEOUT_S} s") from None
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        raise UnsetError(f"{template}: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout
