"""The questions that most ask: a start, to be changed. In both languages, kept as they are."""

from regapp.surveys.models import QuestionKind, SurveyQuestion

_SCALE, _ONE, _TEXT = QuestionKind.SCALE, QuestionKind.ONE, QuestionKind.TEXT
INTRO = "Tack för att du var med. Svara gärna på några frågor, det tar två minuter. Skriv inga namn."
INTRO_EN = "Thank you for taking part. Please answer a few questions; it takes two minutes. Write no names."
_QUESTIONS = (
    (_SCALE, "Vad tyckte du? 1 är dåligt, 5 mycket bra.", "What did you think? 1 is poor, 5 very good."),
    (_SCALE, "Hur var programmet?", "How was the programme?"),
    (_SCALE, "Hur var lokalen och maten?", "How were the venue and the food?"),
    (_SCALE, "Hur var informationen före konferensen?", "How was the information before the conference?"),
    (_ONE, "Har du nytta av det i ditt arbete?", "Is it of use in your work?"),
    (_TEXT, "Vad var bäst?", "What was best?"),
    (_TEXT, "Vad kan vi göra bättre nästa gång?", "What can we do better next time?"),
)  # fmt: skip
_USES, _USES_EN = ["Ja, mycket", "Ja, något", "Nej"], ["Yes, very", "Yes, somewhat", "No"]


def standard_questions() -> list[SurveyQuestion]:
    return [
        SurveyQuestion(
            position=number, kind=kind, label=label, label_en=label_en,
            choices=_USES if kind is _ONE else [], choices_en=_USES_EN if kind is _ONE else [],
            counts={}, shown_counts={}, texts=[],
        )
        for number, (kind, label, label_en) in enumerate(_QUESTIONS)
    ]  # fmt: skip
