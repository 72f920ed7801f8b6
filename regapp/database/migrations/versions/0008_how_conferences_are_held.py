"""How a conference is held (on site, remote, both), and whether its dates are settled."""

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("conferences", sa.Column("mode", sa.String(32), nullable=False, server_default="onsite"))
    op.add_column(
        "conferences", sa.Column("preliminary", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("conferences", "preliminary")
    op.drop_column("conferences", "mode")
