"""The form in the order of the page, and what its buttons lead back to."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.choices.models import ParticipantMeal
from regapp.conferences.models import Conference, ConferenceStatus
from regapp.kernel.clock import FixedClock
from regapp.registrations.models import Registration
from tests.choosing import add_meal
from tests.support.forms import ONE_PERSON, error_links, read_form, resubmit, submit
from tests.world import KALMAR, make_conference, make_organizer, make_series

FORM = "/smartare/anmalan"
ME = {"place": "varberg", **ONE_PERSON}


@pytest.fixture(autouse=True)
def varberg(session: Session) -> Conference:
    """In Varberg coffee and lunch are asked about, in Kalmar lunch."""
    halland, kalmar = make_organizer(session), make_organizer(session, "kalmar", org_number=KALMAR)
    series = make_series(session, halland)
    there = make_conference(session, kalmar, path="smartare/kalmar", series=series)
    conference = make_conference(session, halland, path="smartare/varberg", series=series)
    for one, label in ((conference, "Fika"), (conference, "Lunch"), (there, "Lunch")):
        add_meal(session, one, label)
    session.commit()
    return conference


def eaten(session: Session) -> int:
    session.commit()
    return len(session.scalars(select(ParticipantMeal)).all())


def test_errors_are_told_in_the_order_of_the_page(client: FlaskClient) -> None:
    drawn = client.get(f"{FORM}?ort=varberg")
    wrong = {
        "booker_role": "others",
        "participants-0-email": "fel",
        "participants-0-food_note": "x" * 201,
        "participants-0-meals": "999",
        "buyer-endpoint": "fel",
    }
    answer = resubmit(client, FORM, drawn, ME | wrong)
    page = html.fromstring(answer.text)
    told = [link.get("href", "").removeprefix("#") for link in page.iterfind(".//*[@id='fel']//a")]
    shown = [one.get("id", "").removeprefix("e-") for one in page.iterfind(".//p[@class='msg']")]
    assert told == shown
    assert len(told) == 6


def test_what_was_typed_is_read_in_the_order_of_the_page(client: FlaskClient, clock: FixedClock) -> None:
    drawn = client.get(f"{FORM}?ort=varberg")
    clock.set(datetime(2020, 4, 1, tzinfo=UTC))
    page = html.fromstring(
        resubmit(client, FORM, drawn, ME | {"participants-0-access_needs": "en\ntvå"}).text
    )
    labels = ["".join(map(str, one.itertext())) for one in page.iterfind(".//dt")]
    assert labels.index("Förnamn") < labels.index("Måltider som ingår") < labels.index("Vem ska faktureras?")
    assert [one.text for one in page.iterfind(".//dd[@class='pre']") if "\n" in (one.text or "")] == [
        "en\ntvå"
    ]


@pytest.mark.parametrize("query", ["", "?ort=kalmar"])
def test_the_controller_of_each_place_is_named_since_the_place_may_be_changed(
    client: FlaskClient, query: str
) -> None:
    page = html.fromstring(client.get(FORM + query).text)
    told = str(page.xpath('string(//details[contains(., "hanterar vi")]/p)'))
    assert "Kalmar: Länsstyrelsen kalmar, Varberg: Länsstyrelsen halland. Uppgifterna behövs" in told


def test_too_long_is_said_once_for_each_field(client: FlaskClient) -> None:
    long = {"buyer-org_number": "2" * 40, "participants-0-email": "x" * 300}
    assert error_links(submit(client, FORM, ME | long).text) == [
        "Skriv högst 254 tecken i ”E-postadress”. Du har skrivit 300.",
        "Skriv högst 20 tecken i ”Organisationsnummer”. Du har skrivit 40.",
    ]


def test_a_place_that_asks_only_about_meals_needs_no_second_page(
    client: FlaskClient, session: Session
) -> None:
    assert submit(client, FORM, ME).status_code == 303
    assert eaten(session) == 2


def test_a_meal_that_was_refused_stays_refused_at_another_place(
    client: FlaskClient, session: Session
) -> None:
    """Coffee was not offered in Kalmar: it is ticked as it always begins."""
    drawn = client.get(f"{FORM}?ort=kalmar")
    sent: dict[str, str | None] = {**ME, "participants-0-meals": None}
    other = read_form(resubmit(client, FORM, drawn, sent | {"do": "recount"}).text)
    assert [str(value) for name, value in other.form_values() if name == "participants-0-meals"] == ["1"]
    assert resubmit(client, FORM, drawn, sent).status_code == 303
    assert eaten(session) == 1


def test_each_button_of_the_form_leads_back_to_its_own_part(client: FlaskClient) -> None:
    page = submit(client, FORM, ME | {"do": "add"})
    buttons = html.fromstring(page.text).iterfind(".//button[@formaction]")
    lead = {button.get("value"): button.get("formaction", "").removeprefix(FORM) for button in buttons}
    assert lead == {
        "recount": "#summa",
        "remove-0": "#participants-0",
        "remove-1": "#participants-0",
        "add": "#participants-2",
    }
    ids = {one.get("id") for one in html.fromstring(page.text).iterfind(".//*[@id]")}
    assert {"summa", "place", "participants-0", "participants-1"} <= ids
    longer = resubmit(client, FORM, page, {"do": "add"})
    assert read_form(longer.text).action == FORM
    assert 'id="participants-2"' in longer.text


def test_the_closed_form_reloads_itself_at_the_opening_but_not_what_was_typed(
    client: FlaskClient, clock: FixedClock
) -> None:
    drawn = client.get(FORM)
    clock.set(datetime(2020, 1, 14, 22, tzinfo=UTC))
    closed = client.get(FORM)
    assert 3600 < int(closed.headers["Refresh"]) <= 3621
    assert "Sidan uppdateras av sig själv." in closed.text
    early = resubmit(client, FORM, drawn, ME)
    assert early.status_code == 409
    assert "Refresh" not in early.headers
    assert "av sig själv" not in early.text


def test_the_closed_form_speaks_for_the_place_that_a_series_speaks_for(
    client: FlaskClient, session: Session, clock: FixedClock
) -> None:
    kalmar = session.scalars(select(Conference).where(Conference.place_slug == "kalmar")).one()
    kalmar.status = ConferenceStatus.CANCELLED
    session.commit()
    clock.set(datetime(2020, 6, 1, tzinfo=UTC))
    told = client.get(FORM).text
    assert "<strong>Konferensen är genomförd.</strong>" in told
    assert "Konferensen är inställd" not in told


def test_the_browser_fills_in_only_who_sits_at_it(client: FlaskClient) -> None:
    page = html.fromstring(submit(client, FORM, ME | {"do": "add"}).text)
    found = {one.get("name"): one.get("autocomplete") for one in page.iterfind(".//input[@autocomplete]")}
    assert found["participants-0-given_name"] == "given-name"
    assert found["participants-1-given_name"] == found["participants-1-email"] == "off"
    # The fields of the next form are their own.
    assert 'autocomplete="off" id="participants' not in client.get(FORM).text


# What is kept of these has another form.
TYPED = {
    "participants-0-email": "Asa.Oberg@EXEMPEL.SE",
    "buyer-org_number": "212000-1249",
    "buyer-endpoint": "212000 1249",
}


def shown(page: str) -> dict[str, str]:
    """What the fields of TYPED hold on a page."""
    values = dict(read_form(page).form_values())
    return {name: str(values[name]) for name in TYPED}


@pytest.mark.parametrize("change", [{"do": "recount"}, {"do": "add"}, {"participants-0-family_name": ""}])
def test_what_was_typed_stands_as_typed_on_a_form_that_is_shown_again(
    client: FlaskClient, session: Session, change: dict[str, str]
) -> None:
    answer = submit(client, f"{FORM}?ort=varberg", ME | TYPED | change)
    assert answer.status_code == (200 if "do" in change else 422)
    assert shown(answer.text) == TYPED
    # Sent from there it is kept as it always is.
    again = resubmit(client, FORM, answer, {"participants-0-family_name": "Öberg", "do": "remove-1"})
    assert shown(again.text) == TYPED
    assert resubmit(client, FORM, again).status_code == 303
    session.commit()
    (kept,) = session.scalars(select(Registration)).all()
    assert (kept.buyer_org_number, kept.buyer_endpoint) == ("2120001249", "0007:2120001249")
    assert kept.booker_email == "Asa.Oberg@exempel.se"


def test_another_place_and_the_closed_form_show_it_as_typed_too(
    client: FlaskClient, clock: FixedClock
) -> None:
    drawn = client.get(f"{FORM}?ort=varberg")
    other = resubmit(client, FORM, drawn, ME | TYPED | {"place": "kalmar", "do": "recount"})
    assert shown(other.text) == TYPED
    clock.set(datetime(2020, 4, 1, tzinfo=UTC))
    closed = resubmit(client, FORM, drawn, ME | TYPED).text
    assert [text for text in TYPED.values() if f'<dd class="pre">{text}</dd>' not in closed] == []


def test_the_one_taken_out_takes_nothing_of_what_the_others_typed(client: FlaskClient) -> None:
    two = submit(client, f"{FORM}?ort=varberg", ME | {"do": "add"})
    second = {"participants-1-given_name": "Bo", "participants-1-email": "Bo@EXEMPEL.SE", "do": "remove-0"}
    left = dict(read_form(resubmit(client, FORM, two, second).text).form_values())
    assert left["participants-0-email"] == "Bo@EXEMPEL.SE"
