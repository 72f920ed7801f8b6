"""The curve's marks: what was sent when, in a picture that is wide and in one that is narrow."""

from datetime import date, timedelta

from regapp.conferences.models import Conference
from regapp.dashboard.charts import Chart, ChartWords, sign_up_chart
from regapp.dashboard.queries import DayCount
from regapp.registrations.models import Status

TODAY = date(2020, 2, 14)
WORDS = ChartWords(description="", today="i dag", bars="%(most)s")


def chart(*mailings: tuple[date, str]) -> Chart:
    return sign_up_chart(
        [], [], first=date(2020, 1, 15), today=TODAY, until=TODAY, last=date(2020, 2, 24), limit=0,
        words=WORDS, mailings=mailings,
    )  # fmt: skip


def test_a_mailing_is_marked_on_its_day() -> None:
    (mark,) = chart((date(2020, 2, 4), "Inbjudan")).marks
    assert (mark.at, mark.label, mark.anchor) == (50, "Inbjudan", "middle")


def test_names_of_near_mailings_stand_above_each_other() -> None:
    marks = chart((date(2020, 2, 6), "Nyhetsbrev"), (date(2020, 2, 4), "Inbjudan")).marks
    assert [(mark.label, mark.level) for mark in marks] == [("Inbjudan", 0), ("Nyhetsbrev", 1)]


def test_a_long_subject_is_cut_and_one_at_the_edge_stays_within() -> None:
    (mark,) = chart((date(2020, 1, 15), "Välkommen till Smartare, grönare Sverige")).marks
    assert mark.label == "Välkommen till Smarta…"
    assert mark.anchor == "start"


def test_what_was_sent_outside_the_picture_has_no_mark() -> None:
    assert chart((date(2019, 12, 1), "Förra året"), (date(2020, 3, 1), "Sedan")).marks == []


def counted(conference: Conference, *days: tuple[int, Status, int]) -> list[DayCount]:
    return [DayCount(conference.id, status, date(2020, 1, day), count) for day, status, count in days]


def drawn(days: int = 3) -> Chart:
    """A conference that three have signed up to by the 17th of January; one is offered a seat, one
    has left."""
    conference = Conference(id=1, title="Grönt", place="Varberg")
    counts = counted(
        conference, (15, Status.CONFIRMED, 1), (16, Status.CANCELLED, 1), (17, Status.CONFIRMED, 2),
        (17, Status.OFFERED, 1),
    )  # fmt: skip
    until = date(2020, 1, 14) + timedelta(days=days)
    last = date(2020, 12, 31)
    return sign_up_chart(
        [conference], counts, first=date(2020, 1, 15), today=until, until=until, last=last, limit=0,
        words=WORDS,
    )  # fmt: skip


def test_the_curve_counts_those_who_come_and_not_those_who_are_offered_a_seat() -> None:
    (line,) = drawn().lines
    assert line.label == "Varberg 3"


def test_the_table_says_what_curve_and_bars_say_day_by_day() -> None:
    assert drawn().rows == [
        (date(2020, 1, 15), [1], 1, 1), (date(2020, 1, 16), [1], 1, 1), (date(2020, 1, 17), [3], 3, 3),
    ]  # fmt: skip


def test_the_axis_ends_with_its_last_day_and_a_single_conference_needs_no_name() -> None:
    conference = Conference(id=1, title="Nobelmötet 2019", place="")
    over = sign_up_chart(
        [conference], counted(conference, (15, Status.CONFIRMED, 7)), first=date(2020, 1, 15), today=TODAY,
        until=date(2020, 1, 20), last=date(2020, 1, 20), limit=0, words=WORDS,
    )  # fmt: skip
    assert [tick.label for tick in over.x_ticks] == ["15\xa0januari", "20\xa0januari"]
    assert [line.label for line in over.lines] == ["7"]


def test_a_long_time_is_a_table_that_can_be_read_and_loses_nobody() -> None:
    rows = drawn(days=300).rows
    assert len(rows) <= 63
    assert sum(new for _day, _values, _total, new in rows) == 5
