"""On which table badges lie, by first letter."""

import sqlalchemy as sa
from alembic import op

revision: str = "0045"
down_revision: str | None = "0044"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("doors", sa.Column("tables", sa.String(200), server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    op.drop_column("doors", "tables")
