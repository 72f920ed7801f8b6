"""The right to answer once: a random key with a seal. Nothing about it is stored when it is sent."""

import hashlib
import hmac
import secrets

_NONCE, _SEAL = 22, 32


def new_key(secret: str, survey_id: int, *, again: bool = False) -> str:
    """Another one at each call: who got which is known to nobody but the reader of the letter.

    again  of the reminder: its page asks whoever has answered to let it be
    """
    nonce = secrets.token_urlsafe(16)
    return nonce + _seal(secret, survey_id, nonce, again=again)


def is_key(secret: str, survey_id: int, key: str) -> bool:
    return _fits(secret, survey_id, key, again=False) or is_reminded(secret, survey_id, key)


def is_reminded(secret: str, survey_id: int, key: str) -> bool:
    """Whether it came with the reminder."""
    return _fits(secret, survey_id, key, again=True)


def _fits(secret: str, survey_id: int, key: str, *, again: bool) -> bool:
    nonce, seal = key[:_NONCE], key[_NONCE:]
    right = _seal(secret, survey_id, nonce, again=again)
    return hmac.compare_digest(right.encode(), seal.encode("utf-8", "backslashreplace"))


def key_hash(key: str) -> str:
    """What is kept of a key that was used."""
    return hashlib.sha256(key.encode()).hexdigest()


def _seal(secret: str, survey_id: int, nonce: str, *, again: bool) -> str:
    message = f"survey {survey_id} {'again ' if again else ''}{nonce}".encode("utf-8", "backslashreplace")
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()[:_SEAL]
