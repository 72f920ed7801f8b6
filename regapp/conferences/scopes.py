"""Which public feeds a conference's entries stand in, and under what address. Pure."""

import re
import unicodedata
from collections.abc import Iterable

from regapp.conferences.models import Conference, ConferenceMode, County

EVERYTHING = "all"
# As people name them in an address: without "län" and its genitive.
COUNTY_SLUGS = {
    "stockholm": County.AB,
    "uppsala": County.C,
    "sodermanland": County.D,
    "ostergotland": County.E,
    "jonkoping": County.F,
    "kronoberg": County.G,
    "kalmar": County.H,
    "gotland": County.I,
    "blekinge": County.K,
    "skane": County.M,
    "halland": County.N,
    "vastra-gotaland": County.O,
    "varmland": County.S,
    "orebro": County.T,
    "vastmanland": County.U,
    "dalarna": County.W,
    "gavleborg": County.X,
    "vasternorrland": County.Y,
    "jamtland": County.Z,
    "vasterbotten": County.AC,
    "norrbotten": County.BD,
}
# What is held both ways stands in both.
MODE_SLUGS = {"pa-plats": ConferenceMode.ONSITE, "pa-distans": ConferenceMode.REMOTE}
HELD_AS = {
    ConferenceMode.ONSITE: (ConferenceMode.ONSITE,),
    ConferenceMode.REMOTE: (ConferenceMode.REMOTE,),
    ConferenceMode.HYBRID: (ConferenceMode.ONSITE, ConferenceMode.REMOTE),
}
_APART = re.compile("[^a-z0-9]+")


def scopes_of(conference: Conference, co_organizer_ids: Iterable[int]) -> set[str]:
    """Every feed that holds `conference` while it is public."""
    found = {EVERYTHING, conference_scope(conference.id)}
    found.update(organizer_scope(number) for number in (conference.owner_id, *co_organizer_ids))
    found.update(mode_scope(mode) for mode in HELD_AS[conference.mode])
    if conference.series_id:
        found.add(series_scope(conference.series_id))
    if conference.county:
        found.add(county_scope(conference.county))
    if theme_slug(conference.theme):
        found.add(theme_scope(theme_slug(conference.theme)))
    return found


def conference_scope(conference_id: int) -> str:
    return f"conference:{conference_id}"


def series_scope(series_id: int) -> str:
    return f"series:{series_id}"


def organizer_scope(organizer_id: int) -> str:
    return f"organizer:{organizer_id}"


def county_scope(county: County) -> str:
    return f"county:{county.value}"


def theme_scope(slug: str) -> str:
    return f"theme:{slug}"


def mode_scope(mode: ConferenceMode) -> str:
    return f"mode:{mode.value}"


def theme_slug(theme: str) -> str:
    """ "Hållbar mat & hälsa" is "hallbar-mat-halsa"; "" where there is nothing to make one of."""
    plain = unicodedata.normalize("NFKD", theme).encode("ascii", "ignore").decode().lower()
    return _APART.sub("-", plain).strip("-")
