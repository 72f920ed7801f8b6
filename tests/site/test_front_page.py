"""What the front page can be asked to leave out: by town, and by how one takes part."""

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from regapp.conferences.models import Conference, ConferenceMode
from regapp.kernel.clock import FixedClock
from tests.world import make_conference, make_organizer, make_series


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    halland = make_organizer(session)
    return make_conference(session, halland, path="smartare/varberg", series=make_series(session, halland))


def links(page: str) -> set[str]:
    """The conferences on the front page."""
    return set(re.findall(r'<h3><a href="/([^"]+)"', page))


def test_the_front_page_shows_one_town_if_asked_and_a_series_only_while_it_comes(
    client: FlaskClient, session: Session, clock: FixedClock
) -> None:
    make_conference(session, make_organizer(session, "d"), path="dagarna", place="Nyköping")
    assert "Se orter och anmälan" in client.get("/").text
    page = client.get("/?ort=Nyköping").text
    assert "/dagarna" in page
    assert "smartare/varberg" not in page
    assert "smartare/varberg" in client.get("/?ort=Atlantis").text
    clock.set(datetime(2020, 6, 1, tzinfo=UTC))
    assert "Se orter och anmälan" not in client.get("/").text


def test_the_front_page_shows_what_is_held_on_site_or_remote_if_asked(
    client: FlaskClient, session: Session, clock: FixedClock
) -> None:
    owner = make_organizer(session, "d")
    make_conference(session, owner, path="bada", place="Nyköping", mode=ConferenceMode.HYBRID)
    make_conference(session, owner, path="digital", place="", mode=ConferenceMode.REMOTE)
    at_place, both, digital = "smartare/varberg", "bada", "digital"
    page = client.get("/").text
    assert links(page) == {at_place, both, digital}
    assert 'name="deltagande"' in page
    on_site, remote = client.get("/?deltagande=pa-plats").text, client.get("/?deltagande=pa-distans").text
    assert links(on_site) == {at_place, both}
    assert '<option value="pa-plats" selected>På plats</option>' in on_site
    assert links(remote) == {both, digital}
    assert "Se orter och anmälan" not in remote
    assert links(client.get("/?deltagande=pa-distans&ort=Nyköping").text) == {both}
    none = client.get("/?deltagande=pa-distans&ort=Varberg").text
    assert links(none) == set()
    assert "Inga konferenser att visa här just nu." in none
    assert "<option selected>Varberg</option>" in none
    for odd in ("på månen", "", "PA-PLATS", "remote"):
        assert links(client.get(f"/?deltagande={odd}").text) == {at_place, both, digital}
    clock.set(datetime(2020, 6, 1, tzinfo=UTC))
    assert links(client.get("/?deltagande=pa-distans").text) == set()
    assert links(client.get("/?visa=tidigare&deltagande=pa-distans").text) == {both, digital}


def test_where_all_is_held_alike_nobody_is_asked_how(client: FlaskClient, varberg: Conference) -> None:
    for path in ("/", "/?deltagande=pa-plats"):
        page = client.get(path).text
        assert 'name="deltagande"' not in page
        assert "Se orter och anmälan" in page
    # There is none: the page says what was asked for, and lets go of it.
    page = client.get("/?deltagande=pa-distans").text
    assert '<option value="pa-distans" selected>På distans</option>' in page
    assert links(page) == set()
