"""Compile requirements*.in into pinned requirements*.txt with hashes, for every platform at once."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = ("--python-version=3.11", "--universal", "--generate-hashes", "--no-header", "--quiet")


def main() -> None:
    for name in ("requirements", "requirements-postgres", "requirements-dev"):
        command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, *sys.argv[1:]]
        subprocess.run([*command, f"{name}.in", "-o", f"{name}.txt"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
