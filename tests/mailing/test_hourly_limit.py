"""Three letters an hour to an address, while another worker marks what it sends."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from regapp.mailing.commands import admit, claim, enqueue_many, mark_sent
from regapp.mailing.rules import HOUR
from tests.mailing.post import NOW


@pytest.mark.postgres
def test_a_letter_marked_as_sent_while_the_next_one_is_counted_is_counted_too(session: Session) -> None:
    enqueue_many(session, "test.note", subject_ids=(1, 2, 3, 4), now=NOW)
    *leaving, last = claim(session, NOW, worker="one", limit=4, lease=HOUR)
    assert len(admit(session, NOW, recipients={one.id: "anna" for one in leaving})) == 3
    session.commit()
    bind, unmarked = session.get_bind(), [(one.id, one.message_id) for one in leaving]

    def mark_one(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        """Another worker, before each question."""
        if unmarked and statement.startswith("SELECT") and "pg_advisory" not in statement:
            number, message_id = unmarked.pop()
            with Session(bind) as another, another.begin():
                mark_sent(another, NOW, ids=[number], message_id=message_id)

    last_id = last.id
    session.commit()
    event.listen(bind, "before_cursor_execute", mark_one)
    try:
        admitted = admit(session, NOW, recipients={last_id: "anna"})
    finally:
        event.remove(bind, "before_cursor_execute", mark_one)
    assert len(unmarked) < 3
    assert admitted == set()
