"""Which colours an organizer may choose, and that whatever is made of them can be read."""

import re

import pytest

from regapp.organizers.colours import STANDARD, contrast, style_sheet, too_faint


def test_black_on_white_is_the_most_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#2e7d5b", "#2e7d5b") == pytest.approx(1)
    # The limit of WCAG's own example: the lightest grey that white stands on.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_the_standard_colours_will_do() -> None:
    assert too_faint(*STANDARD) == []


@pytest.mark.parametrize(
    ("colour", "accent", "blamed"),
    [
        ("#999999", "#f5b93f", [("colour", "white")]),
        ("#14543d", "#5b2a86", [("accent", "ink"), ("accent", "colour")]),
        ("#767676", "#2a7a2a", [("accent", "ink"), ("accent", "colour")]),
    ],
)
def test_what_cannot_be_read_is_told(colour: str, accent: str, blamed: list[tuple[str, str]]) -> None:
    assert [(one.name, one.against) for one in too_faint(colour, accent)] == blamed


@pytest.mark.parametrize("colour", ["#767676", "#c2185b", "#0b5c7d", "#d32f2f", "#000000", "#7b1fa2"])
def test_text_can_be_read_on_all_that_is_made_of_a_colour(colour: str) -> None:
    made = dict(re.findall(r"--(\w+):(#[0-9a-f]{6});", style_sheet(colour, "#f5b93f")))
    assert contrast(made["f700"], made["m100"]) >= 4.5
    assert contrast(made["f700"], "#ffffff") >= 4.5
    # The quiet text of heads and feet.
    assert contrast(made["f900"], "#e9f1e4") >= 4.5
    assert contrast(made["m100"], "#15241d") >= 4.5
