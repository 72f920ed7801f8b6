"""Placeholders: a fixed list, put in once; what a value looks like does not matter."""

import pytest

from regapp.kernel.refusal import Refusal
from regapp.wording.rules import Words, check_placeholders, paragraphs_of, subject_of

ALLOWED = ("namn", "konferens", "kon")


@pytest.mark.parametrize("text", ["", "Hej!", "Hej {namn}, {konferens}", "100 % och %s", "<b>{namn}</b>"])
def test_known_placeholders_and_everything_else_may_be_written(text: str) -> None:
    check_placeholders(text, ALLOWED)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{lösenord}", "{lösenord}"),
        ("{}", "{}"),
        ("{namn }", "{namn }"),
        ("{Namn}", "{Namn}"),
        ("{{7*7}}", "{7*7}"),
        ("{{ config }}", "{ config }"),
        ("{namn.__class__.__init__}", "{namn.__class__.__init__}"),
        ("{0}", "{0}"),
        ("{" + "x" * 100 + "}", "{" + "x" * 39),
    ],
)
def test_an_unknown_placeholder_is_refused_by_its_name(text: str, name: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_placeholders(text, ALLOWED)
    assert caught.value.code == "placeholder_unknown"
    assert str(caught.value.details["name"]).startswith(name[:5])


@pytest.mark.parametrize(
    "text", ["{", "}", "{namn", "namn}", "{{namn}}", "}{", "{namn} }", "{%", "{namn!r:>{kon}}"]
)
def test_a_brace_that_stands_alone_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_placeholders(text, ALLOWED)
    assert caught.value.code == "placeholder_brace"


@pytest.mark.parametrize(
    "value", ["{konferens}", "{{7*7}}", "{namn}", "%(namn)s", "\\1", "\\g<0>", "<b>x</b>"]
)
def test_a_value_is_put_in_as_it_is_and_never_read_again(value: str) -> None:
    words = Words("{namn} till {konferens}", "Hej {namn}!")
    values = {"namn": value, "konferens": "Varberg"}
    assert subject_of(words, values) == f"{value} till Varberg"
    assert paragraphs_of(words, values) == (f"Hej {value}!",)


def test_a_paragraph_with_nothing_to_say_is_left_out() -> None:
    words = Words("", "Ett\n\n{kon}\n \n  Två\nrader\n\n\n\nTre {kon}")
    assert paragraphs_of(words, {"kon": ""}) == ("Ett", "Två\nrader", "Tre")


def test_a_value_of_several_paragraphs_stays_in_its_own() -> None:
    assert paragraphs_of(Words("", "{kon}"), {"kon": "a\n\nb"}) == ("a\n\nb",)


def test_a_subject_is_one_line_and_keeps_its_hard_spaces() -> None:
    day = "27\N{NO-BREAK SPACE}mars"
    assert (
        subject_of(Words("Hej\n{namn}  {kon} "), {"namn": day, "kon": "a\r\nBcc: b"}) == f"Hej {day} a Bcc: b"
    )


def test_own_words_stand_in_for_either_part() -> None:
    standard = Words("ämne", "text")
    assert Words("", "egen").or_else(standard) == Words("ämne", "egen")
    assert Words().or_else(standard) == standard
