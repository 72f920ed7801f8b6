"""Placeholders in a letter's words: a fixed list, put in once, and never read again. Pure.

A value is text, whatever it looks like: "{lank}" or "{{7*7}}" in somebody's name stays that.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from regapp.kernel.refusal import Refusal

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")
_BETWEEN_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")
# Not the hard space of "27 mars".
_SPACE = re.compile(r"[ \t\r\n]+")
_SHOWN = 40


@dataclass(frozen=True)
class Words:
    """Subject and body of a letter with its placeholders. Empty: the standard ones."""

    subject: str = ""
    body: str = ""

    def or_else(self, standard: "Words") -> "Words":
        return Words(self.subject or standard.subject, self.body or standard.body)


def check_placeholders(text: str, allowed: Collection[str]) -> None:
    """Refuses placeholder_unknown, placeholder_brace."""
    for found in _PLACEHOLDER.finditer(text):
        if found[1] not in allowed:
            raise Refusal("placeholder_unknown", name=found[0][:_SHOWN])
    if _BRACE.search(_PLACEHOLDER.sub("", text)):
        raise Refusal("placeholder_brace")


def subject_of(words: Words, values: Mapping[str, str]) -> str:
    """The subject, filled in, on one line."""
    return _SPACE.sub(" ", _filled(words.subject, values)).strip()


def paragraphs_of(words: Words, values: Mapping[str, str]) -> tuple[str, ...]:
    """The body's paragraphs, filled in; one that has nothing to say is left out.

    The body is cut before it is filled: no value can add a paragraph.
    """
    filled = (_filled(part, values).strip() for part in _BETWEEN_PARAGRAPHS.split(words.body))
    return tuple(part for part in filled if part)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """One pass: what a value holds is not looked at. An unknown name stays as it is written."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
