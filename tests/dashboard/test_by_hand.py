"""The participants' own form at the desk: somebody added by hand, and changed by an organizer."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from regapp.billing.queries import charged_sum
from regapp.choices.models import ChoiceState, ParticipantDay, ParticipantMeal
from regapp.conferences.models import Conference, ConferenceMode, FeeCategory, Option, Question, QuestionKind
from regapp.mailing.models import OutboxMessage
from regapp.programme.models import ProgrammeItem
from regapp.registrations.commands import NewParticipant
from regapp.registrations.models import Answer, Attendance, OptionPick, Participant
from tests.choosing import add_meal, add_round, choose, chosen, seats_of
from tests.offers import make_category, make_option
from tests.people import CARIN, make_person, sign_in
from tests.sending import Send
from tests.support.forms import error_links, read_form, resubmit, submit
from tests.world import MADE_AT, a_person, a_sign_up, make_conference, make_organizer

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
EVA = {
    "person-given_name": "Eva", "person-family_name": "Ny", "person-organization": "Kalmar kommun",
    "buyer-kind": "municipality", "buyer-name": "Kalmar kommun", "buyer-org_number": "2120000746",
    "buyer-reference": "REF",
}  # fmt: skip


class Asking:
    """A conference that asks for everything: two days, both ways, meals, seminars, options, a question."""

    def __init__(self, session: Session) -> None:
        halland = make_organizer(session)
        make_person(session, CARIN, organizer=halland)
        days = (date(2020, 3, 26), date(2020, 3, 27))
        held = make_conference(
            session, halland, mode=ConferenceMode.HYBRID, days=days, asks_days=True, capacity=5
        )
        self.conference: Conference = held
        self.days = [day.id for day in held.days]
        self.lunch = add_meal(session, held)
        self.themes: list[ProgrammeItem] = add_round(session, held, seats=1, required=True)
        self.student: FeeCategory = make_category(session, held, "Student", 20_000, needs_code=True)
        self.dinner: Option = make_option(
            session, held, prices=(("Middag", 40_000, 250),), closes_at=LONG_AGO
        )
        question = Question(
            conference_id=held.id, key="resa", position=1, kind=QuestionKind.SHORT, label="Hur reser du?",
            required=True, created_at=MADE_AT,
        )  # fmt: skip
        session.add(question)
        session.execute(update(Conference).values(version=Conference.version + 1))
        session.commit()
        self.question = question.id
        self.at = f"/arrangor/konferens/{held.id}/deltagare"

    def answers(self, **other: str | list[str]) -> dict[str, str | Sequence[str] | None]:
        """The fields of the form."""
        round_ = f"person-round_{self.days[0]}_1"
        return {
            "person-attendance": "onsite", "person-days": [str(day) for day in self.days],
            "person-meals": [str(self.lunch.id)], round_: str(self.themes[0].id),
            f"person-fee_option_{self.dinner.id}": "y", "person-fee_category": str(self.student.id),
            f"person-question_{self.question}": "Tåg", **other,
        }  # fmt: skip

    def person(self, **values: Any) -> NewParticipant:
        return a_person(0, days=tuple(self.days), meals=(self.lunch.id,), **values)


@pytest.fixture
def asking(session: Session) -> Asking:
    return Asking(session)


@pytest.fixture
def carin(client: FlaskClient, asking: Asking) -> FlaskClient:
    assert sign_in(client, CARIN).status_code == 303
    return client


def only(session: Session) -> Participant:
    session.commit()
    session.expire_all()
    return session.scalars(select(Participant)).one()


def letters(session: Session) -> list[str]:
    session.commit()
    return [kind.rpartition(".")[2] for kind in session.scalars(select(OutboxMessage.kind))]


def test_somebody_added_by_hand_is_asked_what_participants_are(
    carin: FlaskClient, session: Session, asking: Asking
) -> None:
    added = submit(carin, f"{asking.at}/ny", EVA | asking.answers())
    assert added.status_code == 303, error_links(added.text)
    person = only(session)
    assert (person.attendance, person.category_id) == (Attendance.ONSITE, asking.student.id)
    assert {one.day_id for one in session.scalars(select(ParticipantDay))} == set(asking.days)
    assert [one.meal_id for one in session.scalars(select(ParticipantMeal))] == [asking.lunch.id]
    assert chosen(session) == [(person.id, asking.themes[0].id, ChoiceState.SEATED)]
    assert session.scalars(select(Answer)).one().values == ["Tåg"]
    assert session.scalars(select(OptionPick.option_id)).all() == [asking.dinner.id]
    assert charged_sum(session, [asking.conference.id]) == {asking.conference.id: 60_000}


def test_answers_and_seminars_are_not_demanded_of_an_organizer_but_days_are(
    carin: FlaskClient, session: Session, asking: Asking
) -> None:
    page = carin.get(f"{asking.at}/ny")
    bare = EVA | {"person-attendance": "remote"}
    refused = resubmit(carin, f"{asking.at}/ny", page, bare)
    assert (refused.status_code, error_links(refused.text)) == (422, ["Välj minst en dag"])
    done = resubmit(carin, f"{asking.at}/ny", refused, {"person-days": str(asking.days[0])})
    assert done.status_code == 303
    assert only(session).attendance is Attendance.REMOTE


def test_a_full_seminar_is_offered_as_a_wish_at_the_desk_too(
    carin: FlaskClient, session: Session, asking: Asking, send: Send
) -> None:
    send(asking.conference, a_sign_up([asking.person(choices=(choose(session, asking.themes[0]),))]))
    page = carin.get(f"{asking.at}/ny")
    assert f'value="w{asking.themes[0].id}"' in page.text
    round_ = f"person-round_{asking.days[0]}_1"
    wish = asking.answers(**{round_: f"w{asking.themes[0].id}"})
    assert resubmit(carin, f"{asking.at}/ny", page, EVA | wish).status_code == 303
    assert [state for *_who, state in chosen(session)] == [ChoiceState.SEATED, ChoiceState.WISHED]


def test_everything_somebody_chose_is_changed_on_one_form_with_one_letter(
    carin: FlaskClient, session: Session, asking: Asking, send: Send
) -> None:
    send(asking.conference, a_sign_up([asking.person(choices=(choose(session, asking.themes[0]),))]))
    at = f"{asking.at}/{only(session).id}/andra"
    values = dict(read_form(carin.get(at).text).form_values())
    assert (values["person-attendance"], values["person-fee_category"]) == ("onsite", "0")
    round_ = f"person-round_{asking.days[0]}_1"
    assert values[round_] == str(asking.themes[0].id)
    second = asking.answers(**{round_: str(asking.themes[1].id), "person-days": str(asking.days[0])})
    saved = submit(carin, at, second | {"person-title": "Chef"})
    assert saved.status_code == 303, error_links(saved.text)
    person = only(session)
    assert (person.category_id, person.title) == (asking.student.id, "Chef")
    assert [seats_of(session, theme) for theme in asking.themes[:2]] == [(0, 0), (1, 0)]
    assert [one.day_id for one in session.scalars(select(ParticipantDay))] == [asking.days[0]]
    assert charged_sum(session, [asking.conference.id]) == {asking.conference.id: 60_000}
    assert letters(session) == ["confirmation", "details_changed"]


def test_correcting_a_name_leaves_choices_alone_and_writes_to_nobody(
    carin: FlaskClient, session: Session, asking: Asking, send: Send
) -> None:
    send(asking.conference, a_sign_up([asking.person()]))
    at = f"{asking.at}/{only(session).id}/andra"
    assert submit(carin, at, {"person-family_name": "Ek"}).status_code == 303
    assert only(session).family_name == "Ek"
    assert letters(session) == ["confirmation"]


def test_a_save_over_a_newer_one_is_refused_by_name_of_the_fields_and_keeps_what_was_typed(
    carin: FlaskClient, session: Session, asking: Asking, send: Send
) -> None:
    send(asking.conference, a_sign_up([asking.person()]))
    at = f"{asking.at}/{only(session).id}/andra"
    page = carin.get(at)
    assert submit(carin, at, {"person-organization": "Region Halland"}).status_code == 303
    refused = resubmit(carin, at, page, {"person-title": "Chef"})
    assert refused.status_code == 409
    assert "Carin Holm sparade" in refused.text
    assert "Det som ändrades: organisation." in refused.text
    assert only(session).organization == "Region Halland"
    assert resubmit(carin, at, refused, {"person-organization": "Region Halland"}).status_code == 303
    assert (only(session).title, only(session).organization) == ("Chef", "Region Halland")


def test_a_new_buyer_saved_meanwhile_is_not_undone(
    carin: FlaskClient, session: Session, asking: Asking, send: Send
) -> None:
    token = send(asking.conference, a_sign_up([asking.person()])).token
    at = f"{asking.at}/{only(session).id}/andra"
    page = carin.get(at)
    assert submit(carin, f"/a/{token}/faktura", {"buyer-reference": "NY"}).status_code == 303
    assert resubmit(carin, at, page).status_code == 409


def test_who_has_left_is_corrected_and_asked_for_no_choices(
    carin: FlaskClient, session: Session, asking: Asking, send: Send
) -> None:
    token = send(asking.conference, a_sign_up([asking.person()])).token
    assert submit(carin, f"/a/{token}/avanmal").status_code == 303
    at = f"{asking.at}/{only(session).id}/andra"
    page = carin.get(at)
    assert "person-attendance" not in page.text
    assert "Hur reser du?" in page.text
    assert resubmit(carin, at, page, {"person-family_name": "Ek"}).status_code == 303
    assert only(session).family_name == "Ek"


def test_what_is_offered_no_longer_stays_with_who_chose_it(
    carin: FlaskClient, session: Session, asking: Asking, send: Send
) -> None:
    assert submit(carin, f"{asking.at}/ny", EVA | asking.answers()).status_code == 303
    session.execute(update(Option).values(withdrawn_at=MADE_AT))
    session.execute(update(FeeCategory).values(withdrawn_at=MADE_AT))
    session.execute(update(Conference).values(version=Conference.version + 1))
    session.commit()
    at = f"{asking.at}/{only(session).id}/andra"
    assert submit(carin, at, {"person-title": "Chef"}).status_code == 303
    assert only(session).category_id == asking.student.id
    assert session.scalars(select(OptionPick.option_id)).all() == [asking.dinner.id]


def test_errors_are_told_in_the_order_of_the_page(carin: FlaskClient, asking: Asking) -> None:
    links = error_links(submit(carin, f"{asking.at}/ny").text)
    assert links.index("Skriv förnamnet") < links.index("Skriv vem som ska faktureras")
