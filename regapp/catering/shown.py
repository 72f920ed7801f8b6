"""What every page that shows numbers is drawn with."""

from collections.abc import Sequence
from typing import Any

from regapp.catering.queries import Kitchen
from regapp.catering.words import plate_words, served_words, signed
from regapp.registrations.freezing import is_frozen, last_change_day
from regapp.registrations.models import Frozen
from regapp.web.clock import now


def shown(kitchens: Sequence[Kitchen]) -> dict[str, Any]:
    """Values for `catering/_plates.html`."""
    at = now()
    frozen = {one.conference.id for one in kitchens if is_frozen(one.conference, Frozen.KITCHEN, at)}
    days = {one.conference.id: last_change_day(one.conference, Frozen.KITCHEN) for one in kitchens}
    return {
        "kitchens": kitchens,
        "plate_words": plate_words,
        "served_words": served_words,
        "signed": signed,
        "freezes_on": days,
        "is_frozen": frozen,
    }
