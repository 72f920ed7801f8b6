"""Plates: everybody once, with all that is theirs; what changed; words instead of notes."""

from datetime import date

import pytest

from regapp.catering.rules import (
    ORDINARY,
    UNREAD,
    Extra,
    Plate,
    Served,
    is_changed,
    plate,
    plate_of,
    table,
    with_extras,
)

LUNCH = Served("m1", date(2020, 3, 27), "Lunch")


@pytest.mark.parametrize(
    ("codes", "note", "words", "wanted"),
    [
        ((), False, None, ORDINARY),
        (("gluten", "vegan"), False, None, Plate(("vegan", "gluten"))),
        (("vegetarian", "vegan"), False, None, Plate(("vegan",))),
        (("gluten", "other"), True, None, Plate(("gluten", UNREAD))),
        # Written without a tick at "annat": it is that all the same.
        ((), True, None, Plate((UNREAD,))),
        (("other",), True, "utan sesam", Plate((), "utan sesam")),
        (("other", "egg"), True, "", Plate(("egg",))),
        # Words are for what was written; without anything written there are none.
        (("egg",), False, "utan sesam", Plate(("egg",))),
        (("unknown",), False, None, ORDINARY),
    ],
)
def test_somebody_eats_one_plate(
    codes: tuple[str, ...], note: bool, words: str | None, wanted: Plate
) -> None:
    assert plate(codes, note=note, words=words) == wanted


@pytest.mark.parametrize(
    "one", [ORDINARY, Plate(("vegan", "gluten")), Plate((), "a|b+c"), Plate(("egg",), "utan sesam")]
)
def test_a_plate_is_kept_as_text_and_read_again(one: Plate) -> None:
    assert plate_of(one.key) == one


def test_speakers_and_crew_are_among_the_portions_of_their_meal_or_of_all() -> None:
    extras = [Extra("", "", 4), Extra("m1", "vegan", 1)]
    counts = with_extras({"m1": {"": 10}}, ["m1", "m2"], extras)
    assert counts == {"m1": {"": 14, "vegan": 1}, "m2": {"": 4}}


def test_what_changed_is_told_also_of_a_plate_that_nobody_wants_any_more() -> None:
    now = {"m1": {"": 42, "vegan+gluten": 2}}
    reported = {"m1": {"": 43, "vegan+gluten": 2, "vegan": 1}}
    shown = table(LUNCH, now, reported, {"m1": {"": 40}})
    told = {line.plate.key: (line.count, line.since_report, line.since_freeze) for line in shown.lines}
    assert told == {"": (42, -1, 2), "vegan": (0, -1, 0), "vegan+gluten": (2, 0, 2)}
    assert (shown.total.count, shown.total.since_report) == (44, -2)
    assert [line.plate.key for line in shown.lines] == ["", "vegan", "vegan+gluten"]
    assert is_changed([shown])


def test_before_the_first_report_nothing_has_changed() -> None:
    shown = table(LUNCH, {"m1": {"": 3}}, None, None)
    assert not is_changed([shown])
    assert not shown.lines[0].changed
