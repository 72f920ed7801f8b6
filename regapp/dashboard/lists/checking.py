"""Each row of a sheet as a sign-up, or in words what is wrong with it: the same rules as by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from regapp.dashboard.forms import StaffPersonForm
from regapp.kernel.tokens import new_token
from regapp.lists.rules import BUYERS, missing_columns, read_row
from regapp.organizers.models import OrganizerKind
from regapp.organizers.organization_number import suggested_kind
from regapp.registrations.commands import BuyerDetails, SignUp
from regapp.registrations.forms.buyer import BuyerForm
from regapp.registrations.models import BookerRole
from regapp.registrations.rules import same_person_key
from regapp.web.forms import BaseForm

_NEEDS = ("diet", "allergies", "food_note", "named_to_kitchen", "access_needs")
_BUYER_FIELDS = {"buyer_name": "name"}


@dataclass(frozen=True)
class RowError:
    row: int
    where: str
    text: str


@dataclass
class Checked:
    """`right` by the number of the row; `doubles` are rows of people who come already, or twice.

    missing  fields that no column was said to be, without which no row is looked at
    """

    right: list[tuple[int, SignUp]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    doubles: dict[int, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def check_rows(
    rows: Iterable[list[Any]],
    columns: Mapping[int, str],
    *,
    priced: bool,
    language: str,
    chosen: Mapping[str, Any],
) -> Checked:
    """`chosen`: the days and meals of everybody, which no sheet tells."""
    found = Checked(missing=missing_columns(list(columns.values()), priced=priced))
    if found.missing:
        return found
    for number, *cells in rows:
        values = read_row(cells, columns)
        person = _person(values)
        buyer = _buyer(values) if priced else None
        bad = [error for form in (person, buyer) if form for error in _errors(number, form)]
        found.errors += bad
        if not bad:
            found.right.append((number, _sign_up(person, buyer, language, chosen)))
    return found


def mark_doubles(found: Checked, known: Iterable[str]) -> None:
    """Those whom `known` (`same_person_key`) or an earlier row names."""
    seen = set(known)
    for number, form in found.right:
        (person,) = form.participants
        same = same_person_key(person.given_name, person.family_name, person.email)
        if person.email and same in seen:
            found.doubles[number] = f"{person.given_name} {person.family_name}"
        seen.add(same)


def _person(values: Mapping[str, str]) -> StaffPersonForm:
    form = StaffPersonForm(MultiDict({name: value for name, value in values.items() if name not in BUYERS}))
    for name in _NEEDS:
        del form[name]
    return form


def _buyer(values: Mapping[str, str]) -> BuyerForm:
    """A number tells what kind of buyer it is; without a reference it comes later."""
    sent = {_BUYER_FIELDS.get(name, name): values.get(name, "") for name in BUYERS}
    sent["name"] = sent["name"] or values.get("organization", "")
    kind = suggested_kind("".join(filter(str.isdecimal, sent["org_number"])))
    sent["kind"] = (kind or OrganizerKind.COMPANY).value
    if not sent["reference"]:
        sent["reference_later"] = "1"
    return BuyerForm(MultiDict(sent))


def _errors(number: int, form: BaseForm) -> list[RowError]:
    if form.validate():
        return []
    return [
        RowError(number, str(leaf.label.text), str(text)) for leaf in form.leaves() for text in leaf.errors
    ]


def _sign_up(
    person: StaffPersonForm, buyer: BuyerForm | None, language: str, chosen: Mapping[str, Any]
) -> SignUp:
    one = replace(person.to_participant(is_booker=True), **chosen)
    details: BuyerDetails | None = buyer.to_buyer() if buyer else None
    return SignUp(
        # Drawn, not made of the sheet's number: a database gives that again once the sheet is gone, and
        # whoever has a key that was used is taken for a second click. The sheet itself is used up once.
        key=new_token(),
        booker_role=BookerRole.SELF,
        booker_name=f"{one.given_name} {one.family_name}",
        booker_email=one.email,
        participants=(one,),
        buyer=details,
        language=language,
        once_more=True,
    )
