"""Translation for code that has no request: letters, calendars, jobs. Swedish is the source."""

import gettext
from functools import cache
from pathlib import Path

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"
LANGUAGES = ("sv", "en")


@cache
def translator(language: str) -> gettext.NullTranslations:
    """Texts in `language`; the Swedish source text where there is no translation."""
    return gettext.translation("messages", TRANSLATIONS, languages=[language], fallback=True)


def marked(text: str) -> str:
    """The text itself, marked for the catalogue: it is kept here and translated where it is used."""
    return text
