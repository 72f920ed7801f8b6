"""Conferences."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from regapp.database import types

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "feed_revisions",
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "drops",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_feed_revisions")),
    )
    op.create_table(
        "seminar_packages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("lead_en", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_en", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("season_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["organizers.id"], name=op.f("fk_seminar_packages_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seminar_packages")),
    )
    with op.batch_alter_table("seminar_packages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seminar_packages_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=False),
        sa.Column("subtitle", sa.String(length=300), nullable=False),
        sa.Column("subtitle_en", sa.String(length=300), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("audience_en", sa.Text(), nullable=False),
        sa.Column("promises", sa.Text(), nullable=False),
        sa.Column("promises_en", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_en", sa.Text(), nullable=False),
        sa.Column("theme", sa.String(length=80), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("season_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["organizers.id"], name=op.f("fk_series_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "conferences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "conference",
                "meeting",
                "seminar",
                "course",
                name="conferencekind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum("draft", "published", "cancelled", name="conferencestatus", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("related_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=False),
        sa.Column("subtitle", sa.String(length=300), nullable=False),
        sa.Column("subtitle_en", sa.String(length=300), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("lead_en", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_en", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("programme_en", sa.Text(), nullable=False),
        sa.Column("practical", sa.Text(), nullable=False),
        sa.Column("practical_en", sa.Text(), nullable=False),
        sa.Column("theme", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("place_slug", sa.String(length=80), nullable=False),
        sa.Column(
            "county",
            sa.Enum(
                "AB",
                "C",
                "D",
                "E",
                "F",
                "G",
                "H",
                "I",
                "K",
                "M",
                "N",
                "O",
                "S",
                "T",
                "U",
                "W",
                "X",
                "Y",
                "Z",
                "AC",
                "BD",
                name="county",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("venue", sa.String(length=160), nullable=False),
        sa.Column("street", sa.String(length=160), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("expected_month", sa.Date(), nullable=True),
        sa.Column("expected_text", sa.String(length=80), nullable=False),
        sa.Column("expected_text_en", sa.String(length=80), nullable=False),
        sa.Column("arrival", sa.String(length=120), nullable=False),
        sa.Column("arrival_en", sa.String(length=120), nullable=False),
        sa.Column("opens_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closes_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("has_waiting_list", sa.Boolean(), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("sender_email", sa.String(length=254), nullable=False),
        sa.Column("reply_mailbox", sa.String(length=254), nullable=False),
        sa.Column("published_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("moved_from", sa.Date(), nullable=True),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("season_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["people.id"], name=op.f("fk_conferences_changed_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organizers.id"], name=op.f("fk_conferences_owner_id")),
        sa.ForeignKeyConstraint(["related_id"], ["conferences.id"], name=op.f("fk_conferences_related_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_conferences_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferences")),
    )
    with op.batch_alter_table("conferences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conferences_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conferences_related_id"), ["related_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conferences_series_id"), ["series_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conferences_status"), ["status"], unique=False)

    op.create_table(
        "series_organizers",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("organizer_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organizer_id"], ["organizers.id"], name=op.f("fk_series_organizers_organizer_id")
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_organizers_series_id")),
        sa.PrimaryKeyConstraint("series_id", "organizer_id", name=op.f("pk_series_organizers")),
    )
    op.create_table(
        "addresses",
        sa.Column("path", sa.String(length=160), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("conference_id", sa.Integer(), nullable=True),
        sa.Column("package_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN series_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN conference_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN package_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_addresses_one_target"),
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_addresses_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["package_id"], ["seminar_packages.id"], name=op.f("fk_addresses_package_id")
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_addresses_series_id")),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_addresses")),
        sa.UniqueConstraint("conference_id", name=op.f("uq_addresses_conference_id")),
        sa.UniqueConstraint("package_id", name=op.f("uq_addresses_package_id")),
        sa.UniqueConstraint("series_id", name=op.f("uq_addresses_series_id")),
    )
    op.create_table(
        "conference_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("starts_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ends_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("removed_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_conference_days_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_days")),
        sa.UniqueConstraint("conference_id", "uid", name=op.f("uq_conference_days_conference_id_uid")),
        sa.UniqueConstraint("uid", name=op.f("uq_conference_days_uid")),
    )
    with op.batch_alter_table("conference_days", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conference_days_conference_id"), ["conference_id"], unique=False)

    op.create_table(
        "conference_organizers",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("organizer_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_conference_organizers_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["organizer_id"], ["organizers.id"], name=op.f("fk_conference_organizers_organizer_id")
        ),
        sa.PrimaryKeyConstraint("conference_id", "organizer_id", name=op.f("pk_conference_organizers")),
    )
    with op.batch_alter_table("conference_organizers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conference_organizers_organizer_id"), ["organizer_id"], unique=False
        )

    op.create_table(
        "price_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("label_en", sa.String(length=120), nullable=False),
        sa.Column("included", sa.String(length=160), nullable=False),
        sa.Column("included_en", sa.String(length=160), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "vat_mode",
            sa.Enum(
                "exclusive", "inclusive", "none", "undecided", name="vatmode", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("vat_permille", sa.Integer(), nullable=False),
        sa.Column("state_pays_net", sa.Boolean(), nullable=False),
        sa.Column("valid_from", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("valid_until", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_price_rows_conference_id")
        ),
        sa.ForeignKeyConstraint(["seller_id"], ["organizers.id"], name=op.f("fk_price_rows_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_rows")),
    )
    with op.batch_alter_table("price_rows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_price_rows_conference_id"), ["conference_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_price_rows_seller_id"), ["seller_id"], unique=False)

    op.create_table(
        "seat_pools",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("conference", name="poolkind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_seat_pools_capacity")),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_seat_pools_taken")),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_seat_pools_waiting")),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_seat_pools_conference_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_pools")),
        sa.UniqueConstraint("conference_id", "kind", name=op.f("uq_seat_pools_conference_id_kind")),
    )


def downgrade() -> None:
    op.drop_table("seat_pools")
    with op.batch_alter_table("price_rows", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_price_rows_seller_id"))
        batch_op.drop_index(batch_op.f("ix_price_rows_conference_id"))

    op.drop_table("price_rows")
    with op.batch_alter_table("conference_organizers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conference_organizers_organizer_id"))

    op.drop_table("conference_organizers")
    with op.batch_alter_table("conference_days", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conference_days_conference_id"))

    op.drop_table("conference_days")
    op.drop_table("addresses")
    op.drop_table("series_organizers")
    with op.batch_alter_table("conferences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conferences_status"))
        batch_op.drop_index(batch_op.f("ix_conferences_series_id"))
        batch_op.drop_index(batch_op.f("ix_conferences_related_id"))
        batch_op.drop_index(batch_op.f("ix_conferences_owner_id"))

    op.drop_table("conferences")
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_series_owner_id"))

    op.drop_table("series")
    with op.batch_alter_table("seminar_packages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seminar_packages_owner_id"))

    op.drop_table("seminar_packages")
    op.drop_table("feed_revisions")
