"""What an action for many is called, and how it went."""

from typing import Any

from regapp.batches.models import Batch, BatchKind, BatchState
from regapp.conferences.models import Conference
from regapp.web.i18n import _, ngettext
from regapp.web.refusals import text_of

# The last part of the address of each.
SLUGS = {BatchKind.CANCEL: "avanmal", BatchKind.MOVE: "flytta", BatchKind.COMPLETE: "komplettera"}


def what_words(kind: BatchKind, count: int, target: Conference | None) -> str:
    """ "Avanmäl 12 deltagare", "Flytta 3 deltagare till Kalmar"."""
    if kind is BatchKind.CANCEL:
        return ngettext("Avanmäl %(num)s deltagare", "Avanmäl %(num)s deltagare", count)
    if kind is BatchKind.COMPLETE:
        return ngettext(
            "Be %(num)s deltagare om komplettering", "Be %(num)s deltagare om komplettering", count
        )
    place = target.place or target.title if target is not None else "…"
    return ngettext(
        "Flytta %(num)s deltagare till %(place)s",
        "Flytta %(num)s deltagare till %(place)s",
        count,
        place=place,
    )


def state_words(batch: Batch) -> str:
    if batch.state is BatchState.REFUSED:
        why: Any = text_of(batch.refusal, batch.refusal_values)
        if batch.reached:
            return _(
                "Gjort för %(done)s av %(count)s, sedan tog det stopp: %(why)s De andra är inte ändrade.",
                done=batch.taken, count=batch.size, why=why,
            )  # fmt: skip
        return _("Gick inte att göra, och inget är ändrat: %(why)s", why=why)
    if batch.state is BatchState.PLANNED and batch.reached:
        return _("Pågår: %(done)s av %(count)s", done=batch.reached, count=batch.size)
    return {
        BatchState.PLANNED: _("Väntar"),
        BatchState.DONE: _("Gjord"),
        BatchState.UNDONE: _("Ångrad, inget är ändrat"),
    }[batch.state]
