"""The curve's marks: what was sent when, in a picture that is wide and in one that is narrow."""

from datetime import date

from regapp.dashboard.charts import Chart, ChartWords, sign_up_chart

WORDS = ChartWords(description="", today="i dag", bars="%(most)s")


def chart(*mailings: tuple[date, str]) -> Chart:
    return sign_up_chart(
        [], [], first=date(2020, 1, 15), today=date(2020, 2, 14), last=date(2020, 2, 24), limit=0,
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
