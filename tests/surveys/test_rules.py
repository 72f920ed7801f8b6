"""What is shown of answers, when a survey opens and closes; keys that nobody can join to a person."""

from datetime import UTC, datetime, timedelta

import pytest

from regapp.surveys.keys import is_key, is_reminded, key_hash, new_key
from regapp.surveys.models import QuestionKind, Survey, SurveyQuestion
from regapp.surveys.rules import closes_at, has_enough, is_open, is_shown_now, reminds_at, result_of

OPENED = datetime(2020, 3, 28, 8, tzinfo=UTC)


def a_question(kind: QuestionKind, **values: object) -> SurveyQuestion:
    defaults: dict[str, object] = {
        "label": "Fråga", "label_en": "", "choices": [], "choices_en": [], "shown_counts": {}, "texts": [],
    }  # fmt: skip
    return SurveyQuestion(kind=kind, **defaults | values)


def a_survey(**values: object) -> Survey:
    defaults: dict[str, object] = {"answered": 0, "open_days": 14, "reminds": True, "opened_at": OPENED}
    return Survey(**defaults | values)


def test_a_scale_has_five_bars_and_a_mean() -> None:
    result = result_of(a_question(QuestionKind.SCALE, shown_counts={"": 8, "5": 6, "2": 2}), "sv")
    assert [(bar.label, bar.count, bar.percent) for bar in result.bars] == [
        ("1", 0, 0), ("2", 2, 25), ("3", 0, 0), ("4", 0, 0), ("5", 6, 75),
    ]  # fmt: skip
    assert (result.mean, result.answered) == (42, 8)


@pytest.mark.parametrize(("language", "first"), [("sv", "Ja"), ("en", "Yes")])
def test_shares_are_of_those_who_answered_the_question(language: str, first: str) -> None:
    question = a_question(
        QuestionKind.MANY, choices=["Ja", "Nej"], choices_en=["Yes"], shown_counts={"": 6, "0": 6, "1": 2}
    )
    result = result_of(question, language)
    assert [(bar.label, bar.percent) for bar in result.bars] == [(first, 100), ("Nej", 33)]
    assert result.mean is None


def test_a_question_that_nobody_answered_has_no_mean() -> None:
    result = result_of(a_question(QuestionKind.SCALE), "sv")
    assert (result.mean, result.answered, result.bars) == (None, 0, ())


def test_a_question_that_fewer_than_five_have_answered_is_not_drawn() -> None:
    result = result_of(a_question(QuestionKind.SCALE, shown_counts={"": 4, "1": 4}), "sv")
    assert (result.mean, result.answered, result.bars) == (None, 4, ())


@pytest.mark.parametrize(("shown", "enough"), [(0, False), (5, True)])
def test_results_are_shown_from_five_answers_up(shown: int, enough: bool) -> None:
    assert has_enough(a_survey(answered=7, shown=shown)) is enough


@pytest.mark.parametrize(
    ("answered", "closed", "shown"),
    [(4, None, False), (5, None, True), (6, None, False), (9, None, False), (10, None, True),
     (9, OPENED, True), (4, OPENED, False)],
)  # fmt: skip
def test_answers_join_what_is_shown_five_at_a_time_and_the_rest_at_the_end(
    answered: int, closed: datetime | None, shown: bool
) -> None:
    assert is_shown_now(a_survey(answered=answered, closed_at=closed)) is shown


def test_texts_that_are_not_shown_yet_are_in_no_result() -> None:
    texts = [
        {"id": "a", "text": "Fikat", "hidden": False, "fresh": False},
        {"id": "b", "text": "Anna pratade länge", "hidden": True, "fresh": False},
        {"id": "c", "text": "Tåget", "hidden": False, "fresh": True},
    ]
    result = result_of(a_question(QuestionKind.TEXT, texts=texts), "sv")
    assert [one["text"] for one in result.texts] == ["Fikat"]
    assert [one["text"] for one in result.hidden] == ["Anna pratade länge"]
    assert result.answered == 2


def test_it_reminds_once_half_way_and_closes_at_the_end() -> None:
    survey = a_survey()
    assert is_open(survey)
    assert reminds_at(survey) == OPENED + timedelta(days=7)
    assert closes_at(survey) == OPENED + timedelta(days=14)
    assert reminds_at(a_survey(reminded_at=OPENED)) is None
    assert reminds_at(a_survey(reminds=False)) is None
    assert not is_open(a_survey(closed_at=OPENED))
    assert not is_open(a_survey(opened_at=None))


def test_a_key_opens_its_own_survey_and_is_another_each_time() -> None:
    keys = {new_key("hemligt", 1) for _number in range(20)}
    assert len(keys) == 20
    for key in keys:
        assert is_key("hemligt", 1, key)
        assert not is_key("hemligt", 2, key)
        assert not is_key("annat", 1, key)
        assert not is_key("hemligt", 1, key[:-1] + ("a" if key[-1] != "a" else "b"))
        assert key not in key_hash(key)
    for wrong in ("", "x", "å" * 54, "\udcff" * 54):
        assert not is_key("hemligt", 1, wrong)


def test_a_key_of_the_reminder_says_so_and_opens_the_same_survey() -> None:
    first, again = new_key("hemligt", 1), new_key("hemligt", 1, again=True)
    assert is_key("hemligt", 1, again)
    assert (is_reminded("hemligt", 1, first), is_reminded("hemligt", 1, again)) == (False, True)
    assert not is_key("hemligt", 2, again)
