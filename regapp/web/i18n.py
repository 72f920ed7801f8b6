"""Languages of the screen: Swedish unless asked for, kept in the session cookie."""

from typing import Any

from flask import Flask, g, has_app_context, has_request_context, request, session
from flask_babel import Babel
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from regapp.kernel.i18n import LANGUAGES, TRANSLATIONS, translator

# Looked up here and not by Flask-Babel, which finds out locale and domain anew for every text:
# a form has two hundred, and that was a tenth of its time.


def _(text: str, **values: Any) -> str:
    """`text` in the page's language, with `values` put in."""
    found = translator(language()).gettext(text)
    return found % values if values else found


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """The form that fits `num`, which is also a value to put in."""
    return translator(language()).ngettext(singular, plural, num) % {"num": num, **values}


def lazy(text: str, **values: Any) -> LazyString:
    """A text of a form or table that is made before there is a page."""
    return LazyString(_, text, **values)


def either(swedish: str, english: str) -> str:
    """A text of an organizer's, in the page's language as far as it was written."""
    return english if english and language() != LANGUAGES[0] else swedish


def in_language(swedish: str, english: str) -> LazyString:
    """The same, for a form that is made before there is a page."""
    return LazyString(either, swedish, english)


def language() -> str:
    """`?lang=` for this page and, where there is a session already or it is asked for, on.

    Accept-Language decides nothing: a county's link shows everyone the same page.
    """
    if not has_request_context():
        return str(g.get("language", LANGUAGES[0])) if has_app_context() else LANGUAGES[0]
    if "language" not in g:
        asked = request.args.get("lang", "")
        kept = session.get("language", LANGUAGES[0])
        if asked in LANGUAGES and asked != kept:
            session["language"] = kept = asked
        g.language = kept if kept in LANGUAGES else LANGUAGES[0]
    return str(g.language)


def speak(chosen: str) -> None:
    """Say everything in this application context in that language; outside a request."""
    g.language = chosen


def _in_template(text: str, /, **values: Any) -> Markup:
    """A text of a template: `values` are escaped, `%` is doubled as templates' texts have it."""
    found = Markup(translator(language()).gettext(text))  # noqa: S704  # our own catalogue
    return found % values if values or "%" in found else found


def init_languages(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = LANGUAGES[0]
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Stockholm"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=language)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # Babel's extension adds it
        gettext=lambda text: translator(language()).gettext(text),
        ngettext=lambda one, many, num: translator(language()).ngettext(one, many, num),
        newstyle=True,
    )
    # After the extension, whose own goes through Jinja's context twice for every text.
    app.jinja_env.globals["gettext"] = app.jinja_env.globals["_"] = _in_template
