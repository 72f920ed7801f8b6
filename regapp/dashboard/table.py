"""The participants of a filter as columns and rows, for a download and for the worker alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from regapp.conferences.models import Conference
from regapp.conferences.queries import list_asked_questions
from regapp.dashboard.columns import places_of
from regapp.dashboard.exports import participant_columns, participant_rows
from regapp.dashboard.queries import list_sheet_rows
from regapp.database.session import session
from regapp.registrations.asking import with_parts
from regapp.registrations.chosen import choice_labels, list_choice_facts
from regapp.registrations.queries import list_answers
from regapp.web.i18n import language
from regapp.web.sheets import Column, Row


@dataclass(frozen=True)
class Table:
    """`rows_of` some participants by id; asked piece by piece."""

    columns: list[Column]
    rows_of: Callable[[Sequence[int]], list[Row]]


def table_of(conferences: Sequence[Conference], wanted: Sequence[str]) -> Table:
    """In the language of this context. `wanted`: keys of columns, none for all. Never a protected name."""
    held = {one.id: one for one in conferences}
    questions = list_asked_questions(session(), list(held))
    asking = {one.id: one for one in with_parts(session(), conferences)}
    labels = choice_labels(asking.values(), language())
    places = places_of(wanted, choices=len(labels), questions=len(questions))

    def rows_of(ids: Sequence[int]) -> list[Row]:
        people = list_sheet_rows(session(), ids)
        answers = list_answers(session(), people) if questions else {}
        whole = participant_rows(
            people, held, may_see_protected=False, questions=questions, answers=answers, choices=labels,
            chosen=list_choice_facts(session(), asking, people, language()),
        )  # fmt: skip
        return [[row[place] for place in places] for row in whole]

    columns = participant_columns(questions, labels)
    return Table([columns[place] for place in places], rows_of)
