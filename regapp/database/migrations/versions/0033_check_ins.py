"""Who came, the doors, their helpers' links, and the scans that were received."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    instant = types.UtcDateTime(timezone=True)
    op.create_table(
        "doors",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conferences.id"], name=op.f("fk_doors_conference_id")),
        sa.PrimaryKeyConstraint("conference_id", name=op.f("pk_doors")),
    )
    op.create_table(
        "door_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("pin_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_door_links_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["people.id"], name=op.f("fk_door_links_created_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_links")),
        sa.UniqueConstraint("token", name=op.f("uq_door_links_token")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_door_links_conference_id", "door_links", ["conference_id"])
    op.create_table(
        "check_ins",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("undone_at", instant, nullable=True),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_check_ins_participant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_check_ins_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["door_links.id"], name=op.f("fk_check_ins_link_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_check_ins_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("participant_id", "on", name=op.f("pk_check_ins")),
    )
    op.create_index("ix_check_ins_conference_id_seq", "check_ins", ["conference_id", "seq"])
    op.create_table(
        "check_in_scans",
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("received_at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_check_in_scans_conference_id")
        ),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_check_in_scans")),
    )
    op.create_index("ix_check_in_scans_conference_id", "check_in_scans", ["conference_id"])
    op.create_index("ix_check_in_scans_received_at", "check_in_scans", ["received_at"])


def downgrade() -> None:
    for table in ("check_in_scans", "check_ins", "door_links", "doors"):
        op.drop_table(table)
