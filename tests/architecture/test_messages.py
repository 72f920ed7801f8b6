"""Everything on the screen exists in English, and the compiled catalogue is the written one."""

import re

from scripts.messages import ENGLISH, collect, compiled, incomplete, read_english

_PLACEHOLDER = re.compile(r"%\((\w+)\)")


def test_every_text_is_in_the_english_catalogue() -> None:
    known = {message.id for message in read_english() if message.id}
    texts = {message.id for message in collect() if message.id}
    assert texts - known == set(), "run make messages, then translate"
    assert known - texts == set(), "run make messages: these are used no more"


def test_every_text_has_its_english() -> None:
    assert incomplete(read_english()) == []


def test_english_texts_use_the_same_placeholders() -> None:
    wrong = [
        message.id for message in read_english() if message.id and _names(message.string) - _names(message.id)
    ]
    assert not wrong


def test_the_compiled_catalogue_is_in_step() -> None:
    assert ENGLISH.with_suffix(".mo").read_bytes() == compiled(read_english()), "run make messages"


def _names(texts: object) -> set[str]:
    parts = texts if isinstance(texts, tuple | list) else [texts]
    return {found for part in parts for found in _PLACEHOLDER.findall(str(part))}
