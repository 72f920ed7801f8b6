"""A person who subscribes: vdirsyncer fetches every kind of feed, khal shows what it holds."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.missing import MissingPartError

_PAIR = """
[pair {name}]
a = "{name}_here"
b = "{name}_there"
collections = null
conflict_resolution = "b wins"
partial_sync = "revert"
[storage {name}_here]
type = "filesystem"
path = "{folder}/"
fileext = ".ics"
[storage {name}_there]
type = "http"
url = "{url}"
"""
_CALENDAR = """
[[{name}]]
path = {folder}/
readonly = True
"""
_KHAL = """
[calendars]
{calendars}
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Stockholm
default_timezone = Europe/Stockholm
[sqlite]
path = {folder}/khal.db
"""
_FORMAT = "{start}|{end}|{status}|{title}"


@dataclass(frozen=True)
class Synced:
    """What one look brought: entries that are new or changed, and entries that went."""

    brought: int
    gone: int


@dataclass
class Subscriber:
    """In a folder of its own; `urls` by a name that both programs understand."""

    folder: Path
    urls: Mapping[str, str]

    def __post_init__(self) -> None:
        for program in ("vdirsyncer", "khal"):
            if not shutil.which(program):
                raise MissingPartError(f"{program} is missing: run make setup")
        pairs, calendars = [], []
        for name, url in self.urls.items():
            kept = self.folder / name
            kept.mkdir()
            pairs.append(_PAIR.format(name=name, folder=kept, url=url))
            calendars.append(_CALENDAR.format(name=name, folder=kept))
        general = f'[general]\nstatus_path = "{self.folder}/status/"\n'
        self._write("vdirsyncer", general + "".join(pairs))
        self._write("khal", _KHAL.format(calendars="".join(calendars), folder=self.folder))
        self._run("vdirsyncer", "-c", str(self.folder / "vdirsyncer"), "discover")

    def sync(self, *options: str) -> Synced:
        """vdirsyncer knows an entry by its bytes: one that changed goes and comes."""
        said = self._run("vdirsyncer", "-c", str(self.folder / "vdirsyncer"), "sync", *options)
        return Synced(len(re.findall(r"^Copying", said, re.MULTILINE)),
                      len(re.findall(r"^Deleting", said, re.MULTILINE)))  # fmt: skip

    def shown(self, name: str, first: str = "2019-01-01", last: str = "2021-01-01") -> list[str]:
        """What khal shows of one calendar: "start|end|status|title", in order."""
        said = self._run(
            "khal", "-c", str(self.folder / "khal"), "list", "-a", name, "--once", "--day-format", "",
            "--format", _FORMAT, first, last,
        )  # fmt: skip
        return [re.sub(r" *\| *", "|", line.strip()) for line in said.splitlines() if "|" in line]

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=120
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr
