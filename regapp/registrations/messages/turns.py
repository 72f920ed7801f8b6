"""The letters about a turn of a conference. The organizer's own words come first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from regapp.conferences.models import Conference
from regapp.conferences.price_texts import kronor, last_day
from regapp.conferences.texts import day_of
from regapp.kernel.i18n import translator
from regapp.mailing.letters import Letter
from regapp.registrations.messages import Occasion, credit, worded
from regapp.registrations.models import Status

Changes = Sequence[tuple[str, str, str]]


def conference_cancelled(occasion: Occasion, reason: str, changes: Changes = ()) -> Letter:
    """With a button for each other place that has room: a question there, never an answer."""
    tr = translator(occasion.language)
    names = " " + tr.gettext("eller") + " "
    places = names.join(one.place for one in occasion.elsewhere)
    swap = tr.gettext("Du kan byta till %(places)s så länge det finns plats där.")
    letter = worded(
        occasion,
        "conference_cancelled",
        own={
            "skal": reason,
            "kreditering": credit(occasion),
            "byte": swap % {"places": places} if places else "",
        },
        action=tr.gettext("Öppna anmälan"),
        money=False,
    )
    return replace(letter, actions=(*letter.actions, *(_swap(occasion, one) for one in occasion.elsewhere)))


def conference_postponed(occasion: Occasion, reason: str, changes: Changes = ()) -> Letter:
    tr = translator(occasion.language)
    pays = occasion.registration.buyer_kind is not None
    return worded(
        occasion,
        "conference_postponed",
        own={
            "skal": reason,
            "kreditering": tr.gettext(
                "Du betalar ingenting så länge. Om ni redan har fått en faktura krediterar vi den."
            )
            if pays
            else "",
        },
        action=tr.gettext("Se, ändra eller avanmäl"),
        money=False,
    )


def conference_dated(occasion: Occasion, reason: str, changes: Changes) -> Letter:
    tr = translator(occasion.language)
    charged = tr.gettext("Nu debiteras avgiften igen. Priset är det som gällde när du anmälde dig.")
    return _changed(
        occasion, "conference_dated", changes,
        {"skal": reason, "debitering": charged if occasion.charged else ""},
    )  # fmt: skip


def conference_moved(occasion: Occasion, reason: str, changes: Changes) -> Letter:
    return _changed(occasion, "conference_moved", changes, {"skal": reason})


def conference_digital(occasion: Occasion, reason: str, changes: Changes = ()) -> Letter:
    own = {"skal": reason, "avgiften": _new_fee(occasion)}
    letter = _changed(occasion, "conference_digital", changes, own)
    if not occasion.asked:
        return letter
    label = translator(occasion.language).gettext("Svara om du deltar på distans")
    return replace(letter, actions=((label, letter.actions[0][1]),))


def free_exit_text(occasion: Occasion) -> str:
    """ "Passar det inte? Då kan du avanmäla dig utan kostnad till och med 20 mars." """
    conference, tr = occasion.conference, translator(occasion.language)
    if conference.free_until_at is None:
        return ""
    day = last_day(conference.free_until_at, conference.zone, occasion.language)
    text = tr.gettext("Passar det inte? Då kan du avanmäla dig utan kostnad till och med %(day)s.")
    return text % {"day": day}


def _changed(occasion: Occasion, kind: str, changes: Changes, own: Mapping[str, str]) -> Letter:
    tr = translator(occasion.language)
    seated = any(person.status is Status.CONFIRMED for person in occasion.people)
    updated = tr.gettext("Din kalender uppdateras av den bifogade inbjudan.")
    values = {
        "fritt": free_exit_text(occasion),
        "kalender": updated if occasion.calendar is not None and seated else "",
    }
    letter = worded(occasion, kind, own={**values, **own}, action=tr.gettext("Se, ändra eller avanmäl"))
    return replace(letter, changes=tuple(changes))


def _new_fee(occasion: Occasion) -> str:
    """What taking part costs now; a question where that is more than before."""
    tr, language = translator(occasion.language), occasion.language
    if occasion.asked:
        total = sum(one.amount_minor for one in occasion.asked.values())
        until = min(one.answer_by_at for one in occasion.asked.values())
        by = last_day(until, occasion.conference.zone, language)
        text = tr.gettext(
            "Avgiften blir %(amount)s. Öppna din anmälan och svara senast %(day)s om du deltar på distans."
            " Svarar du inte avanmäls du utan kostnad."
        )
        return text % {"amount": kronor(total, language), "day": by}
    if occasion.registration.buyer_kind is None:
        return ""
    total = sum(line.gross for line in occasion.charged)
    if total:
        text = tr.gettext("Avgiften är nu %(amount)s. Det som debiterats förut återförs.")
        return text % {"amount": kronor(total, language)}
    return credit(occasion)


def _swap(occasion: Occasion, other: Conference) -> tuple[str, str]:
    label = translator(occasion.language).gettext("Byt till %(place)s, %(day)s")
    words = {"place": other.place, "day": day_of(other, occasion.language, occasion.now)}
    return label % words, f"{occasion.addresses.registration(occasion.token)}/byt/{other.id}"
