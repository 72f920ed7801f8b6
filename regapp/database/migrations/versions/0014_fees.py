"""Fee categories, options, access codes, and the terms of a cancellation."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    at = types.UtcDateTime(timezone=True)
    op.create_table(
        "fee_categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("label_en", sa.String(length=80), nullable=False),
        sa.Column("needs_code", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", at, nullable=True),
        sa.Column("created_at", at, nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_fee_categories_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_categories")),
    )
    op.create_index("ix_fee_categories_conference_id", "fee_categories", ["conference_id"])
    op.create_table(
        "options",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("label_en", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("starts_at", at, nullable=True),
        sa.Column("ends_at", at, nullable=True),
        sa.Column("closes_at", at, nullable=True),
        sa.Column("withdrawn_at", at, nullable=True),
        sa.Column("created_at", at, nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conferences.id"], name=op.f("fk_options_conference_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_options")),
    )
    op.create_index("ix_options_conference_id", "options", ["conference_id"])
    op.create_table(
        "access_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("code_key", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("valid_from", at, nullable=True),
        sa.Column("valid_until", at, nullable=True),
        sa.Column("withdrawn_at", at, nullable=True),
        sa.Column("created_at", at, nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_access_codes_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["fee_categories.id"], name=op.f("fk_access_codes_category_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_codes")),
        sa.UniqueConstraint("conference_id", "code_key", name=op.f("uq_access_codes_conference_id_code_key")),
    )
    op.create_index("ix_access_codes_category_id", "access_codes", ["category_id"])
    op.create_table(
        "code_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("at", at, nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_code_attempts_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_attempts")),
    )
    op.create_index(
        "ix_code_attempts_conference_id_client_key_at", "code_attempts", ["conference_id", "client_key", "at"]
    )
    op.create_table(
        "option_picks",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_option_picks_participant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["option_id"], ["options.id"], name=op.f("fk_option_picks_option_id")),
        sa.PrimaryKeyConstraint("participant_id", "option_id", name=op.f("pk_option_picks")),
    )  # fmt: skip
    op.create_index("ix_option_picks_option_id", "option_picks", ["option_id"])
    op.add_column("conferences", sa.Column("late_from_at", at, nullable=True))
    op.add_column("conferences", sa.Column("late_fee", sa.String(32), nullable=False, server_default="none"))
    op.add_column("conferences", sa.Column("transfer_closes_at", at, nullable=True))
    op.add_column("price_rows", sa.Column("purpose", sa.String(32), nullable=False, server_default="seat"))
    op.add_column("price_rows", sa.Column("category_id", sa.Integer(), nullable=True))
    op.add_column("price_rows", sa.Column("option_id", sa.Integer(), nullable=True))
    op.add_column("price_rows", sa.Column("withdrawn_at", at, nullable=True))
    op.add_column("participants", sa.Column("category_id", sa.Integer(), nullable=True))
    op.add_column("participants", sa.Column("access_code_id", sa.Integer(), nullable=True))
    op.add_column("participants", sa.Column("priced_at", at, nullable=True))


def downgrade() -> None:
    for column in ("priced_at", "access_code_id", "category_id"):
        op.drop_column("participants", column)
    for column in ("withdrawn_at", "option_id", "category_id", "purpose"):
        op.drop_column("price_rows", column)
    for column in ("transfer_closes_at", "late_fee", "late_from_at"):
        op.drop_column("conferences", column)
    for table in ("option_picks", "code_attempts", "access_codes", "options", "fee_categories"):
        op.drop_table(table)
