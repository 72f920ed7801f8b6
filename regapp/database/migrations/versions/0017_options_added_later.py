"""When an option was chosen, if that was after the sign-up."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("option_picks", sa.Column("added_at", types.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("option_picks", "added_at")
