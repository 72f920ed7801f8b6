"""Rows load nothing behind one's back, and the migrations make exactly what the models say."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from regapp.database import migrate
from regapp.database.base import Base
from tests.support.databases import Databases, load_models, open_engine, table_names

load_models()
_VERSIONS = {"alembic_version"}


def test_every_relationship_refuses_to_load_by_itself() -> None:
    eager = [
        f"{mapper.class_.__name__}.{relation.key}: {relation.lazy}"
        for mapper in Base.registry.mappers
        for relation in mapper.relationships
        if relation.lazy not in {"raise", "raise_on_sql", "write_only"}
    ]
    assert not eager


@pytest.mark.both_databases
def test_migrations_go_up_and_down_and_up_and_match_the_models(databases: Databases) -> None:
    url = databases.empty()
    engine = open_engine(url)
    try:
        migrate.upgrade(engine)
        assert _differences(engine) == []
        migrate.downgrade(engine, "base")
        assert table_names(url) <= _VERSIONS
        migrate.upgrade(engine)
        assert _differences(engine) == []
        assert migrate.current(engine) == migrate.head()
    finally:
        engine.dispose()


@pytest.mark.both_databases
def test_two_that_migrate_at_once_wait_for_each_other(databases: Databases) -> None:
    url = databases.empty()

    def upgrade() -> str | None:
        engine = open_engine(url)
        try:
            migrate.upgrade(engine)
            return migrate.current(engine)
        finally:
            engine.dispose()

    with ThreadPoolExecutor(2) as pool:
        arrived = [pool.submit(upgrade) for _ in range(2)]
    assert [one.result() for one in arrived] == [migrate.head()] * 2


def _differences(engine: Any) -> list[Any]:
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


def test_every_instant_is_stored_with_its_zone() -> None:
    naive = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("_at") and type(column.type).__name__ != "UtcDateTime"
    ]
    assert not naive
