"""A new conference in five steps: a stranger's way from nothing to a public page."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from regapp.conferences.models import Conference, ConferenceDay, ConferenceStatus, Series, VatMode
from regapp.conferences.queries import get_conference, list_questions
from regapp.conferences.rules import held_days, pool_of, remote_pool_of
from regapp.organizers.models import Organizer, Role
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.support.forms import error_links, read_form, resubmit, submit
from tests.world import make_conference, make_organizer

NEW = "/arrangor/konferens/ny"


@pytest.fixture
def halland(session: Session) -> Organizer:
    return make_organizer(session)


@pytest.fixture
def carin(client: FlaskClient, session: Session, halland: Organizer) -> FlaskClient:
    make_person(session, CARIN, organizer=halland)
    assert sign_in(client, CARIN).status_code == 303
    return client


def only(session: Session) -> Conference:
    session.commit()
    session.expire_all()
    return get_conference(session, session.scalars(select(Conference.id)).one())


def go_on(client: FlaskClient, answer: TestResponse, values: dict[str, Any]) -> TestResponse:
    """Fill in the step that the answer leads to, and send it."""
    assert answer.status_code == 303, error_links(answer.text)
    return submit(client, answer.location, values)


def begin(client: FlaskClient, title: str = "Klimatdagen 2020", **more: Any) -> TestResponse:
    return submit(client, NEW, {"title": title, **more})


DAY = {"places-0-days-0-on": "2020-05-12", "places-0-place": "Falkenberg", "places-0-venue": "Argus"}
SEATS = {"seats": "120", "opens_on": "2020-02-01", "fee": "fee", "amount": "700", "included": "lunch"}


def test_a_stranger_creates_and_publishes_a_one_day_conference(carin: FlaskClient, session: Session) -> None:
    answer = begin(carin)
    answer = go_on(carin, answer, DAY)
    answer = go_on(carin, answer, SEATS)
    answer = go_on(carin, answer, {"ready": ["kanal"], "own": "Vilken buss tar du?"})
    review = carin.get(answer.location).text
    assert "Innan den går att publicera" not in review
    assert carin.get("/klimatdagen-2020").status_code == 404
    form = read_form(review, action=answer.location.replace("granska", "publicera"))
    assert carin.post(str(form.action), data=dict(form.form_values())).status_code == 303
    twice = carin.post(str(form.action), data=dict(form.form_values()))
    assert "Nu är den publicerad." in carin.get(twice.location).text

    made = only(session)
    assert made.status is ConferenceStatus.PUBLISHED
    assert [(day.on, day.starts_at.hour) for day in held_days(made) if day.starts_at] == [
        (date(2020, 5, 12), 8)
    ]
    pool = pool_of(made)
    assert pool is not None
    assert pool.capacity == 120
    assert [price.amount_minor for price in made.prices] == [70_000]
    assert made.closes_at is not None
    assert made.closes_at.date() == date(2020, 5, 5)
    labels = [question.label for question in list_questions(session, [made.id])]
    assert labels == ["Hur fick du veta att konferensen hålls?", "Vilken buss tar du?"]
    page = carin.get("/klimatdagen-2020").text
    assert "tisdag 12 maj 2020 kl. 10–16" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Anmäl dig" in page


@pytest.mark.parametrize(
    ("template", "places", "days", "path"),
    [
        ("en-dag", "", 1, "/klimatdagen-2020"),
        ("tva-dagar", "", 2, "/klimatdagen-2020"),
        ("hybrid", "", 1, "/klimatdagen-2020"),
        ("serie", "Falkenberg\nKalmar", 2, "/klimatdagen-2020/kalmar"),
    ],
)
def test_every_template_ends_with_an_open_sign_up(
    carin: FlaskClient, session: Session, template: str, places: str, days: int, path: str
) -> None:
    answer = begin(carin, template=template, places=places)
    when = {"places-0-days-0-on": "2020-05-12", "places-0-place": "Falkenberg"}
    when |= {"places-1-days-0-on": "2020-05-13"} if places else {}
    when |= {"places-0-days-1-on": "2020-05-13"} if template == "tva-dagar" else {}
    answer = go_on(carin, answer, when)
    answer = go_on(carin, answer, {"seats": "80", "opens_on": "2020-02-01"})
    answer = go_on(carin, answer, {})
    review = carin.get(answer.location).text
    form = read_form(review, action=answer.location.replace("granska", "publicera"))
    assert carin.post(str(form.action), data=dict(form.form_values())).status_code == 303
    session.commit()
    assert len(session.scalars(select(ConferenceDay.on)).all()) == days
    assert "Anmäl dig" in carin.get(path).text
    assert carin.get(f"{path.removesuffix('/kalmar')}/anmalan").status_code == 200


def test_each_step_is_saved_and_shown_again_on_the_way_back(carin: FlaskClient, session: Session) -> None:
    steps = go_on(carin, begin(carin), DAY).location.rpartition("/")[0]
    page = carin.get(f"{steps}/tid").text
    assert 'value="2020-05-12"' in page
    assert 'value="Argus"' in page
    assert "Sparat" in page
    submit(carin, f"{steps}/grunder", {"title": "Klimatdagen i Falkenberg", "slug": "klimat-falkenberg"})
    made = only(session)
    assert (made.title, made.address.path) == ("Klimatdagen i Falkenberg", "klimat-falkenberg")
    assert [day.on for day in held_days(made)] == [date(2020, 5, 12)]


def test_the_draft_can_wait(carin: FlaskClient) -> None:
    answer = go_on(carin, begin(carin), {**DAY, "sen": "1"})
    page = carin.get(answer.location).text
    assert "Utkastet är sparat." in page
    assert "Förhandsgranska och publicera" in page


def test_a_month_or_nothing_will_do_for_a_date(carin: FlaskClient, session: Session) -> None:
    answer = go_on(carin, begin(carin), {"places-0-month": "Maj 2021"})
    assert only(session).expected_month == date(2021, 5, 1)
    assert "Datumet är inte bestämt." in carin.get(answer.location.replace("platser", "granska")).text
    step = answer.location.replace("platser", "tid")
    wrong = submit(carin, step, {"places-0-month": "i vår"})
    assert (wrong.status_code, error_links(wrong.text)) == (422, ["Skriv månaden så här: maj 2027"])
    assert 'value="i vår"' in wrong.text


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("arrangor", "Den adressen använder webbplatsen själv. Välj en annan."),
        ("upptaget", "Adressen används redan. Välj en annan, till exempel med årtalet."),
        ("Två ord", "Skriv adressen med små bokstäver a–z, siffror och bindestreck."),
    ],
)
def test_an_address_that_cannot_be_had_is_told_at_its_field(
    carin: FlaskClient, session: Session, halland: Organizer, slug: str, said: str
) -> None:
    make_conference(session, halland, path="upptaget")
    answer = begin(carin, slug=slug)
    assert answer.status_code == 422
    assert error_links(answer.text) == [said]
    assert 'value="Klimatdagen 2020"' in answer.text


def test_a_series_gets_a_draft_for_each_place(carin: FlaskClient, session: Session) -> None:
    answer = begin(carin, "Grön vår", template="serie", places="Varberg\nKalmar\nLuleå")
    days = {f"places-{number}-days-0-on": f"2020-05-{12 + number}" for number in range(3)}
    answer = go_on(carin, answer, {**days, "places-2-place": "Piteå"})
    answer = go_on(carin, answer, {"seats": "50", "opens_on": "2020-02-01"})
    session.commit()
    session.expire_all()
    numbers = session.scalars(select(Conference.id).order_by(Conference.id)).all()
    places = [get_conference(session, number) for number in numbers]
    assert [one.address.path for one in places] == ["gron-var/varberg", "gron-var/kalmar", "gron-var/pitea"]
    assert carin.get("/gron-var").status_code == 404
    answer = go_on(carin, answer, {})
    form = read_form(carin.get(answer.location).text, action=answer.location.replace("granska", "publicera"))
    carin.post(str(form.action), data=dict(form.form_values()))
    page = carin.get("/gron-var").text
    assert "Varberg" in page
    assert "Piteå" in page
    session.commit()
    assert session.scalars(select(Series.published)).all() == [True]


def test_both_ways_has_seats_of_its_own_for_those_from_a_distance(
    carin: FlaskClient, session: Session
) -> None:
    answer = go_on(carin, begin(carin, template="hybrid"), DAY)
    go_on(carin, answer, {"seats": "40", "remote": "200"})
    remote = remote_pool_of(only(session))
    assert remote is not None
    assert remote.capacity == 200


def test_undecided_vat_and_a_seller_without_number_hinder_the_publishing(
    client: FlaskClient, session: Session
) -> None:
    nobody = make_organizer(session, "rus", org_number=None)
    make_person(session, CARIN, organizer=nobody)
    sign_in(client, CARIN)
    answer = go_on(client, begin(client), DAY)
    answer = go_on(client, answer, {**SEATS, "vat_mode": "undecided"})
    review = answer.location.replace("fragor", "granska")
    page = client.get(review).text
    assert "Momsen på avgiften är inte bestämd." in page
    assert "Arrangören har inget organisationsnummer." in page
    submit(client, review, action=review.replace("granska", "publicera"))
    made = only(session)
    assert made.status is ConferenceStatus.DRAFT
    assert made.prices[0].vat_mode is VatMode.UNDECIDED
    assert "Bestäm momsen på avgiften" in client.get(review).text


def test_a_save_over_a_colleagues_is_refused_with_all_that_was_typed(
    carin: FlaskClient, session: Session
) -> None:
    step = begin(carin).location
    old = carin.get(step)
    go_on(carin, begin_again(carin, step), {})
    answer = resubmit(carin, step, old, {**DAY, "places-0-venue": "Stadshotellet"})
    assert answer.status_code == 409
    assert 'value="Stadshotellet"' in answer.text
    assert resubmit(carin, step, answer).status_code == 303
    assert only(session).venue == "Stadshotellet"


def begin_again(client: FlaskClient, step: str) -> TestResponse:
    return submit(client, step, {"places-0-place": "Laholm"})


def test_the_preview_link_opens_the_draft_until_it_is_closed(
    carin: FlaskClient, session: Session, app: Any
) -> None:
    answer = go_on(carin, begin(carin), DAY)
    review = answer.location.replace("platser", "granska")
    home = f"/arrangor/konferens/{only(session).id}/forhandsvisning"
    assert submit(carin, review, action=home).status_code == 303
    token = only(session).preview_token
    stranger = app.test_client()
    shown = stranger.get(f"/forhandsvisning/{token}")
    assert "Förhandsvisning. Bara du som har länken ser sidan." in shown.text
    assert "Argus" in shown.text
    assert (shown.headers["X-Robots-Tag"], shown.headers["Cache-Control"]) == ("noindex", "no-store")
    assert stranger.get("/klimatdagen-2020").status_code == 404
    submit(carin, review, action=f"{home}/stang")
    assert stranger.get(f"/forhandsvisning/{token}").status_code == 404


def test_who_may_not_make_conferences_sees_no_such_page(client: FlaskClient, session: Session) -> None:
    make_person(session, DAVID, organizer=make_organizer(session, "kalmar"), role=Role.DOOR)
    sign_in(client, DAVID)
    assert client.get(NEW).status_code == 404
    assert client.post(NEW, data={}).status_code == 404
    assert "Ny konferens" not in client.get("/arrangor/").text


def test_another_organizer_meets_nothing_at_any_step(carin: FlaskClient, session: Session, app: Any) -> None:
    begin(carin)
    at = f"/arrangor/konferens/{only(session).id}"
    make_person(session, DAVID, organizer=make_organizer(session, "kalmar"))
    david = app.test_client()
    sign_in(david, DAVID)
    for step in ("grunder", "tid", "platser", "fragor", "granska"):
        assert david.get(f"{at}/ny/{step}").status_code == 404
    for path in ("/ny/publicera", "/ny/tid", "/forhandsvisning", "/forhandsvisning/stang"):
        assert david.post(f"{at}{path}").status_code == 404
