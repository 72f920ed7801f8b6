"""An action for very many is done in parts: how far it has come."""

import sqlalchemy as sa
from alembic import op

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    for name in ("reached", "taken"):
        op.add_column("batches", sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    for name in ("taken", "reached"):
        op.drop_column("batches", name)
