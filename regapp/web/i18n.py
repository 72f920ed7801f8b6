"""Languages of the screen: Swedish unless asked for, kept in the session cookie."""

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, gettext, lazy_gettext, ngettext

from regapp.kernel.i18n import LANGUAGES, TRANSLATIONS

__all__ = ["_", "init_languages", "language", "lazy", "ngettext"]

_ = gettext
lazy = lazy_gettext


def language() -> str:
    """`?lang=` for this page and, where there is a session already or it is asked for, on.

    Accept-Language decides nothing: a county's link shows everyone the same page.
    """
    if not has_request_context():
        return LANGUAGES[0]
    if "language" not in g:
        asked = request.args.get("lang", "")
        kept = session.get("language", LANGUAGES[0])
        if asked in LANGUAGES and asked != kept:
            session["language"] = kept = asked
        g.language = kept if kept in LANGUAGES else LANGUAGES[0]
    return str(g.language)


def init_languages(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = LANGUAGES[0]
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Stockholm"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=language)
