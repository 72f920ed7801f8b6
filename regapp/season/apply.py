"""Puts a checked season into the database: new rows made, untouched ones brought up to date.

A row that somebody edited after it was loaded is kept and named. Nothing is ever removed.
Everything happens in the caller's transaction, so a SeasonError leaves nothing behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from regapp.conferences.commands.feeds import touch_entries, touch_scope
from regapp.conferences.models import Address, Conference, SeminarPackage, Series, SeriesOrganizer
from regapp.conferences.scopes import organizer_scope, series_scope
from regapp.organizers.models import Organizer
from regapp.organizers.queries import list_organizers
from regapp.season.facts import (
    Comparison,
    Facts,
    Verdict,
    compare,
    digest,
    planned_organizer,
    planned_package,
    planned_series,
    stored_organizer,
    stored_package,
    stored_series,
)
from regapp.season.plan import OrganizerPlan, PackagePlan, Problem, Season, SeasonError, SeriesPlan


@dataclass(frozen=True)
class Kept:
    """A row that was edited since: its address and in what it differs from the file."""

    name: str
    fields: tuple[str, ...]


@dataclass
class Report:
    """What a load came to."""

    added: int = 0
    changed: int = 0
    same: int = 0
    kept: list[Kept] = field(default_factory=list)

    def note(self, name: str, comparison: Comparison) -> Verdict:
        """Count an existing row, and hand its verdict on."""
        if comparison.verdict is Verdict.SAME:
            self.same += 1
        elif comparison.verdict is Verdict.CHANGE:
            self.changed += 1
        else:
            self.kept.append(Kept(name, comparison.fields))
        return comparison.verdict


@dataclass
class Load:
    """One load under way. `ids` are the organizers' by slug, filled by the first step."""

    session: Session
    now: datetime
    report: Report = field(default_factory=Report)
    problems: list[Problem] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def slugs(self) -> Mapping[int, str]:
        return {number: slug for slug, number in self.ids.items()}

    def stop_if_wrong(self) -> None:
        if self.problems:
            raise SeasonError(self.problems)

    def address(self, path: str, key: str, column: str) -> tuple[int | None, bool]:
        """The id behind an address and whether the address may be used for this kind of row."""
        row = self.session.get(Address, path)
        if row is None:
            return None, True
        found: int | None = getattr(row, column)
        if found is None:
            self.problems.append(Problem(f"{key}.slug", f"adressen {path} används redan av något annat"))
        return found, found is not None


def load_organizers(load: Load, season: Season) -> None:
    rows = {row.slug: row for row in list_organizers(load.session)}
    load.ids = {slug: row.id for slug, row in rows.items()}
    verdicts = {
        plan.slug: load.report.note(plan.slug, _compare_organizer(rows[plan.slug], plan, load.slugs))
        for plan in season.organizers
        if plan.slug in rows
    }
    writing = [
        plan for plan in season.organizers if verdicts.get(plan.slug, Verdict.CHANGE) is Verdict.CHANGE
    ]
    for plan in writing:
        if plan.slug in rows:
            # Let go first: two organizers may be exchanging their numbers.
            rows[plan.slug].org_number = None
    load.session.flush()
    _check_numbers(load, writing, rows)
    load.stop_if_wrong()
    for plan in writing:
        if plan.slug not in rows:
            rows[plan.slug] = Organizer(slug=plan.slug, season_digest="")
            load.report.added += 1
        _write_organizer(rows[plan.slug], plan)
    load.session.add_all(rows.values())
    load.session.flush()
    load.ids = {slug: row.id for slug, row in rows.items()}
    for plan in writing:
        rows[plan.slug].host_id = load.ids[plan.host] if plan.host else None
    load.session.flush()
    for slug in verdicts.keys() & {plan.slug for plan in writing}:
        _tell_calendars(load, rows[slug])


