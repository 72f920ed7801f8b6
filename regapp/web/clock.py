"""The domain clock at the edge: read once in a view or job and passed down as `now`."""

from datetime import datetime

from regapp.web.state import state


def now() -> datetime:
    """The present instant of the domain, aware, in UTC. Moved in demonstration."""
    return state().clock.now()
