"""When a survey takes answers and what is shown of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from regapp.conferences.models import Conference, ConferenceStatus
from regapp.conferences.rules import held_days, local_instant
from regapp.surveys.models import QuestionKind, Survey, SurveyQuestion

# Of fewer answers nothing is shown: one knows who said what. Nor are fewer added to what is shown: whoever
# looks before and after would see what one of them said.
ENOUGH = 5
SCALE = ("1", "2", "3", "4", "5")
MOST_QUESTIONS = 20
_OPENS = time(9)


@dataclass(frozen=True)
class Bar:
    """One possible answer: how many gave it, of a hundred."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class Result:
    """What is shown of the answers to one question. `mean` of a scale, in tenths: 42 is 4.2.

    bars    none where too few have answered this question
    hidden  texts that an organizer took out
    """

    question: SurveyQuestion
    bars: tuple[Bar, ...]
    mean: int | None
    answered: int
    texts: tuple[dict[str, Any], ...]
    hidden: tuple[dict[str, Any], ...]

    @property
    def is_written(self) -> bool:
        return self.question.kind is QuestionKind.TEXT


def is_open(survey: Survey) -> bool:
    return survey.opened_at is not None and survey.closed_at is None


def has_enough(survey: Survey) -> bool:
    return survey.shown >= ENOUGH


def is_shown_now(survey: Survey) -> bool:
    """Whether what was answered until now joins the results: five at a time, the rest at the end."""
    return survey.answered >= ENOUGH and (survey.answered % ENOUGH == 0 or not is_open(survey))


def opens_at(conference: Conference) -> datetime | None:
    """Nine in the morning after the last day held; None without one, or where it is called off."""
    days = held_days(conference)
    if not days or conference.status is not ConferenceStatus.PUBLISHED:
        return None
    return local_instant(days[-1].on + timedelta(days=1), _OPENS.hour, _OPENS.minute, conference.zone)


def may_open(conference: Conference, now: datetime) -> bool:
    """By hand from the morning of the last day: it is answered while the chairs are put away."""
    days = held_days(conference)
    if not days or conference.status is not ConferenceStatus.PUBLISHED:
        return False
    return now >= local_instant(days[-1].on, 0, 0, conference.zone)


def closes_at(survey: Survey) -> datetime | None:
    return survey.opened_at + timedelta(days=survey.open_days) if survey.opened_at else None


def reminds_at(survey: Survey) -> datetime | None:
    """When half of its days have gone; None if nobody is to be reminded, or all have been."""
    if survey.opened_at is None or survey.reminded_at is not None or not survey.reminds:
        return None
    return survey.opened_at + timedelta(days=survey.open_days) / 2


def values_of(question: SurveyQuestion) -> tuple[str, ...]:
    """What may be chosen; nothing where one writes."""
    if question.kind is QuestionKind.SCALE:
        return SCALE
    return tuple(str(number) for number in range(len(question.choices)))


def choice_label(question: SurveyQuestion, value: str, language: str) -> str:
    if question.kind is QuestionKind.SCALE:
        return value
    english: Sequence[str] = question.choices_en if language != "sv" else ()
    number = int(value)
    return str((english[number] if number < len(english) else "") or question.choices[number])


def result_of(question: SurveyQuestion, language: str) -> Result:
    """Shares are of those who answered this question."""
    counts = {value: int(question.shown_counts.get(value, 0)) for value in values_of(question)}
    texts = [text for text in question.texts if not text.get("fresh")]
    answered = int(question.shown_counts.get("", 0)) or len(texts)
    enough = answered >= ENOUGH
    bars = tuple(
        Bar(choice_label(question, value, language), count, 100 * count // answered)
        for value, count in counts.items()
        if enough
    )
    mean = None
    if question.kind is QuestionKind.SCALE and enough:
        mean = round(10 * sum(int(value) * count for value, count in counts.items()) / answered)
    seen = tuple(text for text in texts if not text["hidden"])
    return Result(question, bars, mean, answered, seen, tuple(text for text in texts if text["hidden"]))
