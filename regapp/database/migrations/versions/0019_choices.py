"""Seminars, days, meals and attendance of each participant; who sees to their needs."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | None = None
depends_on: str | None = None

_TEXTS = ("onsite_info", "onsite_info_en", "remote_info", "remote_info_en")


def upgrade() -> None:
    for name in _TEXTS:
        op.add_column("conferences", sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column(
        "conferences",
        sa.Column("remote_url", sa.String(500), nullable=False, server_default=sa.text("''")),
    )
    op.add_column(
        "conferences", sa.Column("asks_days", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    # Written out: SQLite adds a key with its column only, and the table cannot be made anew while
    # others point at it.
    op.execute(
        "ALTER TABLE conferences ADD COLUMN needs_contact_id INTEGER"
        " CONSTRAINT fk_conferences_needs_contact_id REFERENCES people (id)"
    )
    with op.batch_alter_table("needs_answers") as batch:
        batch.add_column(sa.Column("arranged_at", types.UtcDateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("arranged_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_needs_answers_arranged_by_id"), "people", ["arranged_by_id"], ["id"],
            ondelete="SET NULL",
        )  # fmt: skip
    _create_rounds()
    _create_meals()


def _create_rounds() -> None:
    op.create_table(
        "programme_rounds",
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["conference_days.id"], name=op.f("fk_programme_rounds_day_id")),
        sa.PrimaryKeyConstraint("day_id", "number", name=op.f("pk_programme_rounds")),
    )
    op.create_table(
        "participant_choices",
        sa.Column("participant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["programme_items.id"], name=op.f("fk_participant_choices_item_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", "item_id", name=op.f("pk_participant_choices")),
    )
    op.create_index(
        "ix_participant_choices_item_id_state_ticket", "participant_choices", ["item_id", "state", "ticket"]
    )


def _create_meals() -> None:
    op.create_table(
        "meals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(60), nullable=False),
        sa.Column("label_en", sa.String(60), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conferences.id"], name=op.f("fk_meals_conference_id")),
        sa.ForeignKeyConstraint(["day_id"], ["conference_days.id"], name=op.f("fk_meals_day_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meals")),
    )
    op.create_index("ix_meals_conference_id", "meals", ["conference_id"])
    op.create_index("ix_meals_day_id", "meals", ["day_id"])
    _create_answers("participant_days", "day_id", "conference_days")
    _create_answers("participant_meals", "meal_id", "meals")


def _create_answers(name: str, column: str, target: str) -> None:
    op.create_table(
        name,
        sa.Column("participant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(column, sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{name}_{column}")),
        sa.PrimaryKeyConstraint("participant_id", column, name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_{column}", name, [column])


def downgrade() -> None:
    for name in ("participant_meals", "participant_days", "meals", "participant_choices", "programme_rounds"):
        op.drop_table(name)
    with op.batch_alter_table("needs_answers") as batch:
        batch.drop_constraint("fk_needs_answers_arranged_by_id", type_="foreignkey")
        batch.drop_column("arranged_by_id")
        batch.drop_column("arranged_at")
    for column in ("needs_contact_id", "asks_days", "remote_url", *reversed(_TEXTS)):
        op.drop_column("conferences", column)
