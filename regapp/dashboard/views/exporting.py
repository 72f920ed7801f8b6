"""The filtered list as CSV and XLSX; every export is recorded."""

from collections.abc import Sequence
from typing import Any

from flask import abort, request

from regapp.audit.commands import record
from regapp.conferences.queries import list_asked_questions
from regapp.dashboard.exports import participant_columns, participant_rows
from regapp.dashboard.filtering import filter_of
from regapp.dashboard.page import scoped
from regapp.dashboard.queries import list_ids, list_these
from regapp.dashboard.scope import Scope
from regapp.dashboard.views import blueprint
from regapp.database.session import session, transaction
from regapp.organizers.guards import viewer
from regapp.organizers.rules import Capability
from regapp.registrations.asking import with_parts
from regapp.registrations.chosen import choice_labels, list_choice_facts
from regapp.registrations.queries import list_answers
from regapp.web.access import Access, access
from regapp.web.clock import now
from regapp.web.i18n import language
from regapp.web.sheets import Row, csv_response, xlsx_response
from regapp.web.streams import in_pieces


@blueprint.get("/<any(konferens,serie):kind>/<int:number>/deltagare.<any(csv,xlsx):form>")
@scoped(Capability.EXPORT)
@access(Access.MEMBER)
def export_participants(scope: Scope, form: str) -> Any:
    with transaction() as rows:
        for number in scope.ids:
            record(
                rows, f"exported_{form}", by=viewer().by, subject_type="conference", subject_ids=[number],
                now=now(), conference_id=number,
            )  # fmt: skip
    conferences = {one.id: one for one in scope.conferences}
    questions = list_asked_questions(session(), scope.ids)

    asking = {one.id: one for one in with_parts(session(), scope.conferences)}
    labels = choice_labels(asking.values(), language())

    def rows_of(ids: Sequence[int]) -> list[Row]:
        people = list_these(session(), ids)
        answers = list_answers(session(), people) if questions else {}
        return list(
            participant_rows(
                people, conferences, may_see_protected=False, questions=questions, answers=answers,
                choices=labels, chosen=list_choice_facts(session(), asking, people, language()),
            )
        )  # fmt: skip

    table = in_pieces(list_ids(session(), scope.ids, filter_of(request.args)), rows_of)
    name = f"deltagare-{now():%Y-%m-%d}"
    if form == "xlsx":
        return xlsx_response(participant_columns(questions, labels), table, name)
    if form == "csv":
        return csv_response(participant_columns(questions, labels), table, name)
    abort(404)
