"""Room for the names that calendars from elsewhere give their entries; SQLite counts no lengths."""

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | None = None
depends_on: str | None = None

_TABLES = ("conference_days", "programme_items", "kept_entries")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            op.alter_column(table, "uid", existing_type=sa.String(64), type_=sa.String(255))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            op.alter_column(table, "uid", existing_type=sa.String(255), type_=sa.String(64))
