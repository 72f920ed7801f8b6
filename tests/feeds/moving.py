"""Everything of one database, row by row, in another one of either kind."""

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from regapp.database.base import Base
from tests.support.databases import open_engine


def copy_everything(session: Session, url: str) -> None:
    """Into a migrated, empty database at `url`."""
    engine = open_engine(url)
    try:
        with engine.begin() as there:
            for table in Base.metadata.sorted_tables:
                rows = session.execute(select(table).order_by(*table.primary_key.columns)).mappings().all()
                if rows and table.name != "domain_clock":
                    there.execute(insert(table), [dict(row) for row in rows])
    finally:
        engine.dispose()
