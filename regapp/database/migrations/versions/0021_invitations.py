"""Invitations: conferences for invited people only, and who was invited."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column(
        "conferences", sa.Column("invitation_only", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "invitation_guests",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("forwarding", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_invitation_guests_conference_id")
        ),
        sa.PrimaryKeyConstraint("conference_id", name=op.f("pk_invitation_guests")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=161), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("organization", sa.String(length=160), nullable=False),
        sa.Column("county", sa.String(length=32), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=True),
        sa.Column("reply", sa.String(length=32), nullable=False),
        sa.Column("colleague_name", sa.String(length=161), nullable=False),
        sa.Column("colleague_email", sa.String(length=254), nullable=False),
        sa.Column("instead_of_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("opened_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_invitations_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["instead_of_id"], ["invitations.id"], name=op.f("fk_invitations_instead_of_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token", name=op.f("uq_invitations_token")),
        sa.UniqueConstraint(
            "conference_id", "email_key", name=op.f("uq_invitations_conference_id_email_key")
        ),
    )
    op.create_index("ix_invitations_conference_id_reply", "invitations", ["conference_id", "reply"])


def downgrade() -> None:
    op.drop_table("invitations")
    op.drop_table("invitation_guests")
    op.drop_column("conferences", "invitation_only")
