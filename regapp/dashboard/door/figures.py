"""How many came, for the overview and the list; nothing is asked before a door has opened."""

from regapp.checkin.queries import count_came
from regapp.checkin.rules import opens_at
from regapp.dashboard.scope import Scope
from regapp.database.session import session
from regapp.web.clock import now


def came_to(scope: Scope) -> int:
    """To the conferences of the scope together."""
    at = now()
    begun = [one.id for one in scope.conferences if (opens := opens_at(one)) is not None and opens <= at]
    return sum(count_came(session(), begun).values()) if begun else 0
