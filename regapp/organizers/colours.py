"""An organizer's two colours on its pages: which can be read, and what is made of them. Pure.

colour  the ground of heads, buttons, what is chosen; white stands on it and it stands on white
accent  the ground of what is to be seen first; dark text stands on it
"""

import re
from dataclasses import dataclass

_COLOUR = re.compile("#[0-9a-f]{6}")
_WHITE, _BLACK, _INK = "#ffffff", "#000000", "#15241d"
# WCAG 2.2: text (1.4.3); what is no text (1.4.11).
READABLE, SEEN = 4.5, 3.0
STANDARD = "#14543d", "#f5b93f"


@dataclass(frozen=True)
class Faint:
    """Two colours too alike. `against` is "white", "ink" or "colour"."""

    name: str
    against: str
    ratio: float
    needed: float


def is_colour(text: str) -> bool:
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """1 of equal ones to 21 of black and white, as WCAG counts."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_faint(colour: str, accent: str) -> list[Faint]:
    """What could not be read; nothing where both will do."""
    asked = (
        ("colour", "white", contrast(colour, _WHITE), READABLE),
        ("accent", "ink", contrast(accent, _INK), READABLE),
        ("accent", "colour", contrast(accent, ground_of(colour)), SEEN),
    )
    return [Faint(*one) for one in asked if one[2] < one[3]]


def ground_of(colour: str) -> str:
    """The dark ground of heads and feet."""
    return _mixed(colour, _BLACK, 0.4)


def style_sheet(colour: str, accent: str) -> str:
    """What takes the place of the standard colours (`static/regapp.css`)."""
    pale = _mixed(colour, _WHITE, 0.9)
    strong = colour
    while contrast(strong, pale) < READABLE:
        strong = _mixed(strong, _BLACK, 0.05)
    made = {
        "f900": ground_of(colour), "f700": strong, "f500": colour, "m100": pale,
        "m300": _mixed(colour, _WHITE, 0.6), "sun": accent,
    }  # fmt: skip
    names = "".join(f"--{name}:{value};" for name, value in made.items())
    # The picture behind the head is drawn in the standard colours.
    return f":root{{{names}}}.hero{{background:var(--f900)}}.btn.sun:hover{{background:var(--m100)}}\n"


def _mixed(one: str, other: str, share: float) -> str:
    parts = (round(a + (b - a) * share) for a, b in zip(_parts(one), _parts(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
