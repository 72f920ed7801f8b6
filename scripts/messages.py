"""Collect the screen texts (Swedish source) into the English catalogue, and compile it."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy": None, "marked": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
METHODS = [("regapp/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
JINJA = {"extensions": "jinja2.ext.do,jinja2.ext.loopcontrols", "silent": "false"}
OPTIONS = {"templates/**.html": JINJA, "templates/**.txt": JINJA}
# No clock in the file: it changes only when a text does.
STAMP = datetime(2020, 1, 1, tzinfo=UTC)


def collect() -> Catalog:
    """Every text marked for translation, with the files that hold it."""
    found = Catalog(project="regapp", charset="utf-8", creation_date=STAMP)
    texts = extract_from_dir(ROOT, METHODS, OPTIONS, KEYWORDS, ("Translators:",), strip_comment_tags=True)
    for file, _line, message, comments, context in sorted(texts, key=lambda text: (text[0], text[1])):
        found.add(message, None, [(file, 1)], auto_comments=comments, context=context)
    return found


def read_english() -> Catalog:
    if not ENGLISH.exists():
        return Catalog(locale="en", project="regapp", creation_date=STAMP, revision_date=STAMP)
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def compiled(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def incomplete(catalog: Catalog) -> list[str]:
    """The source texts that have no English yet, or only a guess."""
    missing = []
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        if message.id and (message.fuzzy or not all(strings)):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def main() -> None:
    catalog = read_english()
    catalog.update(collect(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.creation_date = catalog.revision_date = STAMP
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    with ENGLISH.open("wb") as file:
        write_po(file, catalog, width=110, include_lineno=False, ignore_obsolete=True)
    ENGLISH.with_suffix(".mo").write_bytes(compiled(read_english()))
    missing = incomplete(catalog)
    print(f"{len(catalog)} texts, {len(missing)} without English")
    for text in missing:
        print("  " + text)


if __name__ == "__main__":
    main()
