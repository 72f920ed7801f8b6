"""What was answered at one place, as far as another place asks the same: by the words, not the numbers."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from wtforms import Field, RadioField, SelectMultipleField


def carry(fields: Iterable[Field], before: Iterable[Field]) -> None:
    """Answer each of `fields` as the one of `before` that asks the same in the same words."""
    asked = _by_words(before)
    for words, field in _by_words(fields).items():
        if words in asked:
            _take_over(field, asked[words])


def _by_words(fields: Iterable[Field]) -> dict[tuple[str, str], Field]:
    """Fields by type and label, without those that cannot be told apart."""
    found = [((field.type, str(field.label.text)), field) for field in fields]
    times = Counter(words for words, _field in found)
    return {words: field for words, field in found if times[words] == 1}


def _take_over(field: Any, before: Any) -> None:
    if isinstance(field, SelectMultipleField):
        offered, ticked = _choices(before), _choices(field)
        kept = {words for words, value in offered.items() if value in (before.data or ())}
        # What the other place did not offer stays as it begins.
        begins = {
            words for words, value in ticked.items() if value in (field.data or ()) and words not in offered
        }
        field.data = [value for words, value in ticked.items() if words in kept | begins]
    elif isinstance(field, RadioField):
        chosen = [words for words, value in _choices(before).items() if value == before.data]
        field.data = _choices(field).get(chosen[0], field.data) if chosen else field.data
    else:
        field.data = before.data


def _choices(field: Any) -> dict[str, Any]:
    return {str(choice.label): choice.value for choice in field.iter_choices()}
