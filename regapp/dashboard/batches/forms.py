"""What is sent when an action for many is confirmed."""

from collections.abc import Iterable

from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired

from regapp.registrations.commands.completion import ASKABLE
from regapp.web.forms import BaseForm
from regapp.web.i18n import lazy

_LARGEST = 2**31 - 1


class BatchForm(BaseForm):
    """Whom the preview showed, and what an organizer adds. `ids` are numbers with commas between."""

    ids = HiddenField(validators=[DataRequired()])
    target = HiddenField()
    fields = HiddenField()
    waive = BooleanField(lazy("Avstå från avgiften för sen avanmälan"))

    @property
    def chosen(self) -> tuple[int, ...]:
        return numbers((self.ids.data or "").split(","))

    @property
    def asked(self) -> tuple[str, ...]:
        """What a request for completion asks for."""
        return askable((self.fields.data or "").split(","))

    @property
    def target_id(self) -> int | None:
        found = numbers([self.target.data or ""])
        return found[0] if found else None


def askable(codes: Iterable[str]) -> tuple[str, ...]:
    """Those of the codes that can be asked for, in their order."""
    wanted = set(codes)
    return tuple(code for code in ASKABLE if code in wanted)


def numbers(texts: list[str]) -> tuple[int, ...]:
    """Those of the texts that can be somebody's number, each once."""
    plain = (text for text in texts if text.isascii() and text.isdecimal() and len(text) < 11)
    return tuple(dict.fromkeys(number for number in map(int, plain) if number <= _LARGEST))
