"""The right to answer once: a random key with a seal. Nothing about it is stored when it is sent."""

import hashlib
import hmac
import secrets

_NONCE, _SEAL = 22, 32


def new_key(secret: str, survey_id: int) -> str:
    """Another one at each call: who got which is known to nobody but the reader of the letter."""
    nonce = secrets.token_urlsafe(16)
    return nonce + _seal(secret, survey_id, nonce)


def is_key(secret: str, survey_id: int, key: str) -> bool:
    nonce, seal = key[:_NONCE], key[_NONCE:]
    return hmac.compare_digest(
        _seal(secret, survey_id, nonce).encode(), seal.encode("utf-8", "backslashreplace")
    )


def key_hash(key: str) -> str:
    """What is kept of a key that was used."""
    return hashlib.sha256(key.encode()).hexdigest()


def _seal(secret: str, survey_id: int, nonce: str) -> str:
    message = f"survey {survey_id} {nonce}".encode("utf-8", "backslashreplace")
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()[:_SEAL]
