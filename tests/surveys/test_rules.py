"""What is shown of answers, when a survey opens and closes; keys that nobody can join to a person."""

from datetime import UTC, datetime, timedelta

import pytest

from regapp.surveys.keys import is_key, key_hash, new_key
from regapp.surveys.models import QuestionKind, Survey, SurveyQuestion
from regapp.surveys.rules import closes_at, has_enough, is_open, reminds_at, result_of

OPENED = datetime(2020, 3, 28, 8, tzinfo=UTC)


def a_question(kind: QuestionKind, **values: object) -> SurveyQuestion:
    defaults: dict[str, object] = {
        "label": "Fråga", "label_en": "", "choices": [], "choices_en": [], "counts": {}, "texts": [],
    }  # fmt: skip
    return SurveyQuestion(kind=kind, **defaults | values)


def a_survey(**values: object) -> Survey:
    defaults: dict[str, object] = {"answered": 0, "open_days": 14, "reminds": True, "opened_at": OPENED}
    return Survey(**defaults | values)


def test_a_scale_has_five_bars_and_a_mean() -> None:
    result = result_of(a_question(QuestionKind.SCALE, counts={"": 4, "5": 3, "2": 1}), "sv")
    assert [(bar.label, bar.count, bar.percent) for bar in result.bars] == [
        ("1", 0, 0), ("2", 1, 25), ("3", 0, 0), ("4", 0, 0), ("5", 3, 75),
    ]  # fmt: skip
    assert (result.mean, result.answered) == (42, 4)


@pytest.mark.parametrize(("language", "first"), [("sv", "Ja"), ("en", "Yes")])
def test_shares_are_of_those_who_answered_the_question(language: str, first: str) -> None:
    question = a_question(
        QuestionKind.MANY, choices=["Ja", "Nej"], choices_en=["Yes"], counts={"": 3, "0": 3, "1": 1}
    )
    result = result_of(question, language)
    assert [(bar.label, bar.percent) for bar in result.bars] == [(first, 100), ("Nej", 33)]
    assert result.mean is None


def test_a_question_that_nobody_answered_has_no_mean() -> None:
    result = result_of(a_question(QuestionKind.SCALE), "sv")
    assert (result.mean, result.answered, {bar.percent for bar in result.bars}) == (None, 0, {0})


@pytest.mark.parametrize(("answered", "shown"), [(4, False), (5, True)])
def test_results_are_shown_from_five_answers_up(answered: int, shown: bool) -> None:
    assert has_enough(a_survey(answered=answered)) is shown


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
