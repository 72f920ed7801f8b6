"""The form of one letter: subject and body in two languages."""

from collections.abc import Collection, Mapping
from typing import Any

from wtforms import HiddenField

from regapp.kernel.refusal import Refusal
from regapp.registrations.standard import StandardLetter
from regapp.web import fields
from regapp.web.forms import BaseForm
from regapp.web.i18n import lazy
from regapp.web.refusals import refusal_text
from regapp.wording.models import LetterText
from regapp.wording.rules import Words, check_placeholders

_TEXTS = ("subject", "body", "subject_en", "body_en")
_SUBJECT, _BODY = 160, 5000


class LetterForm(BaseForm):
    """What a letter says. An empty field, or one that says what the standard does, is the standard."""

    version = HiddenField()
    subject = fields.line(lazy("Ämne"), _SUBJECT)
    body = fields.text(lazy("Text"), _BODY, rows=10)
    subject_en = fields.line(lazy("Ämne på engelska"), _SUBJECT)
    body_en = fields.text(lazy("Text på engelska"), _BODY, rows=10)

    def fill(self, standard: StandardLetter, kept: LetterText | None) -> None:
        """Show what would be sent: own words where there are any."""
        self.version.data = str(kept.version if kept else 0)
        for name, text in _standard_texts(standard).items():
            self[name].data = (getattr(kept, name) if kept else "") or text

    def check(self, allowed: Collection[str]) -> bool:
        """Whether every placeholder exists; what is wrong is said at its field."""
        for name in _TEXTS:
            try:
                check_placeholders(self[name].data or "", allowed)
            except Refusal as refusal:
                self[name].errors = [*self[name].errors, refusal_text(refusal)]
        return not self.error_summary()

    def own_texts(self, standard: StandardLetter) -> dict[str, str]:
        """What was written, without what the standard says anyway."""
        usual = _standard_texts(standard)
        written = {name: self[name].data or "" for name in _TEXTS}
        return {name: "" if text == usual[name] else text for name, text in written.items()}

    def words(self, standard: StandardLetter, language: str) -> Words:
        """As it would be sent in one language."""
        texts: Mapping[str, Any] = self.own_texts(standard)
        suffix = "" if language == "sv" else f"_{language}"
        own = Words(texts[f"subject{suffix}"], texts[f"body{suffix}"])
        return own.or_else(standard.words(language))

    @property
    def drawn_from(self) -> int:
        """The version the form was drawn from; nonsense is none."""
        text = self.version.data or ""
        return int(text[:9]) if text.isdecimal() else 0


def _standard_texts(standard: StandardLetter) -> dict[str, str]:
    swedish, english = standard.words("sv"), standard.words("en")
    return {
        "subject": swedish.subject, "body": swedish.body, "subject_en": english.subject,
        "body_en": english.body,
    }  # fmt: skip
