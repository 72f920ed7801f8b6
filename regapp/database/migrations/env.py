"""Alembic's entry: uses the connection it is handed and the metadata the application filled."""

from alembic import context

from regapp.database.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=True,
    user_module_prefix="types.",
)
with context.begin_transaction():
    context.run_migrations()
