"""What must hold between the rows of a season: addresses, references, order, what opening needs.

Pure. Finds every problem there is, each with the key it belongs to.
"""

import difflib
from collections.abc import Collection, Iterable, Iterator, Sequence

from regapp.conferences.models import VatMode
from regapp.conferences.models.address import RESERVED
from regapp.organizers.models import OrganizerKind
from regapp.season.plan import ConferencePlan, OrganizerPlan, Problem, Season, SeasonError


def check(season: Season) -> None:
    """Raises SeasonError with everything that does not fit together."""
    problems = [
        *_organizers(season.organizers),
        *_addresses(season),
        *_references(season),
        *(problem for plan in season.conferences for problem in _conference(plan)),
    ]
    if problems:
        raise SeasonError(problems)


def _organizers(plans: Sequence[OrganizerPlan]) -> Iterator[Problem]:
    yield from _twice((plan.slug, f"{plan.key}.slug") for plan in plans)
    yield from _twice((plan.org_number, f"{plan.key}.org_number") for plan in plans)
    kinds = {plan.slug: plan.kind for plan in plans}
    for plan in plans:
        key = f"{plan.key}.host"
        cooperates = plan.kind is OrganizerKind.COOPERATION
        if cooperates and not plan.host:
            yield Problem(key, "saknas: en samverkan behöver en värdmyndighet")
        elif plan.host and not cooperates:
            yield Problem(key, "gäller bara en samverkan (kind = cooperation)")
        elif plan.host in kinds and kinds[plan.host] is OrganizerKind.COOPERATION:
            yield Problem(key, f"{plan.host} är själv en samverkan")
        yield from _unknown(key, [plan.host], kinds, "arrangör")


def _addresses(season: Season) -> Iterator[Problem]:
    yield from _twice((plan.path, f"{plan.key}.slug") for plan in season.addressed)
    for plan in season.addressed:
        if plan.path in RESERVED:
            yield Problem(f"{plan.key}.slug", f"{plan.path} är en adress som tjänsten själv använder")
        if plan.path.endswith("/anmalan"):
            yield Problem(f"{plan.key}.slug", "anmalan är formulärets adress")
        if plan.path.endswith("/program"):
            yield Problem(f"{plan.key}.slug", "program är programmets adress")
        if plan.path.endswith("/pamin"):
            yield Problem(f"{plan.key}.slug", "pamin är adressen till Påminn mig")


def _references(season: Season) -> Iterator[Problem]:
    organizers = {plan.slug for plan in season.organizers}
    series = {plan.path for plan in season.series}
    paths = {plan.path for plan in season.conferences}
    for plan in season.addressed:
        yield from _unknown(f"{plan.key}.owner", [plan.owner], organizers, "arrangör")
    for one in season.series:
        yield from _unknown(f"{one.key}.named", one.named, organizers, "arrangör")
        yield from _twice((slug, f"{one.key}.named") for slug in one.named)
    for conference in season.conferences:
        key = conference.key
        yield from _unknown(f"{key}.co_organizers", conference.co_organizers, organizers, "arrangör")
        yield from _twice((slug, f"{key}.co_organizers") for slug in conference.co_organizers)
        yield from _unknown(f"{key}.series", [conference.series], series, "serie")
        others = paths - {conference.path}
        yield from _unknown(f"{key}.related", [conference.related], others, "annan konferens")


def _conference(plan: ConferencePlan) -> Iterator[Problem]:
    days = [day.on for day in plan.days]
    if days != sorted(set(days)):
        yield Problem(f"{plan.key}.days", "ska stå i ordning, varje dag en gång")
    if plan.owner in plan.co_organizers:
        yield Problem(f"{plan.key}.co_organizers", f"{plan.owner} är redan ägare (owner)")
    if plan.series and not plan.columns["place_slug"]:
        yield Problem(f"{plan.key}.slug", "saknas")
    dated = {"programme_items": [one.on for one in plan.items], "meals": [one.on for one in plan.meals]}
    for name, dates in dated.items():
        for number, on in enumerate(dates, start=1):
            if on not in days:
                yield Problem(f"{plan.key}.{name}[{number}].on", "är ingen av konferensens dagar")
    yield from _sign_up(plan)


def _sign_up(plan: ConferencePlan) -> Iterator[Problem]:
    """What must be known before a sign-up may open."""
    if plan.opens_at is None:
        if plan.closes_at is not None:
            yield Problem(f"{plan.key}.sign_up_opens", "saknas: utan den öppnar anmälan aldrig")
        return
    if plan.seats is None:
        yield Problem(f"{plan.key}.seats", "saknas: anmälan behöver ett antal platser")
    if plan.price is not None and plan.price.vat is VatMode.UNDECIDED:
        yield Problem(f"{plan.key}.price.vat", "ska vara bestämd innan anmälan kan öppna")
    if plan.closes_at is not None and plan.closes_at <= plan.opens_at:
        yield Problem(f"{plan.key}.last_sign_up_day", "är före sign_up_opens")


def _twice(pairs: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Problems of (value, key) pairs whose value was there already; empty values do not count."""
    seen: dict[str, str] = {}
    for value, key in pairs:
        if value and value in seen:
            where = f" ({seen[value]})" if seen[value] != key else ""
            yield Problem(key, f"{value} finns redan{where}")
        seen.setdefault(value, key)


def _unknown(key: str, wanted: Iterable[str], known: Collection[str], what: str) -> Iterator[Problem]:
    """Problems of names that stand nowhere; an empty name refers to nothing."""
    for one in wanted:
        if one and one not in known:
            near = difflib.get_close_matches(one, sorted(known), n=1)
            yield Problem(key, f"{one} är ingen {what} i filen" + (f", menar du {near[0]}?" if near else ""))
