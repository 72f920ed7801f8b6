"""The database cannot be reached or cannot write: locked, full, stopped. Nothing was kept."""

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# For `except`: the driver refused for a reason of its own, or no connection became free.
DATABASE_AWAY: tuple[type[Exception], ...] = (OperationalError, PoolTimeout)
