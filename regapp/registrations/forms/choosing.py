"""The parts of the form where participants choose: attendance, days and meals, seminars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from wtforms import RadioField

from regapp.choices.offers import ItemOffer, MealOffer, RoundOffer
from regapp.choices.rules import Chosen, clashes, eaten
from regapp.kernel.dates import hours, weekday_date
from regapp.kernel.refusal import Refusal
from regapp.kernel.timespan import Timespan
from regapp.registrations.commands import NewParticipant
from regapp.registrations.forms.person import Ticks
from regapp.registrations.models import Attendance
from regapp.web import fields
from regapp.web.i18n import _, either, in_language, language, lazy, ngettext
from regapp.web.refusals import refusal_text

ATTENDANCE_WORDS = {
    Attendance.ONSITE.value: lazy("På plats"),
    Attendance.REMOTE.value: lazy("På distans"),
}
# Before the number of an item: its line will do. Instead of one: no choice at all.
WISH, NONE = "w", "0"
# From how few on the seats left are told.
_FEW = 5


@dataclass(frozen=True)
class AttendancePart:
    """On site or from a distance, at a conference that is held both ways.

    pool_id         of the seats on site; None where there are none yet
    remote_pool_id  of those from a distance; None where they are not limited
    waits           whether one may wait for a seat on site
    …_info          what it means, in Swedish and English
    full            the pools that have no free seat
    """

    pool_id: int | None
    remote_pool_id: int | None
    waits: bool
    onsite_info: tuple[str, str]
    remote_info: tuple[str, str]
    full: frozenset[int] = frozenset()
    template: str = "registrations/parts/attendance.html"

    @property
    def pool_ids(self) -> tuple[int, ...]:
        return tuple(number for number in (self.pool_id, self.remote_pool_id) if number)

    def as_it_stands(self, free: Mapping[int, int], at: datetime) -> "AttendancePart":
        return replace(self, full=frozenset(one for one in self.pool_ids if free.get(one, 0) <= 0))

    @property
    def hints(self) -> Mapping[str, str]:
        """What stands under each choice."""
        onsite, remote = either(*self.onsite_info), either(*self.remote_info)
        if self.pool_id in self.full:
            onsite = _("Fullbokat. Du ställs på väntelistan.") if self.waits else _("Fullbokat.")
        if self.remote_pool_id in self.full:
            remote = _("Fullbokat, utan väntelista.")
        return {Attendance.ONSITE.value: onsite, Attendance.REMOTE.value: remote}

    def fields(self) -> Mapping[str, Any]:
        return {
            "attendance": RadioField(
                lazy("Hur vill du delta?"),
                choices=fields.choices(ATTENDANCE_WORDS),
                # Newer than the stubs.
                invalid_choice_message=lazy(  # type: ignore[call-arg]
                    "Välj om du vill delta på plats eller på distans"
                ),
            )
        }

    def check(self, person: Any) -> None:
        """One question: nothing to compare it with."""

    def read(self, person: Any) -> Mapping[str, Any]:
        """Read before it is answered too: the sum is told while the form is filled in."""
        return {"attendance": Attendance.REMOTE if is_remote(person) else Attendance.ONSITE}

    def for_change(self, kept: NewParticipant) -> "AttendancePart":
        """Whoever has a seat does not find it taken."""
        own = self.remote_pool_id if kept.attendance is Attendance.REMOTE else self.pool_id
        return replace(self, full=self.full - {own} if own else self.full)

    def fill(self, person: Any, kept: NewParticipant) -> None:
        """Show what is kept."""
        person.attendance.data = kept.attendance.value

    def refuse(self, person: Any, refusal: Refusal) -> bool:
        """At those whose seats there are none of."""
        about = {"remote_full": Attendance.REMOTE, "onsite_full": Attendance.ONSITE}.get(refusal.code)
        if about is None or person.attendance.data != about.value:
            return False
        person.attendance.errors = [str(refusal_text(refusal))]
        return True


@dataclass(frozen=True)
class DaysPart:
    """Which days somebody comes, where that is asked, and what they eat of what is included.

    days  (id, words in Swedish, words in English) in order; empty where it is not asked
    """

    days: tuple[tuple[int, str, str], ...]
    meals: tuple[MealOffer, ...]
    template: str = "registrations/parts/days.html"

    @property
    def has_many_days(self) -> bool:
        return len({meal.on for meal in self.meals}) > 1

    @property
    def stands_unasked(self) -> bool:
        """A meal that nobody refused is eaten: only days must be asked for."""
        return not self.days

    def fields(self) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        if self.days:
            words = {str(day[0]): in_language(day[1], day[2]) for day in self.days}
            found["days"] = Ticks(lazy("Vilka dagar kommer du?"), choices=fields.choices(words))
        if self.meals:
            meals = {str(meal.id): in_language(meal.label, meal.label_en) for meal in self.meals}
            found["meals"] = Ticks(
                lazy("Måltider som ingår"), choices=fields.choices(meals), default=list(meals)
            )
        return found

    def check(self, person: Any) -> None:
        if self.days and not person.days.data and not person.days.errors:
            person.days.errors = [_("Välj minst en dag")]

    def read(self, person: Any) -> Mapping[str, Any]:
        days = _numbers(person.days) if self.days else None
        ticked = _numbers(person.meals) if self.meals and not is_remote(person) else ()
        return {"days": days or (), "meals": eaten(self.meals, ticked, days)}

    def everything(self) -> Mapping[str, Any]:
        """Of whoever was not asked: every day and meal, as they are ticked before anybody unticks them."""
        days = tuple(day[0] for day in self.days)
        return {"days": days, "meals": eaten(self.meals, [meal.id for meal in self.meals], days or None)}

    def for_change(self, kept: NewParticipant) -> "DaysPart":
        """The same as on the sign-up form."""
        return self

    def fill(self, person: Any, kept: NewParticipant) -> None:
        """Show what is kept."""
        if self.days:
            person.days.data = [str(number) for number in kept.days]
        if self.meals:
            person.meals.data = [str(number) for number in kept.meals]


@dataclass(frozen=True)
class SeminarsPart:
    """One choice for each round.

    free  seats that nobody has, by pool, as far as it is worth telling; 0 is full
    held  items that this person has a seat in: full or not, they may stay
    """

    rounds: tuple[RoundOffer, ...]
    free: tuple[tuple[int, int], ...] = ()
    held: frozenset[int] = frozenset()
    template: str = "registrations/parts/seminars.html"

    @property
    def pool_ids(self) -> tuple[int, ...]:
        return tuple(item.pool_id for one in self.rounds for item in one.items if item.pool_id)

    def as_it_stands(self, free: Mapping[int, int], at: datetime) -> "SeminarsPart":
        left = {one: max(free.get(one, 0), 0) for one in self.pool_ids}
        return replace(self, free=tuple((one, seats) for one, seats in left.items() if seats <= _FEW))

    def seats_left(self, field: Any, item: ItemOffer) -> int | None:
        """0 where it is full, a number where there are few; None where it is not worth telling."""
        if item.id == getattr(field, "became_full", None):
            return 0
        if item.id in self.held:
            return None
        return dict(self.free).get(item.pool_id or 0)

    def for_change(self, kept: NewParticipant) -> "SeminarsPart":
        """Whoever has a seat does not find it taken."""
        return replace(self, held=frozenset(one.item_id for one in kept.choices if not one.wish))

    def for_staff(self) -> "SeminarsPart":
        """Nothing is demanded of an organizer, who may not know."""
        return replace(self, rounds=tuple(replace(one, required=False) for one in self.rounds))

    def fill(self, person: Any, kept: NewParticipant) -> None:
        """Show what is kept, a wish as a wish."""
        words = {one.item_id: f"{WISH if one.wish else ''}{one.item_id}" for one in kept.choices}
        for one in self.rounds:
            found = [words[item.id] for item in one.items if item.id in words]
            person[round_name(one)].data = found[0] if found else "" if one.required else NONE

    # What the template asks.
    def name_of(self, one: RoundOffer) -> str:
        return round_name(one)

    def hint(self, one: RoundOffer) -> str:
        """When it is, as far as that is known and not plain."""
        day = weekday_date(one.on, language()) if len({other.on for other in self.rounds}) > 1 else ""
        return " ".join(part for part in (day, hours_text(one.items, one.zone)) if part)

    def is_chosen(self, field: Any, item: ItemOffer) -> bool:
        return (field.data or "").removeprefix(WISH) == str(item.id)

    def fields(self) -> Mapping[str, Any]:
        return {round_name(one): _round_field(one) for one in self.rounds}

    def check(self, person: Any) -> None:
        days = _numbers(person.days) if "days" in person else None
        for one in self.rounds:
            field = person[round_name(one)]
            comes = days is None or one.day_id in days
            if field.errors:
                continue
            answered = field.data not in {"", NONE}
            if one.required and comes and not answered:
                field.errors = [_("Välj ett av passen")]
            if answered and not comes:
                field.errors = [_("Passet är en dag som du inte kommer")]
        self._check_seats(person)
        self._check_hours(person)

    def _check_seats(self, person: Any) -> None:
        """What was drawn as free and is full by now."""
        for item, field in self._chosen(person):
            if not field.errors and not field.data.startswith(WISH) and self.seats_left(field, item) == 0:
                field.errors = [_became_full(item, 0)]

    def _check_hours(self, person: Any) -> None:
        """Beside the later of two that clash."""
        chosen = {item: field for item, field in self._chosen(person) if not field.errors}
        for first, second in clashes(list(chosen)):
            names = {"first": title(first), "second": title(second)}
            chosen[second].errors = [_("%(second)s går samtidigt som %(first)s. Välj ett av dem.", **names)]

    def read(self, person: Any) -> Mapping[str, Any]:
        return {
            "choices": tuple(
                Chosen(item.id, item.pool_id, wish=field.data.startswith(WISH))
                for item, field in self._chosen(person)
            )
        }

    def refuse(self, person: Any, refusal: Refusal) -> bool:
        if refusal.code != "seminar_full":
            return False
        placed = False
        for item, field in self._chosen(person):
            if item.id == refusal.details["item_id"] and not field.data.startswith(WISH):
                free = int(str(refusal.details["free"]))
                field.errors, placed = [_became_full(item, free)], True
                if not free:
                    field.became_full = item.id
        return placed

    def _chosen(self, person: Any) -> list[tuple[ItemOffer, Any]]:
        found = []
        for one in self.rounds:
            field = person[round_name(one)]
            number = (field.data or "").removeprefix(WISH)
            found += [(item, field) for item in one.items if str(item.id) == number]
        return found


def round_name(one: RoundOffer) -> str:
    """The name of a round's field."""
    return f"round_{one.day_id}_{one.number}"