def _tell_calendars(load: Load, organizer: Organizer) -> None:
    """Entries name who holds them, and the organizer's feed is called by its name."""
    held = select(Conference).where(Conference.owner_id == organizer.id).order_by(Conference.id)
    for conference in load.session.scalars(held).all():
        touch_entries(load.session, conference, load.now)
    touch_scope(load.session, organizer_scope(organizer.id), load.now)


def load_series(load: Load, season: Season) -> None:
    for plan in season.series:
        series_id, usable = load.address(plan.path, plan.key, "series_id")
        if usable:
            _one_series(load, plan, series_id)
    load.session.flush()


def load_packages(load: Load, season: Season) -> None:
    for plan in season.packages:
        package_id, usable = load.address(plan.path, plan.key, "package_id")
        if usable:
            _one_package(load, plan, package_id)
    load.session.flush()


def _compare_organizer(row: Organizer, plan: OrganizerPlan, slugs: Mapping[int, str]) -> Comparison:
    return compare(stored_organizer(row, slugs), planned_organizer(plan), loaded=row.season_digest)


def _check_numbers(load: Load, plans: list[OrganizerPlan], rows: Mapping[str, Organizer]) -> None:
    held = {row.org_number: row.slug for row in rows.values() if row.org_number}
    for plan in plans:
        if plan.org_number in held and held[plan.org_number] != plan.slug:
            reason = f"{plan.org_number} har redan {held[plan.org_number]}"
            load.problems.append(Problem(f"{plan.key}.org_number", reason))


def _write_organizer(row: Organizer, plan: OrganizerPlan) -> None:
    _set(row, plan.texts)
    row.kind, row.org_number = plan.kind, plan.org_number or None
    row.season_digest = digest(planned_organizer(plan))


def _one_series(load: Load, plan: SeriesPlan, series_id: int | None) -> None:
    session, wanted = load.session, planned_series(plan)
    row = session.get_one(Series, series_id) if series_id else None
    if row is None:
        row = Series(created_at=load.now)
        load.report.added += 1
    elif load.report.note(plan.path, _compare_series(load, row, wanted)) is not Verdict.CHANGE:
        return
    _set(row, plan.texts)
    row.owner_id, row.published = load.ids[plan.owner], plan.published
    row.changed_at, row.season_digest = load.now, digest(wanted)
    session.add(row)
    session.flush()
    if series_id is None:
        session.add(Address(path=plan.path, series_id=row.id))
    session.execute(delete(SeriesOrganizer).where(SeriesOrganizer.series_id == row.id))
    for position, slug in enumerate(plan.named):
        session.add(SeriesOrganizer(series_id=row.id, organizer_id=load.ids[slug], position=position))
    # Its feed carries its name.
    touch_scope(session, series_scope(row.id), load.now)


def _compare_series(load: Load, row: Series, wanted: Facts) -> Comparison:
    named = select(SeriesOrganizer).where(SeriesOrganizer.series_id == row.id)
    in_order = load.session.scalars(named.order_by(SeriesOrganizer.position)).all()
    return compare(stored_series(row, in_order, load.slugs), wanted, loaded=row.season_digest)


def _one_package(load: Load, plan: PackagePlan, package_id: int | None) -> None:
    session, wanted = load.session, planned_package(plan)
    row = session.get_one(SeminarPackage, package_id) if package_id else None
    if row is None:
        row = SeminarPackage(created_at=load.now)
        load.report.added += 1
    else:
        found = compare(stored_package(row, load.slugs), wanted, loaded=row.season_digest)
        if load.report.note(plan.path, found) is not Verdict.CHANGE:
            return
    _set(row, plan.texts)
    row.owner_id, row.published = load.ids[plan.owner], plan.published
    row.position, row.changed_at, row.season_digest = plan.position, load.now, digest(wanted)
    session.add(row)
    session.flush()
    if package_id is None:
        session.add(Address(path=plan.path, package_id=row.id))


def _set(row: object, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
