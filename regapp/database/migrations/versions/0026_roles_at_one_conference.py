"""Roles at one conference only; since when somebody with a role has looked in."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "conference_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("organizer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("joined_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("invited_name", sa.String(length=120), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_conference_members_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["organizer_id"], ["organizers.id"], name=op.f("fk_conference_members_organizer_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_conference_members_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_members")),
        sa.UniqueConstraint(
            "conference_id",
            "organizer_id",
            "person_id",
            name=op.f("uq_conference_members_conference_id_organizer_id_person_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_conference_members_person_id"), "conference_members", ["person_id"])
    op.add_column("members", sa.Column("joined_at", types.UtcDateTime(timezone=True), nullable=True))
    op.add_column(
        "members",
        sa.Column("invited_name", sa.String(length=120), server_default=sa.text("''"), nullable=False),
    )
    # Those who have a role already have no invitation to answer.
    op.execute("UPDATE members SET joined_at = created_at")


def downgrade() -> None:
    op.drop_column("members", "invited_name")
    op.drop_column("members", "joined_at")
    op.drop_table("conference_members")
