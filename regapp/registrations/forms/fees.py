"""What a participant may choose that has a price: a fee category, and options to add."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from wtforms import BooleanField, RadioField

from regapp.conferences.offers import OfferedCategory, OfferedOption
from regapp.kernel.refusal import Refusal
from regapp.registrations.commands import NewParticipant
from regapp.web import fields
from regapp.web.i18n import in_language, lazy
from regapp.web.refusals import refusal_text

# The value of the ordinary fee: whoever chooses nothing pays it.
ORDINARY = "0"
_CATEGORY, _OPTION = "fee_category", "fee_option_"


def option_field(option_id: int) -> str:
    """The name of an option's box within a participant's form."""
    return f"{_OPTION}{option_id}"


@dataclass(frozen=True)
class FeePart:
    """Categories as radios, options as boxes; a form may have one code for all its people.

    full, closed  options that cannot be chosen now, by id
    held          those that this person has chosen already: full or not, they may stay
    """

    categories: tuple[OfferedCategory, ...] = ()
    options: tuple[OfferedOption, ...] = ()
    full: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()

    @property
    def template(self) -> str:
        return "registrations/_fees.html"

    @property
    def pool_ids(self) -> tuple[int, ...]:
        return tuple(option.pool_id for option in self.options if option.pool_id)

    def as_it_stands(self, free: Mapping[int, int], at: datetime) -> "FeePart":
        """The same part with what is full or closed. `free`: seats left by pool."""
        full = frozenset(one.id for one in self.options if one.pool_id and free.get(one.pool_id, 0) <= 0)
        closed = frozenset(one.id for one in self.options if one.is_closed(at))
        return replace(self, full=full, closed=closed)

    @property
    def kept_for_good(self) -> frozenset[int]:
        """Chosen, and the last day has been: it can neither be added nor taken away."""
        return self.held & self.closed

    def for_change(self, kept: NewParticipant) -> "FeePart":
        """As somebody who chose before sees it: the fee itself stays what it is."""
        return replace(self, categories=(), held=frozenset(kept.option_ids))

    def for_staff(self, kept: NewParticipant | None) -> "FeePart":
        """As an organizer sees it: no last day, and the fee of somebody (None: somebody new) may change.

        A category that is offered no longer stays theirs, and is not asked about.
        """
        held = frozenset(kept.option_ids) if kept else frozenset()
        asks = kept is None or kept.category_id in {None, *(one.id for one in self.categories)}
        return replace(self, categories=self.categories if asks else (), closed=frozenset(), held=held)

    def fill(self, person: Any, kept: NewParticipant) -> None:
        """Show what is kept."""
        if self.categories:
            person[_CATEGORY].data = str(kept.category_id or ORDINARY)
        for option in self.options:
            person[option_field(option.id)].data = option.id in kept.option_ids

    def fields(self) -> Mapping[str, Any]:
        found: dict[str, Any] = {
            option_field(one.id): BooleanField(in_language(one.label, one.label_en)) for one in self.options
        }
        if self.categories:
            words = {ORDINARY: lazy("Ordinarie avgift")}
            words |= {str(one.id): in_language(one.label, one.label_en) for one in self.categories}
            found[_CATEGORY] = RadioField(
                lazy("Vilken avgift gäller?"),
                choices=fields.choices(words),
                default=ORDINARY,
                # Newer than the stubs.
                invalid_choice_message=lazy("Välj vilken avgift som gäller"),  # type: ignore[call-arg]
            )
        return found

    def form_fields(self) -> Mapping[str, Any]:
        """Once for the whole form: the code that opens a category."""
        if not any(category.needs_code for category in self.categories):
            return {}
        return {"access_code": fields.line(lazy("Kod"), 40, optional=True, autocomplete="off")}

    def check(self, person: Any) -> None:
        """What cannot be chosen any more is said at its box."""
        for option in self.options:
            field = person[option_field(option.id)]
            code = "option_closed" if option.id in self.closed else "option_full"
            if field.data and option.id in (self.closed | self.full) - self.held:
                label = in_language(option.label, option.label_en)
                field.errors = [*field.errors, refusal_text(Refusal(code, option=label))]

    def read(self, person: Any) -> Mapping[str, Any]:
        chosen = person[_CATEGORY].data if self.categories else ORDINARY
        known = {str(category.id) for category in self.categories}
        ticked = tuple(
            one.id
            for one in self.options
            if one.id in self.kept_for_good or person[option_field(one.id)].data
        )
        # What was chosen and is offered no longer is not drawn, and stays.
        gone = self.held - {one.id for one in self.options}
        return {
            "category_id": int(chosen) if chosen in known else None,
            "option_ids": (*ticked, *sorted(gone)),
        }

    def category_hints(self, prices: Mapping[int | None, str], code_words: str) -> Mapping[str, str]:
        """What stands under each radio: its price, and that it needs a code. By value."""
        hints = {ORDINARY: prices[None]}
        for one in self.categories:
            parts = (prices[one.id], code_words if one.needs_code else "")
            hints[str(one.id)] = ". ".join(part for part in parts if part)
        return hints
