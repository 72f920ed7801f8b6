"""Registrations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from regapp.database import types

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "link_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_requests")),
    )
    with op.batch_alter_table("link_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_link_requests_email_hash_created_at"), ["email_hash", "created_at"], unique=False
        )

    op.create_table(
        "registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=False),
        sa.Column("submission_digest", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "booker_role",
            sa.Enum("self", "self_and_others", "others", name="bookerrole", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("booker_name", sa.String(length=161), nullable=False),
        sa.Column("booker_email", sa.String(length=254), nullable=False),
        sa.Column("booker_email_key", sa.String(length=254), nullable=False),
        sa.Column(
            "buyer_kind",
            sa.Enum(
                "county_board",
                "state",
                "state_enterprise",
                "municipality",
                "region",
                "company",
                "association",
                "person",
                "cooperation",
                name="organizerkind",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("buyer_name", sa.String(length=160), nullable=False),
        sa.Column("buyer_org_number", sa.String(length=10), nullable=False),
        sa.Column("buyer_reference", sa.String(length=80), nullable=False),
        sa.Column("reference_later", sa.Boolean(), nullable=False),
        sa.Column("buyer_endpoint", sa.String(length=40), nullable=False),
        sa.Column("buyer_street", sa.String(length=160), nullable=False),
        sa.Column("buyer_postcode", sa.String(length=10), nullable=False),
        sa.Column("buyer_town", sa.String(length=80), nullable=False),
        sa.Column("buyer_email", sa.String(length=254), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("kind_disputed", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("reference", name=op.f("uq_registrations_reference")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_registrations_submission_key")),
        sa.UniqueConstraint("token", name=op.f("uq_registrations_token")),
    )
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registrations_booker_email_key"), ["booker_email_key"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_registrations_buyer_org_number"), ["buyer_org_number"], unique=False
        )

    op.create_table(
        "participants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_booker", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "confirmed", "waiting", "offered", "cancelled", name="status", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "attendance",
            sa.Enum("onsite", "remote", name="attendance", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("given_name", sa.String(length=80), nullable=False),
        sa.Column("family_name", sa.String(length=80), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("search_key", sa.String(length=800), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("organization", sa.String(length=160), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("alias", sa.String(length=80), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("ticket_code", sa.String(length=16), nullable=False),
        sa.Column("feed_token", sa.String(length=64), nullable=False),
        sa.Column("queue_ticket", sa.Integer(), nullable=True),
        sa.Column("rising", sa.Integer(), nullable=False),
        sa.Column(
            "buyer_kind",
            sa.Enum(
                "county_board",
                "state",
                "state_enterprise",
                "municipality",
                "region",
                "company",
                "association",
                "person",
                "cooperation",
                name="organizerkind",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("lacks_reference", sa.Boolean(), nullable=False),
        sa.Column("signed_up_on", sa.Date(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("status_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_participants_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_participants_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("feed_token", name=op.f("uq_participants_feed_token")),
        sa.UniqueConstraint("ticket_code", name=op.f("uq_participants_ticket_code")),
        sa.UniqueConstraint("token", name=op.f("uq_participants_token")),
    )
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.create_index(
            "ix_participants_buyer",
            ["conference_id", "status", "buyer_kind", "lacks_reference"],
            unique=False,
        )
        batch_op.create_index(
            "ix_participants_curve", ["conference_id", "status", "signed_up_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_participants_email_key"), ["email_key"], unique=False)
        batch_op.create_index("ix_participants_latest", ["conference_id", "id"], unique=False)
        batch_op.create_index("ix_participants_list", ["conference_id", "status", "sort_key"], unique=False)
        batch_op.create_index(
            "ix_participants_queue", ["conference_id", "status", "queue_ticket"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_participants_registration_id"), ["registration_id"], unique=False
        )
        batch_op.create_index("ix_participants_same", ["conference_id", "email_key"], unique=False)

    op.create_table(
        "needs_answers",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column(
            "diet",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "allergies",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("food_note", sa.Text(), nullable=False),
        sa.Column("access_needs", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_needs_answers_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_needs_answers_participant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_needs_answers")),
    )
    with op.batch_alter_table("needs_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_needs_answers_conference_id"), ["conference_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("needs_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_needs_answers_conference_id"))

    op.drop_table("needs_answers")
    with op.batch_alter_table("participants", schema=None) as batch_op:
        batch_op.drop_index("ix_participants_same")
        batch_op.drop_index(batch_op.f("ix_participants_registration_id"))
        batch_op.drop_index("ix_participants_queue")
        batch_op.drop_index("ix_participants_list")
        batch_op.drop_index("ix_participants_latest")
        batch_op.drop_index(batch_op.f("ix_participants_email_key"))
        batch_op.drop_index("ix_participants_curve")
        batch_op.drop_index("ix_participants_buyer")

    op.drop_table("participants")
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registrations_buyer_org_number"))
        batch_op.drop_index(batch_op.f("ix_registrations_booker_email_key"))

    op.drop_table("registrations")
    with op.batch_alter_table("link_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_requests_email_hash_created_at"))

    op.drop_table("link_requests")
