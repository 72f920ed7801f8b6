"""From a list of participants to whom a mailing is for."""

from typing import Any

from sqlalchemy.orm import Session

from regapp.campaigns.queries import list_statuses
from regapp.campaigns.rules import MOST_SELECTED, Audience
from regapp.dashboard.campaigns.forms import read_ids
from regapp.dashboard.filtering import filter_of
from regapp.dashboard.queries import Filter, list_ids
from regapp.kernel.refusal import Refusal
from regapp.registrations.models import Attendance, Status

# A filter that a mailing has too goes on finding whoever fits; any other one is who it finds now.
_ATTENDANCE = {"pa-plats": Attendance.ONSITE, "pa-distans": Attendance.REMOTE}


def handed_over(session: Session, conference_ids: list[int], args: Any) -> Audience:
    """Of those ticked (`id`, many), or of all that the list's own filter finds: `visa`, `q`, `bara`.

    Refuses too_many_selected.
    """
    ids = None if "alla" in args else read_ids(args.getlist("id"))
    if ids is not None:
        # As they stand now: who cancels before it goes is skipped.
        standing = list_statuses(session, conference_ids, ids)
        return Audience(statuses=standing or tuple(Status), ids=ids)
    wanted: Filter = filter_of(args)
    statuses = (wanted.status,) if wanted.status else tuple(Status)
    if not wanted.text and not wanted.only:
        return Audience(statuses=statuses)
    if not wanted.text and wanted.only in _ATTENDANCE:
        return Audience(statuses=statuses, attendance=_ATTENDANCE[wanted.only])
    if not wanted.text and wanted.only == "utan-referens":
        return Audience(statuses=statuses, lacks_reference=True)
    if not wanted.text and wanted.only.startswith(("pass-", "onskar-")):
        return Audience(statuses=statuses, choice=wanted.only)
    found = tuple(sorted(list_ids(session, conference_ids, wanted)))
    if len(found) > MOST_SELECTED:
        raise Refusal("too_many_selected", most=MOST_SELECTED)
    return Audience(statuses=statuses, ids=found)
