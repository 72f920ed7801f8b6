"""Answers to the organizer's own questions in words. Pure."""

from collections.abc import Iterable

from regapp.conferences.models import QuestionKind
from regapp.conferences.texts import localized
from regapp.kernel.i18n import translator
from regapp.registrations.models import Answer


def answer_words(answer: Answer, language: str) -> str:
    """ "Buss, Tåg", "Ja", "3,5": what was answered, as it was asked then. Loaded: question."""
    question = answer.question
    tr = translator(language)
    if question.kind is QuestionKind.YES_NO:
        return tr.gettext("Ja") if answer.values == ["yes"] else tr.gettext("Nej")
    if question.kind in {QuestionKind.ONE, QuestionKind.SEVERAL}:
        words = {
            one["value"]: (one["en"] if language == "en" else "") or one["sv"] for one in question.choices
        }
        return ", ".join(words.get(value, "") for value in answer.values)
    if question.kind is QuestionKind.NUMBER and language == "sv":
        return str(answer.values[0]).replace(".", ",")
    return str(answer.values[0])


def answered(answers: Iterable[Answer], language: str) -> list[tuple[str, str]]:
    """Questions and answers of one participant, in the order asked. Loaded: question."""
    ordered = sorted(answers, key=lambda answer: (answer.question.position, answer.question_id))
    return [
        (localized(answer.question, "label", language), answer_words(answer, language)) for answer in ordered
    ]
