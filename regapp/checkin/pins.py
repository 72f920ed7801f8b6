"""A helper's PIN: six digits, drawn by chance, kept as a keyed hash."""

import hashlib
import hmac
import secrets

DIGITS = 6


def new_pin() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def pin_hash(secret: str, token: str, pin: str) -> str:
    """Keyed, and another one for each link: the table alone tells no PIN."""
    return hmac.new(secret.encode(), f"door:{token}:{pin}".encode(), hashlib.sha256).hexdigest()


def is_pin(secret: str, token: str, pin: str, kept: str) -> bool:
    digits = "".join(letter for letter in pin if letter.isdecimal() and letter.isascii())
    return hmac.compare_digest(pin_hash(secret, token, digits), kept)


def code_key(secret: str, conference_id: int) -> str:
    """With this the phones hash what they scan: the list they keep holds no codes."""
    return hmac.new(secret.encode(), f"door-codes:{conference_id}".encode(), hashlib.sha256).hexdigest()


def code_hash(key: str, code: str) -> str:
    return hmac.new(bytes.fromhex(key), code.encode(), hashlib.sha256).hexdigest()[:24]
