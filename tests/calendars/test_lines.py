"""Any text at all: escaped, folded, and back again."""

import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from regapp.calendars.lines import line, quoted, text, uri
from tests.calendars.readers import unescaped, unfolded

BREAKS = {"\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"}
ANYTHING = st.text(st.characters(), max_size=400)
SWEDISH = st.text('aåäöÅÄÖ–€🌱\\;,:"^\n\r\t\u2028N', max_size=400)
# Kept by every calendar: no controls but tab and line feed, no other line break, no surrogate.
PRINTABLE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp"), include_characters="\n\t"),
    max_size=400,
)


@settings(max_examples=400, deadline=None)
@given(PRINTABLE)
@example("C:\\Nytt\\n;,\\")
@example("å" * 36 + "\\" * 80)
def test_i9_i10_a_text_comes_back_as_it_was(value: str) -> None:
    (logical,) = unfolded(line("SUMMARY", text(value)))
    assert unescaped(logical.removeprefix("SUMMARY:")) == value


@settings(max_examples=400, deadline=None)
@given(st.one_of(ANYTHING, SWEDISH))
@example("a\ud800\x00\x7f\x85\u2028b")
def test_i9_i10_whatever_the_text_it_is_one_line(value: str) -> None:
    for data in (
        line("SUMMARY", text(value)),
        line(f"ORGANIZER;CN={quoted(value)}", "mailto:a@exempel.se"),
        line("URL", uri(value)),
    ):
        assert len(unfolded(data)) == 1
        assert len(data.decode().replace("\r\n ", "").splitlines()) == 1


@settings(max_examples=400, deadline=None)
@given(st.one_of(ANYTHING, SWEDISH))
def test_a_parameter_value_stays_between_its_quotation_marks(value: str) -> None:
    assert quoted(value).count('"') == 2
    assert quoted(value)[0] == quoted(value)[-1] == '"'


@pytest.mark.parametrize("letters", ["\\", ";", "\\;,\n", "ö,"])
def test_an_escaped_pair_is_never_folded_apart(letters: str) -> None:
    for value in ("x" * before + letters * 100 for before in range(75)):
        data = line("SUMMARY", text(value))
        assert unescaped(unfolded(data)[0].removeprefix("SUMMARY:")) == value
        for piece in data.split(b"\r\n"):
            assert (len(piece) - len(piece.rstrip(b"\\"))) % 2 == 0


@pytest.mark.parametrize("length", range(60, 80))
def test_i10_a_line_is_folded_after_75_octets_and_not_before(length: int) -> None:
    data = line("SUMMARY", "x" * length)
    assert (b"\r\n " in data) == (len("SUMMARY:") + length > 75)


def test_i10_a_character_of_two_octets_at_the_limit_moves_to_the_next_line() -> None:
    first, second, _ = line("SUMMARY", "x" * 66 + "åä").split(b"\r\n")
    assert first == b"SUMMARY:" + b"x" * 66
    assert second.decode() == " åä"


def test_every_kind_of_line_break_is_the_same_escape() -> None:
    breaks = ("\r\n", "\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
    assert {text(f"a{one}b") for one in breaks} == {r"a\nb"}


def test_a_caret_and_a_quotation_mark_in_a_parameter() -> None:
    assert quoted('A ^n "B"; C: D, E') == "\"A ^^n 'B'; C: D, E\""


def test_an_address_keeps_no_white_space() -> None:
    assert uri("https://exempel.se/a b\r\nX:1") == "https://exempel.se/abX:1"


def test_i9_i10_every_character_there_is_comes_back_or_leaves_no_trace() -> None:
    """All 1,114,112 code points: kept, or a line break, or (controls, halves of pairs) left out."""
    kept = broken = left_out = 0
    for start in range(0, sys.maxunicode + 1, 512):
        value = "".join(map(chr, range(start, start + 512)))
        (logical,) = unfolded(line("SUMMARY", text(value)))
        back = unescaped(logical.removeprefix("SUMMARY:"))
        gone = set(value) - set(back) - BREAKS
        assert all(unicodedata.category(one) in {"Cc", "Cs"} for one in gone)
        meant = ["\n" if one in BREAKS else one for one in value.replace("\r\n", "\n") if one not in gone]
        assert back == "".join(meant)
        kept, left_out = kept + len(back), left_out + len(gone)
        broken += back.count("\n")
    assert (broken, left_out) == (10, 2048 + 56)
    assert kept == sys.maxunicode + 1 - left_out
