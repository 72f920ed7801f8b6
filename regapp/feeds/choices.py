"""The feeds that the page "Prenumerera" offers: those that hold something."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from regapp.conferences.models import FeedContent, FeedRevision, Series
from regapp.conferences.scopes import COUNTY_SLUGS, MODE_SLUGS
from regapp.conferences.texts import COUNTY_NAMES, localized, mode_words
from regapp.feeds.queries import ALL
from regapp.kernel.names import sort_key
from regapp.organizers.models import Organizer

_KINDS = ("series", "organizer", "county", "theme", "mode")


class Choice(NamedTuple):
    """A feed to choose: its address without ending, and what it is called."""

    path: str
    name: str


def list_choices(session: Session, language: str) -> dict[str, list[Choice]]:
    """Feeds that hold something, by kind, each kind by name."""
    held = select(FeedContent.scope, FeedRevision.label).distinct()
    held = held.outerjoin(FeedRevision, FeedRevision.scope == FeedContent.scope)
    found: dict[str, dict[str, str]] = {
        kind: {} for kind in ("series", "organizer", "county", "theme", "mode")
    }
    for scope, label in session.execute(held):
        kind, _, key = scope.partition(":")
        if kind in found:
            found[kind][key] = label or ""
    named: dict[str, list[Choice]] = {
        "series": [
            Choice(one.address.path, localized(one, "title", language))
            for one in session.scalars(_series_of(found["series"]))
        ],
        "organizer": [
            Choice(f"{ALL}/arrangor/{one.slug}", localized(one, "name", language))
            for one in session.scalars(
                select(Organizer).where(Organizer.id.in_(map(int, found["organizer"])))
            )
        ],
        "county": [
            Choice(f"{ALL}/lan/{slug}", COUNTY_NAMES[county])
            for slug, county in COUNTY_SLUGS.items()
            if county.value in found["county"]
        ],
        "theme": [Choice(f"{ALL}/tema/{slug}", label) for slug, label in found["theme"].items()],
    }
    for choices in named.values():
        choices.sort(key=lambda one: sort_key(one.name, ""))
    modes = [(slug, mode) for slug, mode in MODE_SLUGS.items() if mode.value in found["mode"]]
    named["mode"] = [Choice(f"{ALL}/{slug}", mode_words(mode, language)) for slug, mode in modes]
    return named


def _series_of(ids: Iterable[str]) -> Select[Series]:
    shown = select(Series).where(Series.id.in_(map(int, ids)), Series.published)
    return shown.options(joinedload(Series.address))


def _organizers(ids: Iterable[str]) -> Select[Organizer]:
    return select(Organizer).where(Organizer.id.in_(map(int, ids)))
