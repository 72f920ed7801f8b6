"""What a new conference begins with: templates, the hours they know, the questions that many ask. Pure."""

from dataclasses import dataclass
from datetime import time
from enum import Enum

from regapp.conferences.models import ConferenceMode, QuestionKind


class Template(Enum):
    """What one starts from."""

    ONE_DAY = "en-dag"
    TWO_DAYS = "tva-dagar"
    HYBRID = "hybrid"
    SERIES = "serie"


@dataclass(frozen=True)
class Start:
    """What a template knows. `hours`: from and to of each day."""

    mode: ConferenceMode
    hours: tuple[tuple[time, time], ...]
    days_open: int = 7


_DAY = (time(10), time(16))
STARTS = {
    Template.ONE_DAY: Start(ConferenceMode.ONSITE, (_DAY,)),
    Template.TWO_DAYS: Start(ConferenceMode.ONSITE, ((time(10), time(17)), (time(9), time(15)))),
    Template.HYBRID: Start(ConferenceMode.HYBRID, (_DAY,)),
    Template.SERIES: Start(ConferenceMode.ONSITE, (_DAY,)),
}
MOST_PLACES = 12


@dataclass(frozen=True)
class ReadyQuestion:
    """A question with its words in both languages: data of the conference once it is asked."""

    key: str
    kind: QuestionKind
    label: str
    label_en: str
    choices: tuple[tuple[str, str], ...] = ()


READY_QUESTIONS = (
    ReadyQuestion(
        "kanal",
        QuestionKind.ONE,
        "Hur fick du veta att konferensen hålls?",
        "How did you hear about the conference?",
        (
            ("Nyhetsbrev", "Newsletter"),
            ("Kollega", "A colleague"),
            ("Webbplats", "Website"),
            ("Annat", "Other"),
        ),
    ),
    ReadyQuestion(
        "talare",
        QuestionKind.LONG,
        "Har du en fråga till talarna?",
        "Do you have a question for the speakers?",
    ),
    ReadyQuestion(
        "resa", QuestionKind.YES_NO, "Kommer du med tåg eller buss?", "Will you come by train or bus?"
    ),
    ReadyQuestion(
        "bild",
        QuestionKind.YES_NO,
        "Får du vara med på bild från konferensen?",
        "May you be in pictures from the conference?",
    ),
)
