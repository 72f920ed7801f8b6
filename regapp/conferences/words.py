"""What templates say of conferences, in the page's language. Functions for Jinja, no routes."""

from collections.abc import Callable
from typing import Any

from regapp.conferences import price_texts, terms, texts
from regapp.conferences.models import Conference
from regapp.conferences.rules import Standing
from regapp.web.clock import now
from regapp.web.i18n import _, language
from regapp.web.state import addresses, config


def words() -> dict[str, Callable[..., Any]]:
    """Globals of every template."""
    return {
        "localized": lambda row, name: texts.localized(row, name, language()),
        "title_of": lambda conference: texts.title_of(conference, language()),
        "when": lambda conference: texts.when(conference, language()),
        "when_and_zone": lambda conference: texts.when_and_zone(conference, language()),
        "when_short": lambda conference: texts.when_short(conference, language(), now()),
        "where": lambda conference: texts.where(conference, language()),
        "mode_words": lambda conference: texts.mode_words(conference.mode, language()),
        "day_of": lambda conference: texts.day_of(conference, language(), now()),
        "price_facts": lambda conference: price_texts.price_facts(conference, language(), now()),
        "fee_prices": fee_prices,
        "free_until": lambda conference: terms.free_until(conference, language()),
        "free_exit": lambda conference: terms.free_exit(conference, now(), language()),
        "terms_text": lambda conference: terms.terms_text(conference, language()),
        "option_when": lambda conference, option: price_texts.option_when(
            conference, option, language(), now()
        ),
        "option_price": lambda conference, option_id: price_texts.option_price(
            conference, option_id, language(), now()
        ),
        "last_day": lambda conference, until: price_texts.last_day(until, conference.zone, language()),
        "sign_up_text": sign_up_text,
        "needs_promise": needs_promise,
        "feed_url": lambda path: addresses().feed(path) + _in_language(),
        "conference_url": lambda path: addresses().conference(path),
        "news_url": lambda path: addresses().url(f"{path}.atom") + _in_language(),
        "webcal_url": lambda path: addresses().webcal(path) + _in_language(),
    }


def _in_language() -> str:
    """A feed knows no session: its language stands in its address."""
    return "" if language() == "sv" else f"?lang={language()}"


def fee_prices(conference: Conference) -> dict[int | None, str]:
    """What taking part costs, in words: by category, None for the ordinary fee."""
    numbers = {row.category_id for row in conference.prices} | {None}
    at = now()
    return {number: price_texts.category_price(conference, number, language(), at) for number in numbers}


def sign_up_text(conference: Conference, standing: Standing) -> str:
    """Where sign-up stands, as one or two sentences."""
    return texts.sign_up_text(conference, standing, now(), language())


def needs_promise() -> str:
    """When diet and needs are deleted; nothing is promised that no job keeps."""
    if config().demo:
        return str(_("Kost, allergi och behov raderas inte i demonstrationen."))
    return str(_("Kost, allergi och behov raderas 14 dagar efter konferensen."))
