"""What the door says: the same sentences on the page and in the phone's own answers without a network."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from regapp.checkin.commands.scans import Answered
from regapp.checkin.keeper import Keeper
from regapp.checkin.queries import Came, Guest
from regapp.checkin.rules import Answer
from regapp.conferences.models import Conference
from regapp.conferences.rules import pool_of
from regapp.conferences.texts import day_of
from regapp.kernel import dates
from regapp.registrations.models import Status
from regapp.registrations.rules import may_cancel
from regapp.web.i18n import _, language, ngettext

Words = dict[str, Any]
GOOD, AGAIN, BAD = "good", "again", "bad"
TONES = {Answer.IN: GOOD, Answer.TWICE: AGAIN, Answer.UNDONE: AGAIN, Answer.WAITING: AGAIN}


@dataclass(frozen=True)
class Told:
    """One answer in words. `tone`: good, again or bad; `action`: "undo", "move", "return", "admit" or ""."""

    kind: str
    tone: str
    title: str
    text: str
    participant_id: int | None = None
    action: str = ""
    action_label: str = ""


def told(keeper: Keeper, answered: Answered, now: datetime, elsewhere: Conference | None) -> Told:
    """`elsewhere`: the conference that the guest is signed up for, where that is another one."""
    answer, guest = answered.answer, answered.guest
    if guest is None or answer is Answer.UNKNOWN:
        text = _("Be deltagaren visa koden i bekräftelsen, eller sök på namn.")
        return Told(Answer.UNKNOWN.value, BAD, _("Koden hör inte till oss"), text)
    values: dict[str, Any] = {
        "kind": answer.value,
        "tone": TONES.get(answer, BAD),
        "participant_id": guest.id,
    }
    if answer is Answer.IN:
        return Told(
            **values, title=guest.name, text=_("Incheckad. %(what)s", what=guest.organization).rstrip(),
            action="undo", action_label=_("Ångra"),
        )  # fmt: skip
    if answer in {Answer.TWICE, Answer.UNDONE} and answered.came:
        return Told(**values, **_again(keeper, guest, answered.came))
    if elsewhere is not None:
        return Told(**values, **_elsewhere(keeper, guest, elsewhere, now))
    if answer is Answer.WAITING:
        return Told(**values, **_waiting(keeper, guest))
    if answer is Answer.CANCELLED:
        return Told(**values, **_cancelled(keeper, guest))
    return Told(**values, title=_("Inte incheckad"), text=_("Incheckningen räknades inte. Skanna igen."))


def time_of(keeper: Keeper, at: datetime) -> str:
    """ "kl. 09.42" on the conference's own clocks."""
    return dates.at_clock(at.astimezone(ZoneInfo(keeper.conference.zone)), language())


def came_words(keeper: Keeper, came: Came) -> str:
    """ "kl. 09.42 av Julia i entrén"."""
    at = time_of(keeper, came.at)
    return _("%(at)s av %(name)s", at=at, name=came.by) if came.by else _("%(at)s på distans", at=at)


def place_of(conference: Conference) -> str:
    return conference.place or conference.title


def free_words(keeper: Keeper) -> str:
    pool = pool_of(keeper.conference)
    free = max(pool.capacity - pool.taken, 0) if pool else 0
    if not free:
        return _("Alla platser är bokade.")
    return ngettext("Det finns %(num)s ledig plats.", "Det finns %(num)s lediga platser.", free)


def waiting_words(keeper: Keeper) -> str:
    """Who is passed when somebody is let in past the line; nothing where nobody waits."""
    pool = pool_of(keeper.conference)
    if pool is None or not pool.waiting:
        return ""
    return ngettext(
        "%(num)s person står på väntelistan.", "%(num)s personer står på väntelistan.", pool.waiting
    )


def _who(guest: Guest) -> str:
    return ", ".join(part for part in (guest.name, guest.organization) if part) + "."


def _again(keeper: Keeper, guest: Guest, came: Came) -> Words:
    if came.undone_at is None:
        return {"title": _("Redan incheckad"), "text": f"{guest.name}, {came_words(keeper, came)}"}
    at = time_of(keeper, came.undone_at)
    text = _("%(name)s, ångrades %(at)s. Skanna igen om det var fel.", name=guest.name, at=at)
    return {"title": _("Incheckningen är ångrad"), "text": text}


