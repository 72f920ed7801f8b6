"""The day as a grid, clashes, what was told and what may be shown: rules alone."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from regapp.conferences.models import ConferenceDay
from regapp.conferences.rules import local_instant
from regapp.programme.models import ItemKind, ProgrammeItem, Speaker, Track
from regapp.programme.rules.clashes import ClashKind, clashes
from regapp.programme.rules.grid import day_grids
from regapp.programme.rules.people import Consent, consent_of, shows_more, shows_name, speakers_line
from regapp.programme.rules.telling import as_told, change_words, changes

ZONE = "Europe/Stockholm"
DAY = ConferenceDay(id=1, on=date(2020, 3, 27), removed_at=None)
_ids = count(1)


def item(title: str, hours: tuple[int, int] | None, **values: Any) -> ProgrammeItem:
    starts, ends = [local_instant(DAY.on, hour, 0, ZONE) for hour in hours] if hours else [None, None]
    plain = {"round": None, "room": "", "track_id": None, "position": 0, "title_en": "", "removed_at": None}
    return ProgrammeItem(
        id=next(_ids), title=title, day=DAY, day_id=1, kind=ItemKind.TALK, starts_at=starts, ends_at=ends,
        **plain | values,
    )  # fmt: skip


def drawn(items: list[ProgrammeItem], tracks: list[Track]) -> list[list[tuple[str, int, int]]]:
    (grid,) = day_grids(items, tracks, ZONE)
    return [
        [(cell.item.title if cell.item else "", cell.rows, cell.columns) for cell in row.cells]
        for row in grid.rows
    ]


def test_tracks_are_columns_and_what_everybody_hears_goes_across() -> None:
    tracks = [Track(id=1, name="Skog"), Track(id=2, name="Vatten"), Track(id=3, name="Tomt")]
    items = [
        item("Välkomna", (9, 10)), item("Lunch", (12, 13)),
        item("Bäckar", (10, 12), track_id=2),
        item("Ekar", (10, 11), track_id=1), item("Bokar", (11, 12), track_id=1),
    ]  # fmt: skip
    assert drawn(items, tracks) == [
        [("Välkomna", 1, 2)],
        [("Ekar", 1, 1), ("Bäckar", 2, 1)],
        [("Bokar", 1, 1)],
        [("Lunch", 1, 2)],
    ]


def test_without_tracks_what_is_at_once_stands_side_by_side() -> None:
    items = [item("Ett", (13, 14)), item("Två", (13, 15)), item("Tre", (14, 15))]
    assert drawn(items, []) == [[("Ett", 1, 1), ("Två", 2, 1)], [("Tre", 1, 1)]]


def test_two_of_one_track_at_once_both_have_a_place() -> None:
    items = [item("Ett", (13, 14), track_id=1), item("Två", (13, 14), track_id=1)]
    assert drawn(items, [Track(id=1, name="Skog")]) == [[("Ett", 1, 1), ("Två", 1, 1)]]


def test_a_track_alone_keeps_its_column() -> None:
    tracks = [Track(id=1, name="Skog"), Track(id=2, name="Vatten")]
    items = [item("Ekar", (9, 10), track_id=1), item("Sjöar", (10, 11), track_id=2)]
    assert drawn(items, tracks) == [[("Ekar", 1, 1), ("", 1, 1)], [("", 1, 1), ("Sjöar", 1, 1)]]


def test_without_hours_it_stands_after_the_grid() -> None:
    (grid,) = day_grids([item("Sedan", None), item("Nu", (9, 10))], [], ZONE)
    assert [one.title for one in grid.untimed] == ["Sedan"]
    assert not grid.is_parallel and not grid.has_names


def test_one_room_and_one_person_cannot_be_in_two_places() -> None:
    first = item("Ekar", (10, 12), room="Stora salen")
    second = item("Bäckar", (11, 13), room="stora salen")
    third = item("Sjöar", (12, 13), room="Stora salen")
    elsewhere = item("Hav", (10, 11), room="Lilla salen")
    gone = item("Moln", (10, 12), room="Stora salen", removed_at=datetime(2020, 2, 1, tzinfo=UTC))
    speakers = {first.id: ["Åsa"], elsewhere.id: ["Åsa", "Bo"], third.id: ["Åsa"]}
    found = clashes([third, elsewhere, second, first, gone], speakers, ZONE)
    assert {(one.kind, one.name, one.first.title, one.second.title) for one in found} == {
        (ClashKind.ROOM, "Stora salen", "Ekar", "Bäckar"),
        (ClashKind.ROOM, "stora salen", "Bäckar", "Sjöar"),
        (ClashKind.SPEAKER, "Åsa", "Ekar", "Hav"),
    }


def test_changes_are_what_differs_from_what_was_told() -> None:
    kept, moved, new = (
        item("Ekar", (10, 11)),
        item("Hav", (11, 12), room="Lilla salen"),
        item("Moln", (12, 13)),
    )
    kept.told, moved.told = as_told(kept, ZONE), as_told(moved, ZONE)
    moved.starts_at, moved.room = local_instant(DAY.on, 10, 0, ZONE), "Stora salen"
    found = [change_words(one, "sv") for one in changes([kept, moved, new], ZONE)]
    assert [(title, old.split("mars ")[-1], new.split("mars ")[-1]) for title, old, new in found] == [
        ("Hav", "kl.\N{NO-BREAK SPACE}11–12, Lilla salen", "kl.\N{NO-BREAK SPACE}10–12, Stora salen"),
        ("Moln", "fanns inte i programmet", "kl.\N{NO-BREAK SPACE}12–13"),
    ]
    moved.removed_at = datetime(2020, 2, 1, tzinfo=UTC)
    off, _new = changes([moved, new], ZONE)
    assert change_words(off, "sv")[2] == "utgår"
    assert change_words(off, "en")[2] == "is cancelled"


def test_where_nothing_was_told_nothing_has_changed() -> None:
    assert changes([item("Ekar", (10, 11))], ZONE) == []


def test_a_new_item_that_was_taken_out_again_is_no_change() -> None:
    kept, new = item("Ekar", (10, 11)), item("Hav", (11, 12), removed_at=datetime(2020, 2, 1, tzinfo=UTC))
    kept.told = as_told(kept, ZONE)
    assert changes([kept, new], ZONE) == []


def speaker(**values: Any) -> Speaker:
    plain = {"title": "", "organization": "", "title_en": "", "shows_name": None, "shows_more": None}
    return Speaker(**plain | {"asked_at": None} | values)


def test_a_name_stands_unless_no_was_said_and_a_picture_only_with_a_yes() -> None:
    silent, no = speaker(name="Åsa"), speaker(name="Bo", shows_name=False, shows_more=True)
    yes, name_only = (
        speaker(name="Cilla", shows_name=True, shows_more=True),
        speaker(name="Dan", shows_name=True),
    )
    assert [shows_name(one) for one in (silent, no, yes, name_only)] == [True, False, True, True]
    assert [shows_more(one) for one in (silent, no, yes, name_only)] == [False, False, True, False]
    assert [consent_of(one) for one in (silent, no, yes, name_only)] == [
        Consent.NOT_ASKED, Consent.NOTHING, Consent.ALL, Consent.NAME_ONLY,
    ]  # fmt: skip
    assert consent_of(speaker(name="Eva", asked_at=datetime(2020, 2, 1, tzinfo=UTC))) is Consent.ASKED


def test_the_line_names_those_who_may_be_named() -> None:
    asa = speaker(name="Åsa Öberg", title="skogsvårdare", organization="Länsstyrelsen")
    assert speakers_line([asa, speaker(name="Bo", shows_name=False), speaker(name="Cilla")]) == (
        "Åsa Öberg, skogsvårdare, Länsstyrelsen; Cilla"
    )
