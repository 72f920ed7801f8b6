"""A link to a draft for those who have no account."""

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | None = None
depends_on: str | None = None

_INDEX = "ix_conferences_preview_token"


def upgrade() -> None:
    op.add_column("conferences", sa.Column("preview_token", sa.String(length=43), nullable=True))
    # An index and no constraint: SQLite would build the table anew for that.
    op.create_index(_INDEX, "conferences", ["preview_token"], unique=True)


def downgrade() -> None:
    op.drop_index(_INDEX, "conferences")
    op.drop_column("conferences", "preview_token")
