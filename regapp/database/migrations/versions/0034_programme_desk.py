"""Rooms, tracks, speakers, presentations and summaries of programmes; what was told of each item."""

import sqlalchemy as sa
from alembic import op

from regapp.database import types

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conferences.id"], name=op.f("fk_rooms_conference_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("conference_id", "name", name=op.f("uq_rooms_conference_id_name")),
    )
    op.create_table(
        "tracks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["conference_id"], ["conferences.id"], name=op.f("fk_tracks_conference_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracks")),
    )
    op.create_index(op.f("ix_tracks_conference_id"), "tracks", ["conference_id"])
    op.create_table(
        "speakers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("organization", sa.String(length=160), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("picture_alt", sa.String(length=200), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=True),
        sa.Column("shows_more", sa.Boolean(), nullable=True),
        sa.Column("asked_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_speakers_conference_id")
        ),
        sa.ForeignKeyConstraint(["picture_id"], ["stored_files.id"], name=op.f("fk_speakers_picture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speakers")),
        sa.UniqueConstraint("token", name=op.f("uq_speakers_token")),
    )
    op.create_index(op.f("ix_speakers_conference_id"), "speakers", ["conference_id"])
    op.create_table(
        "conference_summaries",
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("published_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_conference_summaries_conference_id")
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_conference_summaries_speaker_id")
        ),
        sa.PrimaryKeyConstraint("conference_id", name=op.f("pk_conference_summaries")),
    )
    op.create_table(
        "item_speakers",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["programme_items.id"], name=op.f("fk_item_speakers_item_id")),
        sa.ForeignKeyConstraint(["speaker_id"], ["speakers.id"], name=op.f("fk_item_speakers_speaker_id")),
        sa.PrimaryKeyConstraint("item_id", "speaker_id", name=op.f("pk_item_speakers")),
    )
    op.create_index(op.f("ix_item_speakers_speaker_id"), "item_speakers", ["speaker_id"])
    op.create_table(
        "presentations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conference_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("visible_at", types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_presentations_conference_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_presentations_file_id")),
        sa.ForeignKeyConstraint(["item_id"], ["programme_items.id"], name=op.f("fk_presentations_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presentations")),
    )
    op.create_index(op.f("ix_presentations_conference_id"), "presentations", ["conference_id"])
    op.create_index(op.f("ix_presentations_item_id"), "presentations", ["item_id"])
    op.add_column("programme_items", sa.Column("told", types.Json, nullable=True))
    # Written out: SQLite adds a key with its column only, and the table cannot be made anew while
    # others point at it.
    op.execute(
        "ALTER TABLE programme_items ADD COLUMN track_id INTEGER"
        " CONSTRAINT fk_programme_items_track_id REFERENCES tracks (id)"
    )


def downgrade() -> None:
    op.drop_column("programme_items", "told")
    op.drop_column("programme_items", "track_id")
    op.drop_index(op.f("ix_presentations_item_id"), table_name="presentations")
    op.drop_index(op.f("ix_presentations_conference_id"), table_name="presentations")
    op.drop_table("presentations")
    op.drop_index(op.f("ix_item_speakers_speaker_id"), table_name="item_speakers")
    op.drop_table("item_speakers")
    op.drop_table("conference_summaries")
    op.drop_index(op.f("ix_speakers_conference_id"), table_name="speakers")
    op.drop_table("speakers")
    op.drop_index(op.f("ix_tracks_conference_id"), table_name="tracks")
    op.drop_table("tracks")
    op.drop_table("rooms")
