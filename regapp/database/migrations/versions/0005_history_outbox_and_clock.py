"""History outbox and clock."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from regapp.database import types

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "clock_offset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("set_from", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_offset")),
    )
    op.create_table(
        "demo_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sent_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("to_email", sa.String(length=320), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demo_letter")),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "actor",
            sa.Enum("participant", "member", "system", name="actor", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=48), nullable=False),
        sa.Column("subject_type", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=True),
        sa.Column(
            "fields",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_history_conference_id_id"), ["conference_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_history_subject_type_subject_id"), ["subject_type", "subject_id"], unique=False
        )

    op.create_table(
        "mail_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_state")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column(
            "details",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "sent", "failed", "needless", name="letterstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("claimed_until", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("held_until", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("recipient_key", sa.String(length=64), nullable=True),
        sa.Column("message_id", sa.String(length=128), nullable=False),
        sa.Column("ended_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_message_failed",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'failed'"),
            postgresql_where=sa.text("state = 'failed'"),
        )
        batch_op.create_index(
            "ix_outbox_message_recipient",
            ["recipient_key"],
            unique=False,
            sqlite_where=sa.text("recipient_key IS NOT NULL"),
            postgresql_where=sa.text("recipient_key IS NOT NULL"),
        )
        batch_op.create_index("ix_outbox_message_subject", ["subject_id", "kind"], unique=False)
        batch_op.create_index(
            "ix_outbox_message_waiting",
            ["priority", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_message_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_outbox_message_subject")
        batch_op.drop_index(
            "ix_outbox_message_recipient",
            sqlite_where=sa.text("recipient_key IS NOT NULL"),
            postgresql_where=sa.text("recipient_key IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_outbox_message_failed",
            sqlite_where=sa.text("state = 'failed'"),
            postgresql_where=sa.text("state = 'failed'"),
        )

    op.drop_table("outbox_message")
    op.drop_table("mail_state")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_history_subject_type_subject_id"))
        batch_op.drop_index(batch_op.f("ix_history_conference_id_id"))

    op.drop_table("history")
    op.drop_table("demo_letter")
    op.drop_table("clock_offset")
