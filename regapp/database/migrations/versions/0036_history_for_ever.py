"""History is append-only, held by the database; which organizer a row concerns."""

import sqlalchemy as sa
from alembic import op

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels: str | None = None
depends_on: str | None = None

_SQLITE = """
CREATE TRIGGER history_no_{verb} BEFORE {verb} ON history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
"""
_FUNCTION = """
CREATE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER history_no_{verb} BEFORE {verb} ON history
FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only()
"""


def upgrade() -> None:
    op.add_column("history", sa.Column("organizer_id", sa.Integer(), nullable=True))
    op.create_index("ix_history_conference_id_actor_id", "history", ["conference_id", "actor", "id"])
    op.drop_index("ix_history_conference_id_id", "history")
    some = sa.text("organizer_id IS NOT NULL")
    op.create_index(
        "ix_history_organizer_id_id",
        "history",
        ["organizer_id", "id"],
        postgresql_where=some,
        sqlite_where=some,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)
        for verb in ("UPDATE", "DELETE", "TRUNCATE"):
            op.execute(_POSTGRESQL.format(verb=verb))
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(verb=verb))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for verb in ("UPDATE", "DELETE", "TRUNCATE"):
            op.execute(f"DROP TRIGGER history_no_{verb} ON history")
        op.execute("DROP FUNCTION history_is_append_only()")
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER history_no_{verb}")
    op.drop_index("ix_history_organizer_id_id", "history")
    op.create_index("ix_history_conference_id_id", "history", ["conference_id", "id"])
    op.drop_index("ix_history_conference_id_actor_id", "history")
    op.drop_column("history", "organizer_id")
