"""Participants are found by how their names sound."""

import sqlalchemy as sa
from alembic import op

from regapp.kernel.sounds import sounded

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | None = None
depends_on: str | None = None

_PIECE = 5000
_people = sa.table(
    "participants",
    sa.column("id", sa.Integer),
    sa.column("given_name", sa.String),
    sa.column("family_name", sa.String),
    sa.column("organization", sa.String),
    sa.column("protected", sa.Boolean),
    sa.column("alias", sa.String),
    sa.column("sound_key", sa.String),
)


def upgrade() -> None:
    empty = sa.text("''")
    op.add_column(
        "participants", sa.Column("sound_key", sa.String(length=500), nullable=False, server_default=empty)
    )
    _fill()


def downgrade() -> None:
    op.drop_column("participants", "sound_key")


def _fill() -> None:
    """A piece at a time: there may be very many."""
    there = op.get_bind()
    one = (
        sa.update(_people).where(_people.c.id == sa.bindparam("number")).values(sound_key=sa.bindparam("key"))
    )
    last = 0
    while True:
        piece = there.execute(
            sa.select(*_people.c).where(_people.c.id > last).order_by(_people.c.id).limit(_PIECE)
        ).all()
        if not piece:
            return
        there.execute(one, [{"number": row.id, "key": _key(row)} for row in piece])
        last = piece[-1].id


def _key(row: sa.Row[tuple[object, ...]]) -> str:
    name = row.alias if row.protected else f"{row.given_name} {row.family_name}"
    return sounded(f"{name} {row.organization}")[:500]
