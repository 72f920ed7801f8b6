"""What a conference has written and turned off."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from regapp.wording.models import LetterText
from regapp.wording.rules import Words


def list_texts(session: Session, conference_id: int) -> dict[str, LetterText]:
    """A conference's own texts by kind. One statement."""
    found = select(LetterText).where(LetterText.conference_id == conference_id)
    return {text.kind: text for text in session.scalars(found)}


def list_silent(session: Session, conference_ids: Sequence[int]) -> dict[int, set[str]]:
    """The letters that these conferences have turned off. One statement."""
    found = select(LetterText.conference_id, LetterText.kind).where(
        LetterText.conference_id.in_(conference_ids), LetterText.off
    )
    silent: dict[int, set[str]] = {}
    for number, kind in session.execute(found):
        silent.setdefault(number, set()).add(kind)
    return silent


def own_words(session: Session, conference_id: int, language: str) -> dict[str, Words]:
    """The same in one language: a letter without words in it gets the standard ones in it."""
    texts = list_texts(session, conference_id)
    if language == "en":
        return {kind: Words(text.subject_en, text.body_en) for kind, text in texts.items()}
    return {kind: Words(text.subject, text.body) for kind, text in texts.items()}
