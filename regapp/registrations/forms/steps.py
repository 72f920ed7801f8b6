"""A long form in three steps on one page: what is not its turn is there, filled in and hidden.

Every field goes along at each step, so nothing is kept on the server and nothing is lost on the
way back, in another tab or after an hour.
"""

import re
from collections.abc import Collection
from enum import IntEnum
from typing import Any

# As many questions beyond the usual as fit on one page.
FEW = 10
_OF_A_PERSON = re.compile(r"participants-\d+-(.+)")


class Step(IntEnum):
    """Who comes; what the conference asks them; who pays, and sending."""

    PEOPLE = 1
    QUESTIONS = 2
    SENDING = 3


def step_of(field_name: str, asked: Collection[str]) -> Step:
    """Where a field of the whole form is filled in.

    asked  names of the conference's own fields, in a participant's form and once for all
    """
    person = _OF_A_PERSON.fullmatch(field_name)
    if (person[1] if person else field_name) in asked:
        return Step.QUESTIONS
    return Step.SENDING if field_name.startswith("buyer-") else Step.PEOPLE


def step_from(text: str | None) -> Step:
    """The step that a form says it was at; the first for nonsense."""
    return Step(int(text)) if text in {"1", "2", "3"} else Step.PEOPLE


def first_wrong(form: Any) -> Step | None:
    """The first step with an error; None where all is right."""
    wrong = [step_of(field.name, form.asked) for field in form.leaves() if field.errors]
    return min(wrong, default=None)


def keep_errors_of(form: Any, step: Step) -> None:
    """Say only what can be mended on this step; the others' turn comes."""
    for field in form.leaves():
        if step_of(field.name, form.asked) is not step:
            field.errors = []
