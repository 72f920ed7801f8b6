"""What every page that shows numbers is drawn with."""

from collections.abc import Sequence
from typing import Any

from regapp.catering.queries import Kitchen
from regapp.catering.words import (
    counting_words,
    plate_words,
    portions_words,
    served_words,
    signed,
    told_words,
)
from regapp.web.clock import now


def shown(kitchens: Sequence[Kitchen]) -> dict[str, Any]:
    """Values for `catering/_plates.html`."""
    at = now()
    return {
        "kitchens": kitchens,
        "plate_words": plate_words,
        "portions_words": portions_words,
        "served_words": served_words,
        "signed": signed,
        "told": {one.conference.id: told_words(one, at) for one in kitchens},
        "counting": counting_words(),
    }
