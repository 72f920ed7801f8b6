"""The kitchen's pages: numbers for many, words and names for few, nothing for strangers."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.audit.models import Event
from regapp.catering.models import KitchenExtra, KitchenLink
from regapp.choices.models import Meal
from regapp.conferences.models import Conference
from regapp.mailing.models import OutboxMessage
from regapp.organizers.models import Organizer, Role
from regapp.registrations.models import NeedsAnswer
from tests.catering.world import fresh
from tests.choosing import add_meal
from tests.people import CARIN, DAVID, make_person, sign_in
from tests.sending import Send
from tests.support.forms import submit
from tests.world import a_person, a_sign_up, make_conference, make_organizer

NOTE = "Stark allergi mot jordnötter"


@pytest.fixture
def halland(session: Session) -> Organizer:
    return make_organizer(session)


@pytest.fixture
def varberg(session: Session, halland: Organizer, send: Send) -> Conference:
    conference = make_conference(session, halland)
    lunch = add_meal(session, conference)
    send(conference, a_sign_up([
        a_person(0, allergies=("nuts", "other"), food_note=NOTE, named_to_kitchen=True, meals=(lunch.id,)),
        a_person(1, diet=("vegan",), allergies=("gluten",), meals=(lunch.id,)),
    ]))  # fmt: skip
    return conference


def at(conference: Conference, rest: str = "") -> str:
    return f"/arrangor/konferens/{conference.id}/koket{rest}"


def signed_in(client: FlaskClient, session: Session, organizer: Organizer, role: Role) -> FlaskClient:
    make_person(session, CARIN, organizer=organizer, role=role)
    assert sign_in(client, CARIN).status_code == 303
    return client


def press(client: FlaskClient, page: str, action: str) -> int:
    return submit(client, page, action=action).status_code


def test_the_owner_gives_the_numbers_and_sees_what_changed_since(
    client: FlaskClient, session: Session, halland: Organizer, varberg: Conference, send: Send
) -> None:
    carin = signed_in(client, session, halland, Role.OWNER)
    shown = carin.get(at(varberg)).text
    assert "Veganskt + glutenfritt" in shown
    assert "Utan nötter + annat, kommer" in shown
    assert "Köket har inte fått något antal än." in shown
    assert press(carin, at(varberg), at(varberg, "/rapport")) == 303
    assert "Ändrat sedan rapporten" not in carin.get(at(varberg)).text
    meals = tuple(meal_ids(session))
    send(
        varberg, a_sign_up([a_person(2, is_booker=True, diet=("vegan",), allergies=("gluten",), meals=meals)])
    )
    shown = carin.get(at(varberg)).text
    assert "Ändrat sedan rapporten" in shown
    assert "<b>+1</b>" in shown
    csv = carin.get(at(varberg, ".csv")).get_data(as_text=True)
    assert "Varberg;2020-03-27;Lunch;Veganskt + glutenfritt;2;1;" in csv
    assert carin.get(at(varberg, ".xlsx")).data[:2] == b"PK"


def meal_ids(session: Session) -> list[int]:
    return list(fresh(session).scalars(select(Meal.id)))


def test_speakers_are_counted_by_number_and_the_same_once_more_replaces(
    client: FlaskClient, session: Session, halland: Organizer, varberg: Conference
) -> None:
    carin = signed_in(client, session, halland, Role.PARTICIPANTS)
    for count in ("3", "2"):
        sent = submit(carin, at(varberg, "/ovriga"), {"count": count, "eats": ["vegan", "gluten"]})
        assert sent.status_code == 303
    (row,) = fresh(session).scalars(select(KitchenExtra)).all()
    assert (row.plate, row.count, row.meal) == ("vegan+gluten", 2, "")
    assert "4 portioner, varav 2 till medverkande och personal" in carin.get(at(varberg)).text
    assert press(carin, at(varberg, "/ovriga"), at(varberg, "/ovriga/bort")) == 303
    assert "Inga än." in carin.get(at(varberg, "/ovriga")).text


@pytest.mark.parametrize(
    ("count", "told"), [("", "Skriv antalet"), ("tre", "med siffror"), ("-1", "mellan 0 och")]
)
def test_a_number_that_is_none_is_refused_and_what_was_ticked_stays(
    client: FlaskClient, session: Session, halland: Organizer, varberg: Conference, count: str, told: str
) -> None:
    carin = signed_in(client, session, halland, Role.OWNER)
    sent = submit(carin, at(varberg, "/ovriga"), {"count": count, "eats": ["egg"]})
    assert sent.status_code == 422
    assert told in sent.text
    assert 'value="egg" checked' in sent.text


def test_an_organizer_puts_a_note_in_words_and_the_kitchen_reads_those(
    client: FlaskClient, session: Session, halland: Organizer, varberg: Conference
) -> None:
    carin = signed_in(client, session, halland, Role.OWNER)
    assert "1 har skrivit något om mat i Varberg" in carin.get(f"/arrangor/konferens/{varberg.id}").text
    assert NOTE in carin.get(at(varberg, "/annat")).text
    number = fresh(session).scalars(select(NeedsAnswer.participant_id)).first()
    action = at(varberg, f"/annat/{number}")
    sent = submit(carin, at(varberg, "/annat"), {f"p{number}-words": "utan jordnötter"}, action=action)
    assert sent.status_code == 303
    assert "Utan nötter + utan jordnötter" in carin.get(at(varberg)).text
    assert "köket vet" in carin.get(at(varberg, "/annat")).text
    assert "har skrivit något om mat" not in carin.get(f"/arrangor/konferens/{varberg.id}").text


def test_words_for_a_note_that_was_changed_meanwhile_are_not_kept(
    client: FlaskClient, session: Session, halland: Organizer, varberg: Conference
) -> None:
    carin = signed_in(client, session, halland, Role.OWNER)
    needs = fresh(session).scalars(select(NeedsAnswer)).first()
    assert needs is not None
    action = at(varberg, f"/annat/{needs.participant_id}")
    values = {f"p{needs.participant_id}-words": "utan jordnötter", f"p{needs.participant_id}-seen": "äldre"}
    sent = submit(carin, at(varberg, "/annat"), values, action=action)
    assert sent.status_code == 409
    assert "Läs det igen" in sent.text
    assert "utan jordnötter" in sent.text


def test_a_name_is_shown_to_the_kitchen_only_by_a_button_and_each_view_is_recorded(
    client: FlaskClient, session: Session, halland: Organizer, varberg: Conference
) -> None:
    kitchen = signed_in(client, session, halland, Role.KITCHEN)
    for path in (at(varberg), at(varberg, "/allergi"), at(varberg, ".csv")):
        assert "Öberg" not in kitchen.get(path).text
    assert "1 person." in kitchen.get(at(varberg, "/allergi")).text
    shown = submit(kitchen, at(varberg, "/allergi"), action=at(varberg, "/allergi"))
    assert "Åsa Öberg" in shown.text
    assert "Nummer 1" not in shown.text
    seen = fresh(session).scalars(select(Event).where(Event.action == "allergy_seen")).all()
    assert [(one.subject_type, one.fields) for one in seen] == [("participant", [])]


def test_the_kitchen_s_first_page_leads_to_its_numbers_and_to_nothing_else(
    client: FlaskClient, session: Session, halland: Organizer, varberg: Conference
) -> None:
    kitchen = signed_in(client, session, halland, Role.KITCHEN)
    assert f'href="{at(varberg)}"' in kitchen.get("/arrangor/").text
    assert kitchen.get(at(varberg)).status_code == 200
    for rest in ("/annat", "/ovriga", "/lank"):
        assert kitchen.get(at(varberg, rest)).status_code == 404
        assert at(varberg, rest) not in kitchen.get(at(varberg)).text


@pytest.mark.parametrize("role", [Role.EDITOR, Role.FINANCE, Role.DOOR, Role.READER])
def test_other_roles_and_other_organizers_find_no_kitchen(
    client: FlaskClient, session: Session, halland: Organizer, varberg: Conference, role: Role
) -> None:
    make_person(session, DAVID, organizer=make_organizer(session, "kalmar"))
    make_person(session, CARIN, organizer=halland, role=role)
    for who in (DAVID, CARIN):
        other = client.application.test_client()
        sign_in(other, who)
        for rest in ("", ".csv", ".xlsx", "/annat", "/ovriga", "/lank", "/allergi"):
            assert other.get(at(varberg, rest)).status_code == 404
        for rest in ("/rapport", "/ovriga", "/ovriga/bort", "/lank", "/lank/bort", "/allergi", "/annat/1"):
            assert other.post(at(varberg, rest)).status_code == 404


def test_the_link_shows_numbers_without_an_account_until_it_is_taken_back(
    client: FlaskClient, session: Session, halland: Organizer, varberg: Conference
) -> None:
    carin = signed_in(client, session, halland, Role.OWNER)
    assert submit(carin, at(varberg, "/lank"), {"email": "koket@exempel.se"}).status_code == 303
    token = fresh(session).scalars(select(KitchenLink.token)).one()
    assert token in carin.get(at(varberg, "/lank")).text
    stranger = client.application.test_client()
    shown = stranger.get(f"/kok/{token}")
    assert shown.status_code == 200
    assert "Veganskt + glutenfritt" in shown.text
    for hidden in ("Öberg", "Nummer 1", "jordnötter", "Varbergs kommun"):
        assert hidden not in shown.text
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert "Lunch" in stranger.get(f"/kok/{token}/antal.csv").get_data(as_text=True)
    assert press(carin, at(varberg), at(varberg, "/rapport")) == 303
    assert "catering.numbers" in fresh(session).scalars(select(OutboxMessage.kind)).all()
    assert submit(carin, at(varberg, "/lank"), {"email": ""}, action=None).status_code == 303
    assert stranger.get(f"/kok/{token}").status_code == 404
    newer = fresh(session).scalars(select(KitchenLink.token)).one()
    assert press(carin, at(varberg, "/lank"), at(varberg, "/lank/bort")) == 303
    assert stranger.get(f"/kok/{newer}").status_code == 404
    assert stranger.get("/kok/finns-inte").status_code == 404


def test_the_paper_has_the_numbers_and_no_name(
    client: FlaskClient, session: Session, halland: Organizer, varberg: Conference
) -> None:
    carin = signed_in(client, session, halland, Role.OWNER)
    assert press(carin, at(varberg), at(varberg, "/rapport")) == 303
    answer = carin.get(at(varberg, ".pdf"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    words = "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    for told in (
        "Lunch, fredag 27 mars: 2 portioner",
        "Veganskt + glutenfritt",
        "Utan nötter + annat, kommer",
        "Lämnat till köket",
        "Deltagarna kan ändra",
        "Bara de som är på plats",
        "Alla 2 –",
    ):
        assert told in " ".join(words.split())
    assert "Öberg" not in words
    assert NOTE not in words
