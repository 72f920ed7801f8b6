"""What participants change by their links: until when, what came late, links mailed anew, erasure."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | None = None
depends_on: str | None = None

_SECRETS = (
    ("registrations", "next_token"),
    ("registrations", "reference_token"),
    ("participants", "next_token"),
)


def upgrade() -> None:
    op.add_column("conferences", sa.Column("kitchen_freezes_on", sa.Date(), nullable=True))
    op.add_column("conferences", sa.Column("changes_until", sa.Date(), nullable=True))
    op.add_column("participants", sa.Column("unlocked_at", types.UtcDateTime(timezone=True), nullable=True))
    for table, column in _SECRETS:
        op.add_column(table, sa.Column(column, sa.String(length=64), nullable=True))
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_{table}_{column}", table, [column], unique=True, sqlite_where=there, postgresql_where=there
        )
    op.create_table(
        "late_changes",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_late_changes_participant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", "part", name=op.f("pk_late_changes")),
    )
    op.create_table(
        "erasure_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("asked_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_erasure_requests_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["people.id"],
            name=op.f("fk_erasure_requests_decided_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_erasure_requests_participant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_erasure_requests_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_requests")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_erasure_requests_participant_id", "erasure_requests", ["participant_id"])
    op.create_index("ix_erasure_requests_registration_id", "erasure_requests", ["registration_id"])
    op.create_index("ix_erasure_requests_conference_id_state", "erasure_requests", ["conference_id", "state"])


def downgrade() -> None:
    op.drop_table("erasure_requests")
    op.drop_table("late_changes")
    for table, column in reversed(_SECRETS):
        op.drop_index(f"ix_{table}_{column}", table)
        op.drop_column(table, column)
    op.drop_column("participants", "unlocked_at")
    op.drop_column("conferences", "changes_until")
    op.drop_column("conferences", "kitchen_freezes_on")