def _elsewhere(keeper: Keeper, guest: Guest, other: Conference, now: datetime) -> Words:
    place, day = place_of(other), day_of(other, language(), now)
    title = _("Inte anmäld till %(place)s", place=place_of(keeper.conference))
    if guest.status is Status.CANCELLED:
        text = _("%(name)s har avanmält sig från %(place)s %(day)s.", name=guest.name, place=place, day=day)
        return {"title": title, "text": text}
    text = _("%(name)s är anmäld till %(place)s %(day)s.", name=guest.name, place=place, day=day)
    if not may_cancel(other, now):
        return {"title": title, "text": text}
    if not _has_room(keeper):
        return {"title": title, "text": f"{text} {free_words(keeper)}"}
    return {"title": title, "text": text, "action": "move", "action_label": _("Flytta hit och checka in")}


def _waiting(keeper: Keeper, guest: Guest) -> Words:
    """The offered come in by coming; past the line goes whoever the keeper may decide for."""
    if guest.status is Status.OFFERED:
        title, text = _("Erbjuden plats"), _("%(who)s Har inte svarat än.", who=_who(guest))
    else:
        title, text = _("Står på väntelistan"), f"{_who(guest)} {waiting_words(keeper)}"
    found: Words = {"title": title, "text": text}
    if guest.status is not Status.OFFERED and not keeper.may_override:
        return found
    return found | {"action": "admit", "action_label": _("Släpp in och checka in")}


def _cancelled(keeper: Keeper, guest: Guest) -> Words:
    on = guest.status_at.astimezone(ZoneInfo(keeper.conference.zone)).date()
    title = _("Avanmäld %(day)s", day=dates.day_month(on, language()))
    found: Words = {"title": title, "text": f"{_who(guest)} {free_words(keeper)}"}
    return found | {"action": "return", "action_label": _("Anmäl igen")} if _has_room(keeper) else found


def _has_room(keeper: Keeper) -> bool:
    pool = pool_of(keeper.conference)
    return keeper.may_override or (pool is not None and not pool.waiting and pool.taken < pool.capacity)


def phone_words() -> dict[str, str]:
    """What the phone says by itself; `{…}` is filled in there."""
    return {
        "in": _("Incheckad."),
        "twice": _("Redan incheckad"),
        "undone": _("Incheckningen är ångrad"),
        "undo": _("Ångra"),
        "by": _("kl. {at} av {name}"),
        "remote": _("kl. {at} på distans"),
        "at": _("kl. {at}"),
        "unknown_title": _("Koden finns inte i telefonens lista"),
        "unknown": _("Den är sparad och prövas när nätet är tillbaka. Sök på namn så länge."),
        "afar": _("På distans"),
        "cancelled": _("Avanmäld"),
        "waiting": _("Står på väntelistan"),
        "needs_net": _("Det här går när nätet är tillbaka."),
        "offline_one": _(
            "Ingen uppkoppling. 1 incheckning är sparad i telefonen "
            "och skickas så fort nätet är tillbaka."
        ),
        "offline_many": _(
            "Ingen uppkoppling. {count} incheckningar är sparade i telefonen "
            "och skickas så fort nätet är tillbaka."
        ),
        "offline_none": _("Ingen uppkoppling. Du kan checka in som vanligt."),
        "syncing": _("Skickar {count} …"),
        "fetched": _("Listan hämtades {at}."),
        "locked": _("Du är inte inloggad längre. Listan är raderad ur telefonen."),
        "left_one": _("1 incheckning är inte skickad. Den skickas när du är inne igen med samma länk."),
        "left_many": _(
            "{count} incheckningar är inte skickade. De skickas när du är inne igen med samma länk."
        ),
        "log_in": _("Logga in igen"),
        "check_in": _("Checka in"),
        "shown": _("Visar {shown} av {count}. Sök för att hitta fler."),
        "none": _("Ingen träff."),
        "no_camera": _("Kameran går inte att använda här. Skriv koden eller sök på namn."),
        "no_camera_title": _("Ingen kamera"),
        "stop": _("Stäng kameran"),
        "start": _("Starta kameran"),
    }  # fmt: skip
