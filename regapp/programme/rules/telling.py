"""What has changed in a programme since those who come were told of it. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from regapp.conferences.texts import localized
from regapp.kernel import dates
from regapp.kernel.i18n import LANGUAGES, translator
from regapp.programme.models import ProgrammeItem
from regapp.programme.rules import is_off, span_of

Told = Mapping[str, Any]


class Change(NamedTuple):
    """An item that is other than what was told. `before` is empty for a new one."""

    item: ProgrammeItem
    before: Told
    after: Told


def as_told(item: ProgrammeItem, zone: str) -> dict[str, Any]:
    """What matters to somebody who means to be there, and how it is said. Loaded: day.

    A day that is moved changes nothing here: that is told with the conference.
    """
    if is_off(item):
        return {"off": True}
    span = span_of(item, zone)
    starts, ends = (f"{at:%H:%M}" for at in (span.local_start(), span.local_end())) if span else ("", "")
    found: dict[str, Any] = {"key": [item.day_id, starts, ends, item.room, item.title]}
    for language in LANGUAGES:
        day = dates.weekday_date(item.day.on, language)
        hours = dates.hours(span.local_start(), span.local_end(), language) if span else ""
        found[language] = {
            "title": localized(item, "title", language),
            "when": f"{day} {hours}".strip(),
            "room": item.room,
        }
    return found


def changes(items: Iterable[ProgrammeItem], zone: str) -> list[Change]:
    """What nobody was told of yet; nothing where nothing was ever told. Loaded: day."""
    listed = list(items)
    if all(item.told is None for item in listed):
        return []
    found = [Change(item, item.told or {"off": True}, as_told(item, zone)) for item in listed]
    return [one for one in found if one.before.get("key") != one.after.get("key")]


def change_words(change: Change, language: str) -> tuple[str, str, str]:
    """Which item, how it was, how it is: for letters and for the desk."""
    tr = translator(language)
    before, after = change.before.get(language), change.after.get(language)
    old = _words(before, after) if before else tr.gettext("fanns inte i programmet")
    new = _words(after, before) if after else tr.gettext("utgår")
    return (before or after or {"title": change.item.title})["title"], old, new


def _words(one: Mapping[str, str], other: Mapping[str, str] | None) -> str:
    """Its day, hours and room; its title where that is what changed."""
    renamed = other is not None and other["title"] != one["title"]
    return ", ".join(part for part in (one["title"] if renamed else "", one["when"], one["room"]) if part)
