"""An organizer has two colours of its own; empty ones are the standard."""

import sqlalchemy as sa
from alembic import op

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    for name in ("colour", "accent"):
        op.add_column("organizers", sa.Column(name, sa.String(7), server_default="", nullable=False))


def downgrade() -> None:
    for name in ("accent", "colour"):
        op.drop_column("organizers", name)
