"""How what participants chose stands, for the overview: counts only."""

from dataclasses import dataclass, field

from regapp.choices.queries import list_meals, list_rounds
from regapp.choices.texts import item_title, round_label
from regapp.conferences.models import Conference, ConferenceMode
from regapp.conferences.rules import held_days
from regapp.dashboard.choosing.queries import (
    ItemCount,
    count_attendance,
    count_items,
    count_meals,
    count_per_day,
)
from regapp.database.session import session
from regapp.kernel.dates import day_month
from regapp.registrations.chosen import attendance_words
from regapp.registrations.models import Attendance
from regapp.web.i18n import either, language


@dataclass
class Panel:
    """Rows of each table; empty where a conference does not ask.

    seminars  round, item, id of the item, how it stands
    """

    attendance: list[tuple[str, int]] = field(default_factory=list)
    seminars: list[tuple[str, str, int, ItemCount]] = field(default_factory=list)
    days: list[tuple[str, int]] = field(default_factory=list)
    meals: list[tuple[str, int]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.attendance or self.seminars or self.days or self.meals)


def choices_panel(conference: Conference) -> Panel:
    """Loaded: days."""
    panel, rows = Panel(), session()
    if conference.mode is ConferenceMode.HYBRID:
        ways = count_attendance(rows, conference.id)
        panel.attendance = [(attendance_words(one, language()), ways.get(one, 0)) for one in Attendance]
    rounds = list_rounds(rows, [conference.id]).get(conference.id, ())
    if rounds:
        counts = count_items(rows, conference.id, [item.id for one in rounds for item in one.items])
        panel.seminars = [
            (round_label(one, rounds, language()), item_title(item, language()), item.id, counts[item.id])
            for one in rounds
            for item in one.items
        ]
    days = held_days(conference)
    if conference.asks_days and len(days) > 1:
        come = count_per_day(rows, conference.id)
        panel.days = [(day_month(day.on, language()), come.get(day.id, 0)) for day in days]
    meals = list_meals(rows, [conference.id]).get(conference.id, ())
    if meals:
        eaten = count_meals(rows, conference.id)
        panel.meals = [
            (f"{either(one.label, one.label_en)} {day_month(one.on, language())}", eaten.get(one.id, 0))
            for one in meals
        ]
    return panel
