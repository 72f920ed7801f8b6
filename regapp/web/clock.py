"""The domain clock at the edge: read once in a view or job and passed down as `now`."""

from datetime import datetime

from regapp.kernel.clock import SystemClock
from regapp.web.state import state

_system = SystemClock()


def now() -> datetime:
    """The present instant of the domain, aware, in UTC. Moved in demonstration."""
    return state().clock.now()


def system_now() -> datetime:
    """The machine's own time: for limits, which no moved clock lengthens."""
    return _system.now()
