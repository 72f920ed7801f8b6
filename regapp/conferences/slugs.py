"""Addresses made of names: "Miljömålsdagarna 2021" lives at /miljomalsdagarna-2021. Pure."""

import re
import unicodedata
from collections.abc import Collection

from regapp.conferences.models.address import RESERVED
from regapp.kernel.refusal import Refusal

# As `regapp.web.pages.SlugConverter` reads them.
LONGEST_SLUG = 80
_SHAPE = re.compile("[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
_APART = re.compile("[^a-z0-9]+")
_NOT_DECOMPOSED = str.maketrans({"ø": "o", "æ": "a", "đ": "d", "ŧ": "t", "ŋ": "n", "ß": "ss"})


def slug_of(name: str) -> str:
    """ "Smartare, grönare Sverige" is "smartare-gronare-sverige"; "" where nothing can be made of it."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_NOT_DECOMPOSED))
    words = _APART.sub("-", plain.encode("ascii", "ignore").decode()).strip("-")
    return words[:LONGEST_SLUG].rstrip("-")


def check_slug(slug: str) -> None:
    """Refuses slug_shape, and slug_reserved for what the site's own pages live at."""
    if not _SHAPE.fullmatch(slug):
        raise Refusal("slug_shape", "slug")
    if slug in RESERVED:
        raise Refusal("slug_reserved", "slug")


def unused_slug(name: str, taken: Collection[str]) -> str:
    """The name's own slug, or the first of it with a number that nothing lives at."""
    plain = slug_of(name) or "konferens"
    tries = (plain, *(f"{plain[: LONGEST_SLUG - 3]}-{number}" for number in range(2, 99)))
    return next((one for one in tries if one not in taken and one not in RESERVED), plain)
