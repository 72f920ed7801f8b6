"""Room for two marks: an item of a programme is made of its conference's change and its own."""

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("kept_entries") as batch:
        batch.alter_column("made_of", existing_type=sa.String(40), type_=sa.String(60))


def downgrade() -> None:
    op.execute("DELETE FROM kept_entries")
    with op.batch_alter_table("kept_entries") as batch:
        batch.alter_column("made_of", existing_type=sa.String(60), type_=sa.String(40))
