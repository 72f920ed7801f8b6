"""`…/pamin`: one field, the same answer for every address; `/pamin/<token>`: the way out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for

from regapp.calendars.ical import calendar_bytes
from regapp.conferences.models import Conference
from regapp.conferences.queries import find_public_series, get_conference
from regapp.conferences.rules import Standing, pool_of, standing
from regapp.conferences.texts import localized, title_of
from regapp.database.session import session, transaction
from regapp.interest import commands, texts
from regapp.interest.calendar import announced, form_url, opening_entries
from regapp.interest.forms import AskForm
from regapp.interest.models import Interest, Wish
from regapp.interest.queries import InterestList, find_interest, find_list
from regapp.interest.rules import has_date, wish_among, wish_at
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.csrf import ButtonForm
from regapp.web.i18n import _, language
from regapp.web.state import addresses

blueprint = Blueprint("interest", __name__)
_CALENDAR = "text/calendar; charset=utf-8; method=PUBLISH"


@dataclass(frozen=True)
class _Page:
    """One look at a list: what may be asked for there now."""

    asked: InterestList
    standings: list[tuple[Conference, Standing]]
    at: datetime

    @property
    def everything(self) -> bool:
        return not self.asked.path

    @property
    def wish(self) -> Wish | None:
        if self.everything:
            return Wish.OPENING
        if self.asked.conference is not None:
            return wish_at(self.standings[0][1])
        return wish_among(stands for _one, stands in self.standings)

    @property
    def awaits_date(self) -> bool:
        """Nothing there has a date yet, and the wish is to be told when something has."""
        dated = any(has_date(one) for one in self.asked.conferences)
        return self.wish is Wish.OPENING and not self.everything and not dated

    @property
    def opening(self) -> Conference | None:
        """The conference whose opening comes first."""
        return next(iter(announced(self.asked.conferences, self.at)), None)


@blueprint.get("/pamin")
@access(Access.PUBLIC)
def show_everything() -> Any:
    return _draw(_look(""), AskForm())


@blueprint.post("/pamin")
@access(Access.PUBLIC)
def ask_everything() -> Any:
    return _ask(_look(""))


@blueprint.get("/<slug:slug>/pamin")
@blueprint.get("/<slug:slug>/<slug:place>/pamin")
@access(Access.PUBLIC)
def show(slug: str, place: str = "") -> Any:
    return _draw(_look(_path(slug, place)), AskForm())


@blueprint.post("/<slug:slug>/pamin")
@blueprint.post("/<slug:slug>/<slug:place>/pamin")
@access(Access.PUBLIC)
def ask(slug: str, place: str = "") -> Any:
    return _ask(_look(_path(slug, place)))


@blueprint.get("/<slug:slug>/pamin.ics")
@blueprint.get("/<slug:slug>/<slug:place>/pamin.ics")
@access(Access.PUBLIC)
def opening(slug: str, place: str = "") -> Response:
    """The opening as a file for a calendar; nothing where no opening is ahead."""
    page = _look(_path(slug, place))
    asked = page.asked
    entries = opening_entries(
        asked.conferences, asked.series, asked.path, addresses(), page.at, language()
    ) or abort(404)
    answer = Response(calendar_bytes(entries, language=language()), content_type=_CALENDAR)
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"{asked.path.replace('/', '-')}-oppnar.ics"
    )
    return answer


@blueprint.get("/pamin/<token>")
@access(Access.TOKEN)
def link(token: str) -> str:
    """What we have, and the way out. Looking changes nothing: mail scanners follow links."""
    return _link_page(token)


@blueprint.post("/pamin/<token>")
@access(Access.TOKEN)
def leave(token: str) -> str:
    """Gone, now or before. A mail program posts here without having seen a page of ours
    (RFC 8058), so the link itself is all that is asked for."""
    with transaction() as rows:
        commands.leave(rows, token)
    return _link_page(token)


@blueprint.post("/pamin/<token>/kvar")
@access(Access.TOKEN)
def stay(token: str) -> Any:
    if not ButtonForm(request.form).validate():
        abort(400, description=_("Sidan hade legat öppen länge. Ladda om den och försök igen."))
    with transaction() as rows:
        commands.stay(rows, token, now=now())
    return redirect(url_for(".link", token=token), 303)


def _path(slug: str, place: str) -> str:
    return f"{slug}/{place}" if place else slug


def _look(path: str) -> _Page:
    at = now()
    asked = (find_list(session(), path) or abort(404)) if path else InterestList("")
    return _Page(asked, [(one, standing(one, pool_of(one), at)) for one in asked.conferences], at)


def _ask(page: _Page) -> Any:
    form = AskForm(request.form)
    right = form.validate()
    if page.wish is None:
        return _draw(page, form, 409)
    if not right:
        return _draw(page, form, 400 if form.forged() else 422)
    email = form.email.data or ""
    if not form.website.data:
        _keep(page, page.wish, email)
    opening = page.opening if page.wish is Wish.OPENING else None
    done = texts.promise(
        email,
        page.wish,
        everything=page.everything,
        opens_at=opening.opens_at if opening else None,
        zone=opening.zone if opening else "UTC",
        awaits_date=page.awaits_date,
        language=language(),
    )
    return _draw(page, form, done=done)


def _keep(page: _Page, wish: Wish, email: str) -> None:
    conference, series = page.asked.conference, page.asked.series
    with transaction() as rows:
        commands.ask(
            rows,
            email,
            wish=wish,
            language=language(),
            now=page.at,
            conference_id=conference.id if conference else None,
            series_id=series.id if series else None,
            awaits_date=page.awaits_date,
        )


def _draw(page: _Page, form: AskForm, status: int = 200, *, done: str = "") -> Any:
    wish = page.wish
    html = render_template(
        "interest/ask.html",
        page=page,
        asked=page.asked,
        form=form,
        errors=form.error_summary() if wish else [],
        done=done,
        form_url=lambda one: form_url(one, addresses()),
        heading=texts.heading(wish, everything=page.everything, language=language()),
        hint=texts.hint(awaits_date=page.awaits_date, language=language()),
        button=texts.button(wish, everything=page.everything, language=language()) if wish else "",
    )
    return html, status


def _link_page(token: str) -> str:
    row = find_interest(session(), token)
    return render_template("interest/link.html", row=row, token=token, title=_title(row) if row else "")


def _title(row: Interest) -> str:
    """What a row is about; empty for everything."""
    if row.conference_id is not None:
        return title_of(get_conference(session(), row.conference_id), language())
    series = find_public_series(session(), row.series_id) if row.series_id is not None else None
    return localized(series, "title", language()) if series else ""
