"""The programme's items, and seat pools for what one may choose."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("seat_pools") as batch:
        batch.add_column(sa.Column("subject_id", sa.Integer(), nullable=False, server_default="0"))
        batch.drop_constraint("uq_seat_pools_conference_id_kind", type_="unique")
        batch.create_unique_constraint(
            "uq_seat_pools_conference_id_kind_subject_id", ["conference_id", "kind", "subject_id"]
        )
    with op.batch_alter_table("seat_pools") as batch:
        batch.alter_column("subject_id", existing_type=sa.Integer(), server_default=None)
    op.create_table(
        "programme_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("starts_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ends_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("room", sa.String(length=120), nullable=False),
        sa.Column("speakers", sa.String(length=300), nullable=False),
        sa.Column("preliminary", sa.Boolean(), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("removed_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_programme_items_conference_id")
        ),
        sa.ForeignKeyConstraint(["day_id"], ["conference_days.id"], name=op.f("fk_programme_items_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_items")),
        sa.UniqueConstraint("uid", name=op.f("uq_programme_items_uid")),
    )
    op.create_index(
        "ix_programme_items_conference_id_position", "programme_items", ["conference_id", "position"]
    )
    op.create_index("ix_programme_items_day_id", "programme_items", ["day_id"])


def downgrade() -> None:
    op.drop_table("programme_items")
    op.execute("DELETE FROM seat_pools WHERE kind <> 'conference'")
    with op.batch_alter_table("seat_pools") as batch:
        batch.drop_constraint("uq_seat_pools_conference_id_kind_subject_id", type_="unique")
        batch.create_unique_constraint("uq_seat_pools_conference_id_kind", ["conference_id", "kind"])
        batch.drop_column("subject_id")