def title(item: ItemOffer) -> str:
    return either(item.title, item.title_en)


def hours_text(items: Sequence[ItemOffer], zone: str) -> str:
    """ "kl. 13–14", where all have the same hours."""
    spans = {(item.starts_at, item.ends_at) for item in items}
    starts, ends = spans.pop()
    if spans or starts is None or ends is None:
        return ""
    span = Timespan(starts, ends, zone)
    return hours(span.local_start(), span.local_end(), language())


def is_remote(person: Any) -> bool:
    """Whether this participant takes part from a distance; where it is not asked, nobody does."""
    return "attendance" in person and person.attendance.data == Attendance.REMOTE.value


def _round_field(one: RoundOffer) -> RadioField:
    # Nothing answered yet is no mistake of its own: `check` knows whether one must choose.
    words = {"": "", NONE: lazy("Inget val")}
    for item in one.items:
        name = in_language(item.title, item.title_en)
        words |= {str(item.id): name, f"{WISH}{item.id}": lazy("%(title)s, önskas", title=name)}
    return RadioField(
        lazy("Omgång %(number)s", number=one.number),
        choices=fields.choices(words),
        default="" if one.required else NONE,
        # Newer than the stubs.
        invalid_choice_message=lazy("Välj ett av passen"),  # type: ignore[call-arg]
    )


def _became_full(item: ItemOffer, free: int) -> str:
    if free:
        text = ngettext(
            "Passet %(title)s har bara %(num)s plats kvar.",
            "Passet %(title)s har bara %(num)s platser kvar.",
            free,
            title=title(item),
        )
        return text + " " + _("Några av er behöver välja ett annat pass.")
    text = _("Passet %(title)s blev fullt. Välj ett annat pass.", title=title(item))
    return text + " " + _("Eller skicka igen, så önskar du plats i det.")


def _numbers(field: Any) -> tuple[int, ...]:
    return tuple(int(value) for value in field.data or () if value.isdecimal())
