"""Fields of forms, made once and then copied: a form of thirty fields takes a third of the time.

WTForms makes every field of a form anew for every request. What it makes of a declaration is the
same each time, but for the form, the translations and what is put into it afterwards.
"""

from typing import Any

from wtforms import FieldList, FormField
from wtforms.csrf.core import CSRFTokenField

_made: dict[tuple[Any, str | None, str], dict[str, Any]] = {}
# Rows of a list are numbered as the sender likes.
_MOST = 2000
# These are made of other fields, or of the session.
_NEVER = (FieldList, FormField, CSRFTokenField)


def bound(form: Any, meta: Any, unbound: Any, options: dict[str, Any]) -> Any:
    """The field that `unbound.bind(form, **options)` would make.

    Its label, validators, flags and so on are those of its sisters: assign to a field, never
    change what it holds.
    """
    key = unbound, options.get("prefix"), options["name"]
    parts = _made.get(key)
    if parts is None:
        if issubclass(unbound.field_class, _NEVER):
            return unbound.bind(form=form, **options)
        if len(_made) >= _MOST:
            _made.clear()
        parts = _made[key] = _parts(unbound.bind(form=form, **options))
    # Not by calling the class: outside a form that gives a declaration.
    field = object.__new__(unbound.field_class)
    own = parts.copy()
    own["_form"], own["meta"], own["_translations"] = form, meta, options["translations"]
    field.__dict__ = own
    return field


def _parts(field: Any) -> dict[str, Any]:
    parts = dict(vars(field), _form=None)
    if parts["default"] is None:
        # It is called to find out whether it can be: one that cannot costs ten times as much.
        parts["default"] = _nothing
    return parts


def _nothing() -> None:
    return None
