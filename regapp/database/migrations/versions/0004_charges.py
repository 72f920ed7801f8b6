"""Charges."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from regapp.database import types

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "charge_exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["people.id"],
            name=op.f("fk_charge_exports_created_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["seller_id"], ["organizers.id"], name=op.f("fk_charge_exports_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge_exports")),
        sa.UniqueConstraint("seller_id", "number", name=op.f("uq_charge_exports_seller_id_number")),
    )
    op.create_table(
        "charge_export_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("export_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("charge", "reversal", "changed_buyer", name="linekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "values",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["export_id"], ["charge_exports.id"], name=op.f("fk_charge_export_lines_export_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge_export_lines")),
    )
    with op.batch_alter_table("charge_export_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_charge_export_lines_export_id"), ["export_id"], unique=False)

    op.create_table(
        "charges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("price_row_id", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column("net_minor", sa.Integer(), nullable=False),
        sa.Column("vat_minor", sa.Integer(), nullable=False),
        sa.Column("gross_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("vat_permille", sa.Integer(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("export_id", sa.Integer(), nullable=True),
        sa.Column("buyer_digest", sa.String(length=64), nullable=True),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conferences.id"], name=op.f("fk_charges_conference_id")),
        sa.ForeignKeyConstraint(["export_id"], ["charge_exports.id"], name=op.f("fk_charges_export_id")),
        sa.ForeignKeyConstraint(["price_row_id"], ["price_rows.id"], name=op.f("fk_charges_price_row_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["charges.id"], name=op.f("fk_charges_reverses_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["organizers.id"], name=op.f("fk_charges_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_charges_reverses_id")),
    )
    with op.batch_alter_table("charges", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_charges_conference_id_gross_minor"), ["conference_id", "gross_minor"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_charges_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_charges_registration_id"), ["registration_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_charges_seller_id_export_id"), ["seller_id", "export_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("charges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_charges_seller_id_export_id"))
        batch_op.drop_index(batch_op.f("ix_charges_registration_id"))
        batch_op.drop_index(batch_op.f("ix_charges_participant_id"))
        batch_op.drop_index(batch_op.f("ix_charges_conference_id_gross_minor"))

    op.drop_table("charges")
    with op.batch_alter_table("charge_export_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_charge_export_lines_export_id"))

    op.drop_table("charge_export_lines")
    op.drop_table("charge_exports")
