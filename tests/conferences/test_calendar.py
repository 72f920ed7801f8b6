"""A conference's entry in a calendar."""

from sqlalchemy.orm import Session

from regapp.conferences.calendar import held_entries
from regapp.conferences.models import County
from regapp.conferences.texts import COUNTY_NAMES
from regapp.kernel.addresses import Addresses
from tests.world import make_conference, make_organizer


def test_an_entry_is_sorted_by_theme_county_and_mode_as_people_call_them(session: Session) -> None:
    varberg = make_conference(session, make_organizer(session), county=County.N, theme="Livsmedel")
    (entry,) = held_entries(varberg, Addresses("https://anmalan.exempel.se"))
    assert entry.categories == ("Livsmedel", "Hallands län", "På plats")


def test_every_county_has_a_name() -> None:
    assert set(COUNTY_NAMES) == set(County)
